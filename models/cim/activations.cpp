#include "models/cim/activations.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/observe/quantile.hpp"
#include "models/numerics/quantize/quant_error.hpp"
#include "models/numerics/quantize/quantize_values.hpp"
#include "models/onednn/parallel_parts.hpp"

namespace systole::models {

namespace {

constexpr int kSinglePassBits = 8;
constexpr std::size_t kWorthThread = 16384;  // values; fewer are done before another thread is awake

std::vector<float> magnitudes(std::span<const float> values) {
  std::vector<float> result(values.size());
  bool finite = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    result[i] = std::abs(values[i]);
    finite = finite && std::isfinite(values[i]);
  }
  if (!finite) throw UserError("cim: the activations hold a number that is not finite");
  return result;
}

double scale_of(double range, int bits) {
  const QuantRule rule{{bits, true}, Scheme::symmetric, SymmetricSpan::restricted, DegenerateScale::epsilon_1e8};
  return choose_params({-range, range}, rule).scale;
}

}  // namespace

double activation_scale(const CimActivationConfig& config, std::span<const float> values) {
  std::vector<float> all = magnitudes(values);
  return scale_of(linear_quantile(all, config.clip), config.bits);
}

double single_pass_scale(std::span<const float> values) {
  const std::vector<float> all = magnitudes(values);
  return scale_of(all.empty() ? 0 : *std::max_element(all.begin(), all.end()), kSinglePassBits);
}

std::int64_t activation_codes(double scale, int bits, std::span<const float> values, std::span<std::int16_t> codes) {
  const QuantParams params{scale, 0, {bits, true}};
  if (values.size() != codes.size()) throw ModelError("activation_codes: spans of two lengths");
  const QuantizeStyle style{Rounding::half_even, QuantizeOrder::round_then_add, SymmetricSpan::restricted};
  std::atomic<std::int64_t> clipped = 0;
  for_each_part(values.size(), kWorthThread, [&](std::size_t begin, std::size_t end) {
    const std::span<const float> of_part = values.subspan(begin, end - begin);
    quantize(of_part, params, style, codes.subspan(begin, end - begin));
    clipped += count_clipped(of_part, params, SymmetricSpan::restricted);
  });
  return clipped;
}

}  // namespace systole::models
