// Real numbers, without a unit (bounds of a clamp, architecture weights) or with a given one (energies): plain decimal
// digits, as all numbers of ours.
// A finite number that is written here reads back as the same double.
#pragma once

#include <string>

#include "workloads/document/document.hpp"

namespace systole::workloads {

struct RealRange {
  double min;
  double max;
};

/// `key` is the full path for messages. Throws DocumentError with C006 (no scalar), C007 (no plain decimal), C009 (out
/// of range).
double parse_real(const Node& node, const std::string& key, RealRange range);

/// A real number with its unit, which must be exactly `unit`: "0.153 pJ". C008 for another unit or none.
double parse_real(const Node& node, const std::string& key, const std::string& unit, RealRange range);

/// The shortest plain decimal that reads back as `value`: no exponent. `value` must be finite.
std::string format_real(double value);

}  // namespace systole::workloads
