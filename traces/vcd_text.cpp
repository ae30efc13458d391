#include "traces/vcd_text.hpp"

#include <fmt/format.h>

#include <iterator>

#include "models/errors.hpp"

namespace systole::traces {

void append_identifier(std::string& text, std::size_t number) {
  constexpr std::size_t kCharacters = '~' - '!' + 1;
  if (number >= kCharacters) append_identifier(text, number / kCharacters - 1);
  text += static_cast<char>('!' + static_cast<int>(number % kCharacters));
}

void append_signed(std::string& text, std::int64_t value, int bits, std::size_t number) {
  const int unused = 64 - bits;
  const auto pattern = static_cast<std::uint64_t>(value) << unused;
  if (static_cast<std::int64_t>(pattern) >> unused != value) {
    throw models::ModelError(fmt::format("a waveform's vector of {} bits cannot hold {}", bits, value));
  }
  // A viewer fills up with zeros on the left: right for both signs, as a negative number has all its bits.
  fmt::format_to(std::back_inserter(text), "b{:b} ", pattern >> unused);
  append_identifier(text, number);
  text += '\n';
}

void append_unknown(std::string& text, std::size_t number) {
  text += "bx ";
  append_identifier(text, number);
  text += '\n';
}

}  // namespace systole::traces
