// What the converters' steps are in raw units, and what is wrong with each converter.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/cim/config.hpp"

namespace systole::models {

/// Calibrated steps of both passes in raw units: one each, or one for each column.
struct CimSteps {
  std::vector<double> msb;
  std::vector<double> lsb;
  bool empty() const { return msb.empty(); }
};

/// max|y| / highest code + 1e-8 (J11).
double dynamic_step(const CimConfig& config, double peak);

/// One step for both passes, of a full scale in amperes. Throws UserError unless the range is `fixed`.
double fixed_step(const CimConfig& config);

/// Each column's ADC: columns beside each other share one, and so do row tiles never (each is an array of its own).
struct CimConverterFaults {
  std::vector<float> offset;  // in steps
  std::vector<float> bow;     // in steps
  std::vector<float> gain;    // 1 is right: steps are so many times smaller
};

/// Empty where converters have none.
CimConverterFaults converter_faults(const CimConfig& config, std::uint32_t layer, std::uint32_t tile,
                                    std::int64_t columns);

}  // namespace systole::models
