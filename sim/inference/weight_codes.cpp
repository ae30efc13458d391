#include "sim/inference/weight_codes.hpp"

#include "models/errors.hpp"
#include "models/numerics/post_process.hpp"
#include "models/numerics/quantize/quantize_values.hpp"

namespace systole::sim {

using models::QuantParams;

std::vector<std::int16_t> nearest_codes(const FoldedWeights& folded, const WeightScales& scales) {
  models::QuantizeStyle style;
  style.span = scales.span;
  std::vector<std::int16_t> codes(folded.weight.size());
  models::quantize(folded.weight, weight_layout(folded, scales.params.size()), scales.params, style, codes);
  return codes;
}

std::vector<std::int16_t> weight_codes(const FoldedWeights& folded, const WeightScales& scales) {
  if (!scales.own_codes) return nearest_codes(folded, scales);
  if (scales.codes.size() != folded.weight.size())
    throw models::UserError("a fit has chosen the codes of its weights, and they are not given (--codes)");
  return scales.codes;
}

std::vector<std::int32_t> bias_codes(const FoldedWeights& folded, const QuantParams& in,
                                     const std::vector<QuantParams>& weights) {
  std::vector<std::int32_t> codes;
  for (std::size_t c = 0; c < folded.bias.size(); ++c)
    codes.push_back(models::quantize_bias(folded.bias[c], in.scale * weights[weights.size() == 1 ? 0 : c].scale,
                                          models::Rounding::half_even));
  return codes;
}

}  // namespace systole::sim
