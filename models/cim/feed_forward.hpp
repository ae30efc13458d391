// The feed-forward block of JiT, SwiGLU: y = W3 · (silu(x1) · x2) + b3 with [x1, x2] = W12 · x + b12, on arrays of Nor
// flash or in floats (torch's nn.Linear), which the first is judged by. silu and the product are float in both, as in
// the source.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/cim/linear.hpp"
#include "models/reference/product.hpp"

namespace systole::models {

/// w12: [2 · hidden][width], w3: [width][hidden].
struct FeedForwardShape {
  std::int64_t tokens = 0;
  std::int64_t width = 0;
  std::int64_t hidden = 0;
};

/// product[tokens][hidden] = silu(x1) · x2 of gates[tokens][2 · hidden]: x1 the first half of each row. Throws
/// ModelError for sizes that do not fit.
void silu_product(std::int64_t hidden, std::span<const float> gates, std::span<float> product);

/// Real weights; biases may be empty.
struct FeedForwardWeights {
  std::span<const float> w12;
  std::span<const float> b12;
  std::span<const float> w3;
  std::span<const float> b3;
};

/// Weights as a config's quantize_weights() makes codes of them.
struct FeedForwardCodes {
  CimWeights w12;
  std::span<const float> b12;
  CimWeights w3;
  std::span<const float> b3;
};
FeedForwardCodes quantize_weights(const CimWeightConfig& config, const FeedForwardShape& shape,
                                  const FeedForwardWeights& weights);

struct CimFeedForwardCount {
  CimLinearCount w12;
  CimLinearCount w3;
};

/// Not for several threads at once.
class CimFeedForward {
 public:
  /// Block `block` of a network: its scales, where the config is static, and its random numbers. Throws as CimLinear
  /// does.
  CimFeedForward(const CimConfig& config, const FeedForwardShape& shape, const FeedForwardWeights& weights,
                 std::uint32_t block = 0, const std::optional<CimBlockScales>& scales = {});
  /// The same of weights that are codes already; biases may be empty.
  CimFeedForward(const CimConfig& config, const FeedForwardShape& shape, const FeedForwardCodes& weights,
                 std::uint32_t block = 0, const std::optional<CimBlockScales>& scales = {});

  const CimLinear& w12() const { return w12_; }
  const CimLinear& w3() const { return w3_; }

  /// x, y: [tokens][width].
  CimFeedForwardCount run(std::span<const float> x, std::span<float> y, std::uint32_t first_token = 0);

  /// From here on both layers keep what they recombine.
  void record();

  /// Of the last run: what the vector unit was given and what it made of it.
  std::span<const float> gates() const { return gates_; }
  std::span<const float> hidden() const { return hidden_; }

 private:
  std::int64_t hidden_width_;
  CimLinear w12_;
  CimLinear w3_;
  std::vector<float> gates_;
  std::vector<float> hidden_;
};

/// The same block in floats (the source without bit-serial layers). Not for several threads at once.
class FloatFeedForward {
 public:
  /// Throws ModelError for sizes that do not fit.
  FloatFeedForward(const FeedForwardShape& shape, const FeedForwardWeights& weights);

  void run(std::span<const float> x, std::span<float> y);

  std::span<const float> gates() const { return gates_; }
  std::span<const float> hidden() const { return hidden_; }

 private:
  std::int64_t hidden_width_;
  FloatLinear w12_;
  FloatLinear w3_;
  std::vector<float> gates_;
  std::vector<float> hidden_;
};

}  // namespace systole::models
