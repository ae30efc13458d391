// Text on a terminal: how wide it is, how to shorten it, how to colour it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace systole::reports {

enum class Paint : std::uint8_t { plain, bold, dim, red, green, yellow, blue, magenta, cyan };

/// What the reader's terminal can do; the caller knows (isatty, NO_COLOR, LANG, COLUMNS).
struct Style {
  bool colour = false;
  bool unicode = true;
  std::size_t width = 0;  // columns, 0: as wide as needed
};

/// Terminal columns of UTF-8 text: two for East Asian wide characters and emoji, none for combining marks.
std::size_t text_width(std::string_view text);

/// At most `width` columns of `text`; what is cut shows as an ellipsis.
std::string shortened(std::string_view text, std::size_t width, const Style& style);

/// `text` between escape sequences, or as it is where the style has no colour.
std::string painted(std::string_view text, Paint paint, const Style& style);

/// Replaces our own marks (× · µ – … and rules) by ASCII of the same width where the style has no Unicode.
std::string readable(std::string text, const Style& style);

}  // namespace systole::reports
