// The quantisers by name: Sparsebit's six, of its key QUANTIZER.TYPE.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "models/numerics/fit/fit_input.hpp"

namespace systole::models {

enum class Quantizer { uniform, lsq, lsq_plus, dorefa, pact, adaround };

struct QuantizerTraits {
  Quantizer quantizer;
  std::string_view name;
  bool for_weights;
  bool for_activations;
  bool per_channel;  // may have parameters for each channel
};

inline constexpr std::array<QuantizerTraits, 6> kQuantizers{{
    {Quantizer::uniform, "uniform", true, true, true},
    {Quantizer::lsq, "lsq", true, true, true},
    {Quantizer::lsq_plus, "lsq+", true, true, true},
    {Quantizer::dorefa, "dorefa", true, false, true},
    {Quantizer::pact, "pact", false, true, false},
    {Quantizer::adaround, "adaround", true, false, true},
}};

const QuantizerTraits& traits(Quantizer quantizer);

/// In any case: "LSQ+" and "lsq+" are one (Sparsebit accepts lower case alone, against its own documentation); so is
/// "lsq_plus", for shells and file names.
std::optional<Quantizer> quantizer_named(std::string_view name);

/// choose_params of each channel's range.
FitResult fit_uniform(const FitInput& input);

/// By the method's own defaults otherwise. For AdaRound the parameters are uniform's: its rounding is a step of its
/// own, which needs the layer's inputs (adaround.hpp).
FitResult fit(Quantizer quantizer, const FitInput& input, const FitOptions& options);

}  // namespace systole::models
