// AdaRound: each weight of a layer is rounded up or down so that the layer's outputs, not its weights, come out close
// to those of the float layer. Rounding to nearest is best if inputs are uncorrelated; where they are correlated,
// errors of weights can be made to cancel. Source: Nagel et al., ICML 2020, with the settings of BRECQ and Sparsebit
// (20,000 steps of Adam, batches of 32).
//
// A layer is a matrix [rows][columns], a row an output channel; a convolution's inputs come unfolded, a group of a
// grouped one by itself. Descent minimises
//   sum over rows of mean over the batch of (output - target)^2  +  round_weight · sum over weights of rounding_loss
// with target = float weights · float inputs. It costs 2 · rows · columns · batch multiplications a step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/numerics/fit/fit_input.hpp"
#include "models/numerics/fit/rounding_loss.hpp"
#include "models/numerics/quantize/quant_params.hpp"

namespace systole::models {

struct AdaroundInput {
  std::span<const float> weights;  // [rows][columns]
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::span<const QuantParams> params;  // one, or one a row
  SymmetricSpan span = SymmetricSpan::full;
  std::span<const float> inputs;        // [samples][columns], as the quantised layer will see them
  std::span<const float> float_inputs;  // as the float layer sees them, if the layers before are quantised already
                                        // (Sparsebit's asymmetric order); empty: the same
};

/// What one unit of the reconstruction loss is. The weight of the rounding loss must not be small against what a
/// weight's rounding costs: measured on correlated inputs, results are alike from there to a thousand times that, but
/// at a tenth of it half of the gain is lost, because weights come to rest between two codes.
enum class LossUnit {
  output,  // the squared output, as published; the published weight of 1e-3 then suits step^2 · mean(input^2) of 1e-3
           // or less
  step,    // each row's step^2 · mean(input^2), so that one weight (1 or more) suits all layers
};

struct AdaroundOptions {
  FitOptions fit{20000, 1e-3, 32, 0};  // the learning rate is constant, and not a share: of v
  double round_weight = 1e-3;
  LossUnit unit = LossUnit::output;
  BetaSchedule beta;
};

struct AdaroundResult {
  std::vector<std::int16_t> codes;  // [rows][columns]
  double nearest_mse = 0;           // of outputs over all samples, weights rounded to nearest
  double mse = 0;                   // with `codes`
  std::size_t moved = 0;            // weights whose code is not the nearest
};

/// A row whose rounded weights do worse on the samples than nearest ones keeps those, so that mse <= nearest_mse.
/// Throws UserError if a number is not finite, ModelError if spans do not fit.
AdaroundResult adaround(const AdaroundInput& input, const AdaroundOptions& options);

}  // namespace systole::models
