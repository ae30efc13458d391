// Decimal numbers as text, exactly: what quantity.cpp builds on. Internal to this directory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace systole::workloads {

/// A scalar split into its number and the unit behind it.
struct Measure {
  std::string number;
  std::string unit;
};
Measure split_measure(const std::string& text);

/// [-]digits[.digits] without leading zeros: the only way in which we write numbers.
bool is_plain_decimal(std::string_view text);

/// Why a text that begins like a number is none of ours; empty when there is nothing to say.
std::string why_malformed(const std::string& text);

/// `value` is meaningful when the product is `whole` and `fits` 64 bits.
struct Scaled {
  std::int64_t value = 0;
  bool whole = true;
  bool fits = true;
};
/// number * factor without rounding; `number` is a plain decimal.
Scaled scale(std::string_view number, std::int64_t factor);

}  // namespace systole::workloads
