// Products on an engine, with operands that are drawn, and what they should be.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "models/cim/product.hpp"
#include "models/numerics/int8_product.hpp"

namespace systole::tests {

using Codes = std::vector<std::int16_t>;

inline Codes normal_codes(std::int64_t count, double deviation, int highest, unsigned seed) {
  std::mt19937_64 engine{seed};
  std::normal_distribution<double> normal{0, deviation};
  Codes codes(static_cast<std::size_t>(count));
  for (std::int16_t& code : codes)
    code = static_cast<std::int16_t>(std::clamp(std::nearbyint(normal(engine)), -1.0 * highest, 1.0 * highest));
  return codes;
}

inline double rms(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return std::sqrt(sum / static_cast<double>(values.size()));
}

/// x[m][k] of deviation 128, w[n][k] of deviation 32: cim.md's example.
struct DrawnProduct {
  DrawnProduct(std::int64_t rows, std::int64_t inputs, std::int64_t outputs, unsigned seed = 1)
      : tokens{rows},
        weights{outputs, inputs, normal_codes(outputs * inputs, 32, 127, seed), {1}},
        x{normal_codes(rows * inputs, 128, 511, seed + 1000)},
        exact{product(x, {-512, 511})},
        msb_rms{slice_rms(false)},
        lsb_rms{slice_rms(true)} {}

  /// By an implementation that is not the engine's.
  std::vector<std::int32_t> product(const Codes& of, const models::OperandRange& range) const {
    models::Int8Linear linear{{tokens, weights.inputs, weights.outputs}, weights.codes, range};
    std::vector<std::int32_t> y(static_cast<std::size_t>(tokens * weights.outputs));
    linear.run(of, y);
    return y;
  }
  /// Static steps whose range is six deviations, for as many row tiles.
  models::CimSteps six_deviations(const models::CimConfig& config, int tiles = 1) const {
    const double codes_a_deviation = config.highest_code() / 6.0 * std::sqrt(tiles);
    return {{msb_rms / codes_a_deviation}, {lsb_rms * std::ldexp(1, config.lsb_gain_shift) / codes_a_deviation}};
  }
  std::vector<float> run(const models::CimConfig& config, const models::CimRun& circumstances = {}) const {
    models::CimProduct engine{config, tokens, weights};
    std::vector<float> y(static_cast<std::size_t>(tokens * weights.outputs));
    engine.run(x, y, circumstances);
    return y;
  }
  std::vector<double> errors(const models::CimConfig& config, const models::CimRun& circumstances = {}) const {
    const std::vector<float> y = run(config, circumstances);
    std::vector<double> differences(y.size());
    std::transform(y.begin(), y.end(), exact.begin(), differences.begin(),
                   [](float a, std::int32_t b) { return static_cast<double>(a) - b; });
    return differences;
  }
  double snr_db(const models::CimConfig& config, const models::CimRun& circumstances = {}) const {
    return 20 * std::log10(rms({exact.begin(), exact.end()}) / rms(errors(config, circumstances)));
  }

  std::int64_t tokens;
  models::CimWeights weights;
  Codes x;
  std::vector<std::int32_t> exact;  // product of x and the weights
  double msb_rms;                   // of the sums of each pass in raw units, without gain
  double lsb_rms;

 private:
  double slice_rms(bool lsb) const {
    Codes slices;
    for (const std::int16_t code : x) slices.push_back(static_cast<std::int16_t>(lsb ? code & 15 : code >> 4));
    const std::vector<std::int32_t> sums = product(slices, {-32, 31});
    return rms({sums.begin(), sums.end()});
  }
};

inline models::CimConfig quiet(models::CimConfig config = {}) {
  config.noise.sigma_lsb = 0;
  return config;
}

}  // namespace systole::tests
