// The units that quantities are written in. Internal to quantity.cpp and quantity_format.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace systole::workloads {

struct UnitName {
  std::string_view name;
  std::int64_t factor;  // in base units
};

/// One physical dimension; `units` is ordered from the base unit up.
struct Dimension {
  std::string_view noun;     // "a frequency"
  std::string_view example;  // "800 MHz"
  std::vector<UnitName> units;
};

const Dimension& byte_dimension();
const Dimension& frequency_dimension();
const Dimension& bandwidth_dimension();
const Dimension& time_dimension();
const Dimension& length_dimension();

/// "B, kB, MB, ..."
std::string unit_names(const Dimension& dimension);
/// The unit with exactly this name, or null.
const UnitName* find_unit(const Dimension& dimension, std::string_view name);
/// The shortest exact text of `value` base units; of equally short ones the one without a fraction.
std::string format_quantity(const Dimension& dimension, std::int64_t value);

}  // namespace systole::workloads
