// Numbers as people read them. Three significant digits are enough for a table; files keep the exact figures.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "models/units.hpp"

namespace systole::reports {

/// Binary units: 1536 B is "1.50 KiB", 512 B is "512 B".
std::string human_bytes(models::Bytes bytes);

/// Thousands separated: "1,234,567".
std::string grouped(std::int64_t count);

/// A share of one: 0.1234 is "12.3%", 1 is "100%"; shares close to 0 or 1 are not rounded onto them. "-" where it is
/// not a number.
std::string percent(double share);

/// Decimal prefixes from femto to peta before `unit`: si(0.00123, "s") is "1.23 ms", si(12.8e9, "B/s") "12.8 GB/s".
std::string si(double value, std::string_view unit);

}  // namespace systole::reports
