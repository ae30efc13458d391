// What fitters of quantisation parameters take and give: the one shape of uniform, LSQ, LSQ+, DoReFa and PACT, so that
// a calibrator can use any of them on a tensor without a network around it. (AdaRound, which rounds a layer's weights
// against its output, takes the layer: adaround.hpp.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/numerics/quantize/channel_layout.hpp"
#include "models/numerics/quantize/choose_params.hpp"
#include "models/numerics/quantize/quant_params.hpp"

namespace systole::models {

struct FitInput {
  std::span<const float> values;
  ChannelLayout layout;  // each channel gets its own parameters; {1, 1, n} for one pair of all n values
  QuantRule rule;        // codes and scheme
  std::span<const Range>
      ranges;  // an observer's, one a channel; empty: from each channel's lowest value to its highest
};

/// Of mini-batch descent with Adam. The learning rate is a share: of the step (LSQ), of alpha (PACT), of the codes'
/// span (LSQ+'s zero point). It falls linearly to 0 over the steps.
struct FitOptions {
  std::int64_t steps = 500;
  double learning_rate = 0.02;
  std::int64_t batch = 1024;  // values, or samples; all of them if there are fewer
  std::uint64_t seed = 0;     // of the batches: the same seed gives the same result, bit for bit
};

struct FitResult {
  std::vector<QuantParams> params;  // one a channel
  double mse_start = 0;             // of the whole tensor with the method's initial parameters
  double mse = 0;                   // with `params`; never above mse_start
  std::vector<float> transformed;   // DoReFa only: the tensor that `params` are for, in place of the given one
};

/// Throws UserError if a value is not finite, ModelError if the spans do not fit the layout.
void check_input(const FitInput& input);

/// Channel `channel` of `values`, without gaps. `out` is used anew.
void gather_channel(std::span<const float> values, const ChannelLayout& layout, std::size_t channel,
                    std::vector<float>& out);

/// The observer's range of a channel, or else the values' own.
Range channel_range(const FitInput& input, std::size_t channel, std::span<const float> channel_values);

/// Sum of (fake-quantised - value)^2, the codes those of `span`.
double squared_error(std::span<const float> values, const QuantParams& params, SymmetricSpan span);

/// The codes that a rule leaves in use.
SymmetricSpan span_of(const QuantRule& rule);

}  // namespace systole::models
