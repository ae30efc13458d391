#include "workloads/document/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string_view>
#include <utility>

namespace systole::workloads {
namespace {

constexpr int kTabColumns = 4;
constexpr int kWidestLine = 100;
constexpr int kColumnsBeforeCaret = 50;

/// One code point as a terminal shows it.
struct Glyph {
  std::string text;
  int width = 1;
};

char32_t decode(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes[0]);
  if (bytes.size() == 1) {
    return lead;
  }
  char32_t value = lead & (0xFFU >> (bytes.size() + 1));
  for (const char c : bytes.substr(1)) {
    value = (value << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
  }
  return value;
}

/// East Asian wide characters take two columns (Unicode UAX #11, the blocks in common use).
bool is_wide(char32_t c) {
  constexpr std::pair<char32_t, char32_t> kWide[] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},
                                                     {0xF900, 0xFAFF}, {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                                                     {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};
  return std::any_of(std::begin(kWide), std::end(kWide),
                     [c](const auto& block) { return c >= block.first && c <= block.second; });
}

std::vector<Glyph> glyphs(std::string_view line) {
  std::vector<Glyph> result;
  while (!line.empty()) {
    std::size_t length = 1;
    while (length < line.size() && (static_cast<unsigned char>(line[length]) & 0xC0U) == 0x80U) {
      ++length;
    }
    const std::string_view bytes = line.substr(0, length);
    if (bytes == "\t") {
      result.push_back({std::string(kTabColumns, ' '), kTabColumns});
    } else {
      result.push_back({std::string{bytes}, is_wide(decode(bytes)) ? 2 : 1});
    }
    line.remove_prefix(length);
  }
  return result;
}

/// The part of a source line that is shown, and where the caret goes below it.
struct Excerpt {
  std::string line;
  int caret = 0;
  int underlined = 1;
};

Excerpt excerpt(const Place& place) {
  const std::vector<Glyph> all = glyphs(place.source_line);
  const int count = static_cast<int>(all.size());
  const int target = std::clamp(place.column - 1, 0, count);
  const bool cut = count > kWidestLine;
  const int first = cut ? std::max(0, target - kColumnsBeforeCaret) : 0;
  const int last = cut ? std::min(count, first + kWidestLine) : count;

  Excerpt result;
  result.line = first > 0 ? "..." : "";
  result.caret = static_cast<int>(result.line.size());
  result.underlined = 0;
  for (int i = first; i < last; ++i) {
    const Glyph& glyph = all[static_cast<std::size_t>(i)];
    result.line += glyph.text;
    if (i < target) {
      result.caret += glyph.width;
    } else if (i < target + place.length) {
      result.underlined += glyph.width;
    }
  }
  result.line += last < count ? "..." : "";
  result.underlined = std::max(1, result.underlined);
  return result;
}

/// Without what people mistake most: case and the marks between words.
std::string letters_of(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c != '_' && c != '-') result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return result;
}

/// Edits (insert, delete, replace, swap of neighbours) from `a` to `b`: optimal string alignment distance.
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      const std::size_t replace = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

/// A third of the letters may be wrong; in words of one or two letters nothing but their case.
std::size_t tolerated_edits(std::size_t longest) {
  return longest < 3 ? 0 : std::max<std::size_t>(1, longest / 3);
}

}  // namespace

std::string render(const Diagnostic& diagnostic) {
  const Place& place = diagnostic.place;
  std::string text = place.origin;
  if (place.line > 0) {
    text += fmt::format(":{}:{}", place.line, std::max(place.column, 1));
  }
  text += fmt::format(": error[{}]: {}", diagnostic.code, diagnostic.message);
  if (place.source_line.empty()) {
    return diagnostic.hint.empty() ? text : text + fmt::format("\n{:>5} | {}", "", diagnostic.hint);
  }
  const Excerpt shown = excerpt(place);
  const std::string number = place.line > 0 ? fmt::format("{}", place.line) : "";
  text += fmt::format("\n{:>5} | {}", number, shown.line);
  text += fmt::format("\n{:>5} | {:{}}^{:~>{}}", "", "", shown.caret, "", shown.underlined - 1);
  return diagnostic.hint.empty() ? text : text + " " + diagnostic.hint;
}

DocumentError::DocumentError(Diagnostic diagnostic)
    : UserError{render(diagnostic)}, diagnostic_{std::move(diagnostic)} {}

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
  constexpr std::size_t kLongestWord = 64;
  if (word.size() > kLongestWord) {
    return "";
  }
  const std::string wanted = letters_of(word);
  std::string best;
  std::size_t best_distance = kLongestWord;
  for (const std::string& candidate : candidates) {
    const std::string other = letters_of(candidate);
    std::size_t distance = edit_distance(wanted, other);
    const bool near = distance <= tolerated_edits(std::max(wanted.size(), other.size()));
    const bool abbreviation = wanted.size() >= 3 && other.compare(0, wanted.size(), wanted) == 0;
    if ((near || abbreviation) && distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace systole::workloads
