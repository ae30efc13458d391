// A fully connected layer on arrays of Nor flash: y = x · Wᵀ + bias with real numbers in and out (the source's
// BitSerialLinearW8A10).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/cim/product.hpp"
#include "models/cim/scales.hpp"

namespace systole::models {

/// What a run did to its numbers.
struct CimLinearCount {
  CimCount conversions;
  std::int64_t activations = 0;
  std::int64_t clipped_activations = 0;
  double activation_scale = 0;  // of the last run
};

struct CimLinearPlace {
  std::int64_t tokens = 0;  // rows of x, the same in every run
  std::uint32_t layer = 0;  // tells engines' random numbers apart
};

/// Not for several threads at once.
class CimLinear {
 public:
  /// `bias` may be empty. `scales` are used where the config says static, for activations, ADCs or both, and nowhere
  /// else. Throws UserError where they are missing and for a config that cannot be; ModelError for sizes.
  CimLinear(const CimConfig& config, const CimLinearPlace& place, CimWeights weights, std::span<const float> bias = {},
            const std::optional<CimScales>& scales = {});

  const CimProduct& product() const { return product_; }
  const CimWeights& weights() const { return weights_; }

  /// x: [tokens][inputs], y: [tokens][outputs]. Throws ModelError for other sizes, UserError for numbers that are not
  /// finite.
  CimLinearCount run(std::span<const float> x, std::span<float> y, std::uint32_t first_token = 0);

  /// Of the last run: what went into the DACs.
  std::span<const std::int16_t> codes() const { return codes_; }
  /// From here on recombined() is kept.
  void record() { recording_ = true; }
  /// Of the last run: results in the units of an exact integer product, before scales and bias.
  std::span<const double> recombined() const { return recombined_; }

 private:
  bool is_exact() const;
  void scale_floats(double activation_scale, std::span<float> y) const;
  void scale_integers(double activation_scale, std::span<float> y) const;

  CimConfig config_;
  CimWeights weights_;
  std::vector<float> bias_;
  std::optional<CimScales> scales_;
  CimProduct product_;
  std::vector<std::int16_t> codes_;
  std::vector<std::int32_t> sums_;  // where results are exact integers
  bool recording_ = false;
  std::vector<double> recombined_;
};

}  // namespace systole::models
