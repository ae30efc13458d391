// What goes into the DACs: activation codes with their scale.
#pragma once

#include <cstdint>
#include <span>

#include "models/cim/config.hpp"

namespace systole::models {

/// What the highest code of the activations stands for, and the code.
/// Dynamic: the `clip` quantile (linear, as numpy's and torch's) of |x| over all values, at least 1e-8 a step (J4).
/// Throws UserError for numbers that are not finite, ModelError of no values.
double activation_scale(const CimActivationConfig& config, std::span<const float> values);

/// The source's single pass (J15): max|x|/127, at least 1e-8.
double single_pass_scale(std::span<const float> values);

/// Codes of so many bits, ties to even, clipped to ±highest. Returns how many values lost more than half a step by
/// that. Throws ModelError unless scale and spans are usable.
std::int64_t activation_codes(double scale, int bits, std::span<const float> values, std::span<std::int16_t> codes);

}  // namespace systole::models
