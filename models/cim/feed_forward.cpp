#include "models/cim/feed_forward.hpp"

#include "models/cim/for_each_token.hpp"
#include "models/numerics/span_size.hpp"
#include "models/reference/functions.hpp"

namespace systole::models {

namespace {

std::optional<CimScales> part(const std::optional<CimBlockScales>& scales, CimScales CimBlockScales::*layer) {
  if (!scales) return {};
  return (*scales).*layer;
}

std::vector<float> floats(std::int64_t count) {
  return std::vector<float>(static_cast<std::size_t>(count));
}

}  // namespace

void silu_product(std::int64_t hidden, std::span<const float> gates, std::span<float> product) {
  const auto half = static_cast<std::size_t>(hidden);
  if (half == 0) return;
  require_size(gates.size(), 2 * static_cast<std::int64_t>(product.size()), "silu_product: the gates");
  const auto rows = static_cast<std::int64_t>(product.size() / half);
  require_size(product.size(), rows * hidden, "silu_product: the product");
  for_each_token(rows, [&](std::int64_t row) {
    const std::span<const float> from = gates.subspan(2 * half * static_cast<std::size_t>(row), 2 * half);
    const std::span<float> to = product.subspan(half * static_cast<std::size_t>(row), half);
    float_apply(FloatFunction::silu, from.first(half), to);
    const std::span<const float> factors = from.last(half);
    for (std::size_t i = 0; i < half; ++i) to[i] *= factors[i];
  });
}

FeedForwardCodes quantize_weights(const CimWeightConfig& config, const FeedForwardShape& s,
                                  const FeedForwardWeights& weights) {
  return {quantize_weights(config, 2 * s.hidden, s.width, weights.w12), weights.b12,
          quantize_weights(config, s.width, s.hidden, weights.w3), weights.b3};
}

CimFeedForward::CimFeedForward(const CimConfig& config, const FeedForwardShape& shape,
                               const FeedForwardWeights& weights, std::uint32_t block,
                               const std::optional<CimBlockScales>& scales)
    : CimFeedForward{config, shape, quantize_weights(config.weights, shape, weights), block, scales} {}

CimFeedForward::CimFeedForward(const CimConfig& config, const FeedForwardShape& s, const FeedForwardCodes& weights,
                               std::uint32_t block, const std::optional<CimBlockScales>& scales)
    : hidden_width_{s.hidden},
      w12_{config, {s.tokens, 2 * block}, weights.w12, weights.b12, part(scales, &CimBlockScales::w12)},
      w3_{config, {s.tokens, 2 * block + 1}, weights.w3, weights.b3, part(scales, &CimBlockScales::w3)},
      gates_{floats(s.tokens * 2 * s.hidden)},
      hidden_{floats(s.tokens * s.hidden)} {}

CimFeedForwardCount CimFeedForward::run(std::span<const float> x, std::span<float> y, std::uint32_t first_token) {
  CimFeedForwardCount count;
  count.w12 = w12_.run(x, gates_, first_token);
  silu_product(hidden_width_, gates_, hidden_);
  count.w3 = w3_.run(hidden_, y, first_token);
  return count;
}

void CimFeedForward::record() {
  w12_.record();
  w3_.record();
}

FloatFeedForward::FloatFeedForward(const FeedForwardShape& s, const FeedForwardWeights& weights)
    : hidden_width_{s.hidden},
      w12_{{s.tokens, s.width, 2 * s.hidden}, weights.w12, weights.b12},
      w3_{{s.tokens, s.hidden, s.width}, weights.w3, weights.b3},
      gates_{floats(s.tokens * 2 * s.hidden)},
      hidden_{floats(s.tokens * s.hidden)} {}

void FloatFeedForward::run(std::span<const float> x, std::span<float> y) {
  w12_.run(x, gates_);
  silu_product(hidden_width_, gates_, hidden_);
  w3_.run(hidden_, y);
}

}  // namespace systole::models
