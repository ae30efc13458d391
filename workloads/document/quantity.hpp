// Scalars become numbers here and only here: integers, counts with units, words of a list.
// "64 KiB", "1.2 GHz", "12.8 GB/s", "60 ns", "10 B/cycle" is not a bandwidth. KiB and MiB are binary, kB, MB, GB
// decimal (design.md §4). Every function throws DocumentError that shows the value found and what is allowed.
// Octal-looking, hexadecimal, infinite and fractional integers are errors; a quantity must come out whole in its base
// unit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/units.hpp"
#include "workloads/document/document.hpp"

namespace systole::workloads {

struct Range {
  std::int64_t min;
  std::int64_t max;
};

/// `key` is the full path ("array.rows") for messages.
std::int64_t parse_integer(const Node& node, const std::string& key, Range range);
bool parse_boolean(const Node& node, const std::string& key);  // true | false | on | off
models::Bytes parse_bytes(const Node& node, const std::string& key, Range range);
models::Hertz parse_frequency(const Node& node, const std::string& key, Range range);
models::BytesPerSecond parse_bandwidth(const Node& node, const std::string& key, Range range);
models::Picoseconds parse_time(const Node& node, const std::string& key, Range range);
std::int64_t parse_length_nm(const Node& node, const std::string& key, Range range);
std::string parse_word(const Node& node, const std::string& key, const std::vector<std::string>& allowed);
std::string parse_text(const Node& node, const std::string& key);

/// The shortest exact text that the parser above reads back: 65536 -> "64 KiB", 800000000 -> "800 MHz".
std::string format_bytes(models::Bytes value);
std::string format_frequency(models::Hertz value);
std::string format_bandwidth(models::BytesPerSecond value);
std::string format_time(models::Picoseconds value);

}  // namespace systole::workloads
