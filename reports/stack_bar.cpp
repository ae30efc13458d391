#include "reports/stack_bar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>

#include "reports/causes.hpp"
#include "reports/number_format.hpp"

namespace systole::reports {

namespace {

struct Look {
  std::string_view coloured;
  std::string_view shaded;  // without colour
  std::string_view ascii;
  Paint paint;
};

// In the order of kCauses.
constexpr std::array<Look, kCauses.size()> kLooks{{{"█", "█", "#", Paint::green},
                                                   {"█", "▓", "/", Paint::cyan},
                                                   {"█", "▒", "w", Paint::blue},
                                                   {"█", "╳", "s", Paint::red},
                                                   {"█", "░", "d", Paint::yellow},
                                                   {"█", "▄", "v", Paint::magenta},
                                                   {"░", "·", ".", Paint::dim}}};

std::string_view glyph(const Look& look, const Style& style) {
  if (!style.unicode) return look.ascii;
  return style.colour ? look.coloured : look.shaded;
}

/// Glyphs a cause, by largest remainder, so that they add up to `width` exactly.
std::array<std::size_t, kCauses.size()> shares_of(const models::CycleStack& stack, std::size_t width) {
  const auto total = static_cast<double>(stack.total().count());
  std::array<std::size_t, kCauses.size()> glyphs{};
  std::array<double, kCauses.size()> remainders{};
  std::array<std::size_t, kCauses.size()> order{};
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (const auto i : order) {
    const auto exact = static_cast<double>((stack.*kCauses[i].cycles).count()) / total * static_cast<double>(width);
    glyphs[i] = static_cast<std::size_t>(exact);
    remainders[i] = exact - static_cast<double>(glyphs[i]);
  }
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return remainders[a] > remainders[b]; });
  const auto given = std::accumulate(glyphs.begin(), glyphs.end(), std::size_t{0});
  for (std::size_t i = 0; i < width - std::min(width, given) && i < order.size(); ++i) ++glyphs[order[i]];
  return glyphs;
}

/// Wrapped to `columns`.
std::string legend(const models::CycleStack& stack, std::size_t columns, const Style& style) {
  constexpr std::size_t kIndent = 2;
  constexpr std::size_t kGap = 3;
  const auto total = static_cast<double>(stack.total().count());
  std::string text;
  std::size_t used = 0;
  for (std::size_t i = 0; i < kCauses.size(); ++i) {
    const auto cycles = (stack.*kCauses[i].cycles).count();
    if (cycles == 0) continue;
    const auto words = fmt::format("{} {}", kCauses[i].label, percent(static_cast<double>(cycles) / total));
    const auto width = text_width(words) + 2;
    const bool wraps = used > 0 && used + kGap + width > columns;
    if (wraps) text += '\n';
    text.append(used == 0 || wraps ? kIndent : kGap, ' ');
    used = (used == 0 || wraps ? kIndent : used + kGap) + width;
    text += fmt::format("{} {}", painted(glyph(kLooks[i], style), kLooks[i].paint, style), words);
  }
  return text + "\n";
}

}  // namespace

std::string stack_bar(const models::CycleStack& stack, std::size_t width, const Style& style) {
  if (stack.total().count() <= 0) return {};
  const auto shares = shares_of(stack, width);
  std::string bar = "  ";
  for (std::size_t i = 0; i < kCauses.size(); ++i) {
    std::string part;
    for (std::size_t j = 0; j < shares[i]; ++j) part += glyph(kLooks[i], style);
    bar += painted(part, kLooks[i].paint, style);
  }
  return bar + "\n" + legend(stack, width + 2, style);
}

}  // namespace systole::reports
