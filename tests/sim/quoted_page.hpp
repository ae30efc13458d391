// Pages whose quotes are what the commands print. A block of ```console holds commands after "$ " and their output; in
// one of ```console slow they take longer. A line "…" stands for lines left out. Numbers may differ by one in a
// hundred, or by .15: scales come from float activations, whose last digit is the machine's.
#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "tests/sim/config_golden.hpp"
#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"

namespace systole::tests {

using Lines = std::vector<std::string>;

inline constexpr const char* kElided = "…";

inline Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

struct Quote {
  std::string command;
  std::size_t from = 0;  // lines of its output on the page
  std::size_t to = 0;
  bool slow = false;
};

inline std::vector<Quote> quotes_of(const Lines& page) {
  std::vector<Quote> quotes;
  bool inside = false;
  bool slow = false;
  for (std::size_t i = 0; i < page.size(); ++i) {
    const std::string& line = page[i];
    if (line.starts_with("```")) {
      if (inside && !quotes.empty()) quotes.back().to = i;
      inside = !inside && line.starts_with("```console");
      slow = line == "```console slow";
      continue;
    }
    if (!inside || !line.starts_with("$ ")) continue;
    if (!quotes.empty() && quotes.back().to == 0) quotes.back().to = i;
    std::string command = line.substr(2);
    while (command.ends_with("\\")) command = command.substr(0, command.size() - 1) + page[++i];
    quotes.push_back({command, i + 1, 0, slow});
  }
  return quotes;
}

inline Lines output_of(const std::string& command) {
  std::istringstream words{command};
  std::vector<std::string> arguments;
  for (std::string word; words >> word;) {
    std::erase(word, '\'');  // a shell's quotes, around words without blanks
    arguments.push_back(word);
  }
  REQUIRE(arguments.front() == "systole");
  arguments.erase(arguments.begin());
  const Said said = run_systole(arguments);
  INFO(command << "\n" << said.err);
  REQUIRE(said.status == 0);
  Lines lines = lines_of(said.out);
  static const std::regex shipped{"/[^ ]*/(workloads/zoo/)"};
  for (std::string& line : lines) {
    line = std::regex_replace(line, shipped, "$1");
    line.erase(line.find_last_not_of(' ') + 1);
  }
  return lines;
}

/// "27,831,200", "<0.1%" and "+0.00" as numbers.
inline std::optional<double> number(std::string word) {
  std::erase(word, ',');
  std::erase(word, '<');
  if (word.ends_with("%")) word.pop_back();
  char* end = nullptr;
  const double value = std::strtod(word.c_str(), &end);
  if (word.empty() || *end != '\0') return std::nullopt;
  return value;
}

inline bool same_word(const std::string& quoted, const std::string& printed) {
  if (quoted == printed) return true;
  const auto x = number(quoted);
  const auto y = number(printed);
  return x && y && std::abs(*x - *y) <= .15 + .01 * std::abs(*x);
}

inline bool same_line(const std::string& quoted, const std::string& printed) {
  std::istringstream x{quoted};
  std::istringstream y{printed};
  std::string a;
  std::string b;
  while (x >> a) {
    if (!(y >> b)) return false;
    const bool rule = a.starts_with("─") && b.starts_with("─");
    if (!rule && !same_word(a, b)) return false;
  }
  return !(y >> b);
}

inline std::string first_word(const std::string& line) {
  std::string word;
  std::istringstream{line} >> word;
  return word;
}

/// The page's lines for an output: all of them, or, where some are left out, as many of the beginning, of the end, and
/// between two gaps from the line on that begins with the same word.
inline Lines quoted(const Lines& before, const Lines& printed) {
  if (std::find(before.begin(), before.end(), kElided) == before.end() || before.size() > printed.size())
    return printed;
  Lines lines;
  auto at = printed.begin();
  for (auto part = before.begin(); part != before.end();) {
    const auto gap = std::find(part, before.end(), kElided);
    const auto count = gap - part;
    if (part != before.begin() && gap == before.end()) at = printed.end() - count;
    if (part != before.begin() && gap != before.end() && count > 0)
      at = std::find_if(at, printed.end(),
                        [&](const std::string& line) { return first_word(line) == first_word(*part); });
    const auto end = at + std::min(count, printed.end() - at);
    lines.insert(lines.end(), at, end);
    at = end;
    if (gap == before.end()) break;
    lines.emplace_back(kElided);
    part = gap + 1;
  }
  return lines;
}

/// Compares what `page` (a path from the root) quotes with what its commands print, or writes that there. Slow: the
/// blocks of long commands, else the others.
inline void check_or_update(const std::string& file, bool slow) {
  Lines page = lines_of(file_text(source_directory() / file));
  const bool update = std::getenv("SYSTOLE_UPDATE_GOLDENS") != nullptr;
  std::vector<Quote> quotes = quotes_of(page);
  REQUIRE(quotes.size() > 2);
  for (auto quote = quotes.rbegin(); quote != quotes.rend(); ++quote) {
    if (quote->slow != slow) continue;
    const auto from = page.begin() + static_cast<std::ptrdiff_t>(quote->from);
    const auto to = page.begin() + static_cast<std::ptrdiff_t>(quote->to);
    const Lines before(from, to);
    const Lines now = quoted(before, output_of(quote->command));
    if (update) {
      page.insert(page.erase(from, to), now.begin(), now.end());
      continue;
    }
    CAPTURE(quote->command);
    CHECK(before.size() == now.size());
    for (std::size_t i = 0; i < std::min(before.size(), now.size()); ++i)
      if (!same_line(before[i], now[i])) CHECK(before[i] == now[i]);
  }
  if (!update) return;
  std::string text;
  for (const std::string& line : page) text += line + "\n";
  write_text(source_directory() / file, text);
}

/// Tests that the page names, as in `models_tests "A step fitted*"`, exist; returns how many it names.
inline int check_named_tests(const std::string& file) {
  const std::string page = file_text(source_directory() / file);
  std::string tests;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{source_directory() / "tests"})
    if (entry.path().extension() == ".cpp") tests += file_text(entry.path());
  static const std::regex named{"_tests\\s\"([^\"*]+)\\*?\""};
  int found = 0;
  for (std::sregex_iterator match{page.begin(), page.end(), named}, end; match != end; ++match, ++found) {
    INFO((*match)[1]);
    CHECK(tests.find("TEST_CASE(\"" + (*match)[1].str()) != std::string::npos);
  }
  return found;
}

}  // namespace systole::tests
