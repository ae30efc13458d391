// docs/fixed_point.md: what it quotes is what the commands print. A block of ```console holds commands after "$ " and
// their output; in one of ```console slow they take longer. A line "…" stands for lines left out. Numbers may differ by
// one in a hundred, or by .15: scales come from float activations, whose last digit is the machine's.
#include <catch2/catch.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <regex>
#include <sstream>

#include "tests/sim/config_golden.hpp"
#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole::tests;

namespace {

using Lines = std::vector<std::string>;

constexpr const char* kPage = "docs/fixed_point.md";
constexpr const char* kElided = "…";

Lines lines_of(const std::string& text) {
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

std::vector<Quote> quotes_of(const Lines& page) {
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

Lines output_of(const std::string& command) {
  std::istringstream words{command};
  std::vector<std::string> arguments;
  for (std::string word; words >> word;) arguments.push_back(word);
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
std::optional<double> number(std::string word) {
  std::erase(word, ',');
  std::erase(word, '<');
  if (word.ends_with("%")) word.pop_back();
  char* end = nullptr;
  const double value = std::strtod(word.c_str(), &end);
  if (word.empty() || *end != '\0') return std::nullopt;
  return value;
}

bool same_word(const std::string& quoted, const std::string& printed) {
  if (quoted == printed) return true;
  const auto x = number(quoted);
  const auto y = number(printed);
  return x && y && std::abs(*x - *y) <= .15 + .01 * std::abs(*x);
}

bool same_line(const std::string& quoted, const std::string& printed) {
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

/// The page's lines for an output: all of them, or as many at either end of what is left out as there were.
Lines quoted(const Lines& before, const Lines& printed) {
  const auto gap = std::find(before.begin(), before.end(), kElided);
  const auto head = static_cast<std::size_t>(gap - before.begin());
  if (gap == before.end() || before.size() > printed.size()) return printed;
  Lines lines(printed.begin(), printed.begin() + static_cast<std::ptrdiff_t>(head));
  lines.emplace_back(kElided);
  lines.insert(lines.end(), printed.end() - (before.end() - gap - 1), printed.end());
  return lines;
}

void check_or_update(bool slow) {
  Lines page = lines_of(file_text(source_directory() / kPage));
  const bool update = std::getenv("SYSTOLE_UPDATE_GOLDENS") != nullptr;
  std::vector<Quote> quotes = quotes_of(page);
  REQUIRE(quotes.size() > 10);
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
  write_text(source_directory() / kPage, text);
}

}  // namespace

TEST_CASE("docs/fixed_point.md quotes what its quick commands print", "[C9][C1][C3][B7][B9][B11]") {
  check_or_update(false);
}

TEST_CASE("docs/fixed_point.md quotes what its long commands print", "[slow][C9][C3][B7][B8][B9]") {
  check_or_update(true);
}

TEST_CASE("docs/fixed_point.md has its seven chapters, and the tests that it names exist", "[C9]") {
  const std::string page = file_text(source_directory() / kPage);
  for (int chapter = 1; chapter <= 7; ++chapter)
    CHECK(page.find("\n## " + std::to_string(chapter) + ". ") != std::string::npos);
  std::string tests;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{source_directory() / "tests"})
    if (entry.path().extension() == ".cpp") tests += file_text(entry.path());
  const std::regex named{"_tests\\s\"([^\"*]+)\\*?\""};
  int found = 0;
  for (std::sregex_iterator match{page.begin(), page.end(), named}, end; match != end; ++match, ++found) {
    INFO((*match)[1]);
    CHECK(tests.find("TEST_CASE(\"" + (*match)[1].str()) != std::string::npos);
  }
  CHECK(found > 5);
}
