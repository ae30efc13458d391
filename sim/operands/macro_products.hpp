// What CIM macros make of a network's operands at cycle detail: the products of models/cim, with the arrays, slices,
// converters, noise and faults of the chip, each layer with operands of its own, as on the array.
//
// Integers are codes, used as they are: activations within ±(2^(bits-1) - 1) and the lowest code below it (T23),
// weights within cim.weight_bits. Real numbers are quantised by the engine's rules. What is not given is drawn from the
// seed.
#pragma once

#include <cstdint>
#include <vector>

#include "models/cim/shown_codes.hpp"
#include "sim/operands/network_data.hpp"
#include "sim/program/program.hpp"

namespace systole::sim {

/// What was compared with exact integer products, computed apart from the macros.
struct MacroCheck {
  std::int64_t layers = 0;
  std::int64_t exact = 0;    // results that must be equal, and are: converters bypassed, or a single pass
  std::int64_t bounded = 0;  // results that must be within the bound of rounding, and are: no noise, faults or clipping
  std::int64_t free = 0;     // results with noise, faults or clipping, which only statistics can judge
  std::vector<models::CimPipelineCodes>
      codes{};  // by layer of role `work`, of the first ADC; none where it is bypassed
};

/// Computes all layers on macros, hands LAYER.acc (float64: integer products as recombined, before they are scaled) and
/// LAYER.out (float32: scaled, with bias) to `options.results` and the operands to `options.operands`. Throws UserError
/// for operands that do not fit, ModelError where a result is not what it must be.
MacroCheck compute_on_macros(const Program& program, const OperandOptions& options);

}  // namespace systole::sim
