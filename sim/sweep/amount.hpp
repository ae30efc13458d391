// Numbers of a config with what they count, so that arithmetic on them can be checked: 64 KiB · 2 is a size, 64 KiB +
// 1 GHz is nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "models/chip/chip.hpp"
#include "sim/config/key_spec.hpp"
#include "workloads/document/unit_table.hpp"

namespace systole::sim {

/// bytes^b · seconds^s · metres^m; all 0: a plain number.
struct Counts {
  int bytes = 0;
  int seconds = 0;
  int metres = 0;

  bool plain() const { return *this == Counts{}; }
  bool operator==(const Counts&) const = default;
};

/// In bytes, seconds and metres.
struct Amount {
  double value = 0;
  Counts counts;
};

/// "a size", "a time", "a plain number", or "bytes^2" where no word is known.
std::string noun_of(const Counts& counts);

/// "64" and "KiB", or "3.5" and ""; none where there is no such number or unit.
std::optional<Amount> amount_of(std::string_view number, std::string_view unit);

/// Whether the key holds a number rather than a word.
bool is_numeric(const KeySpec& key);
/// Of the key's values; null for plain numbers.
const workloads::Dimension* dimension_of(const KeySpec& key);
/// What the values of a numeric key count.
Counts counts_of(const KeySpec& key);
/// Its value on a chip; a list or `auto`, where the key allows one, is no amount.
std::optional<Amount> amount_of(const KeySpec& key, const models::Chip& chip);

}  // namespace systole::sim
