#include "reports/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace systole::reports {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode 15 EastAsianWidth.txt, classes W and F, in coarse blocks.
constexpr std::array<Range, 9> kWide{{{0x1100, 0x115F},
                                      {0x2E80, 0x303E},
                                      {0x3041, 0xA4CF},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFE30, 0xFE6F},
                                      {0xFF00, 0xFF60},
                                      {0x1F300, 0x1FAFF},
                                      {0x20000, 0x3FFFD}}};
// Combining marks, zero-width characters, variation selectors.
constexpr std::array<Range, 4> kZero{{{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};

template <std::size_t Size>
bool in_any(const std::array<Range, Size>& ranges, char32_t point) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [point](Range range) { return point >= range.first && point <= range.last; });
}

struct Character {
  std::size_t bytes = 1;
  std::size_t width = 1;
};

/// The character that `text` starts with. A byte that is not UTF-8 counts as a character of its own.
Character front(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length == 1 || text.size() < length) return {};
  char32_t point = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80U) return {};
    point = (point << 6U) | (next & 0x3FU);
  }
  return {length, in_any(kZero, point) ? 0U : in_any(kWide, point) ? 2U : 1U};
}

std::string_view escape(Paint paint) {
  constexpr std::array<std::string_view, 9> kCodes{"",         "\033[1m",  "\033[2m",  "\033[31m", "\033[32m",
                                                   "\033[33m", "\033[34m", "\033[35m", "\033[36m"};
  return kCodes[static_cast<std::size_t>(paint)];
}

}  // namespace

std::size_t text_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto character = front(text);
    width += character.width;
    text.remove_prefix(character.bytes);
  }
  return width;
}

std::string shortened(std::string_view text, std::size_t width, const Style& style) {
  if (text_width(text) <= width) return std::string{text};
  if (width == 0) return {};
  std::size_t kept = 0;
  std::size_t used = 0;
  while (kept < text.size()) {
    const auto character = front(text.substr(kept));
    if (used + character.width + 1 > width) break;
    kept += character.bytes;
    used += character.width;
  }
  return fmt::format("{}{}", text.substr(0, kept), style.unicode ? "…" : "~");
}

std::string painted(std::string_view text, Paint paint, const Style& style) {
  if (!style.colour || paint == Paint::plain || text.empty()) return std::string{text};
  return fmt::format("{}{}\033[0m", escape(paint), text);
}

std::string readable(std::string text, const Style& style) {
  if (style.unicode) return text;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kMarks{
      {{"×", "x"}, {"·", "|"}, {"µ", "u"}, {"–", "-"}, {"…", "~"}, {"─", "-"}, {"²", "2"}}};
  for (const auto& [mark, ascii] : kMarks) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + ascii.size())) {
      text.replace(at, mark.size(), ascii);
    }
  }
  return text;
}

}  // namespace systole::reports
