#include "sim/operands/post_processing.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <numeric>

#include "models/errors.hpp"
#include "models/numerics/rounding.hpp"
#include "sim/operands/codes.hpp"

namespace systole::sim {

using models::Activation;
using models::OperandType;
using models::PostProcessing;
using workloads::Layer;
using workloads::LayerKind;

namespace {

constexpr double kTableReach = 8;
constexpr int kTableCodes = 256;
constexpr int kTableZero = 128;  // the entry of code 0

struct Range {
  double low = 0;
  double high = 0;
  double magnitude() const { return std::max(high, -low); }
  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

double apply(const Layer& layer, double x) {
  if (layer.kind == LayerKind::relu) return std::max(x, 0.0);
  if (const auto* clamp = std::get_if<workloads::Clamp>(&layer.attributes))
    return std::clamp(x, clamp->low, clamp->high);
  const double sigmoid = 1 / (1 + std::exp(-x));
  if (layer.kind == LayerKind::sigmoid) return sigmoid;
  if (layer.kind == LayerKind::silu) return x * sigmoid;
  if (layer.kind == LayerKind::tanh) return std::tanh(x);
  return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0)));  // GELU
}

/// -zx sum w: what raw codes lack when their zero point is not 0.
std::vector<std::int64_t> corrections(const models::Work& work, const models::LayerData& data) {
  std::vector<std::int64_t> result;
  if (data.padding == 0) return result;
  for (std::int64_t group = 0; group < work.groups; ++group) {
    for (std::int64_t n = 0; n < work.n; ++n) {
      std::int64_t weights = 0;
      for (std::int64_t c = 0; c < work.channels; ++c)
        for (std::int64_t tap = 0; tap < work.taps; ++tap) weights += data.b.at(group, c, tap, n) - data.b_offset;
      result.push_back(models::zero_point_correction({data.padding, 0}, {work.k(), weights, 0}));
    }
  }
  return result;
}

/// Of the sums with all that is added to them.
Range range_of(const models::LayerData& data, const PostProcessing& post) {
  Range range;
  const auto per_group = static_cast<std::size_t>(data.m * data.n);
  for (std::size_t at = 0; at < data.golden.size(); ++at) {
    const std::size_t channel =
        at / per_group * static_cast<std::size_t>(data.n) + at % static_cast<std::size_t>(data.n);
    const std::int64_t sum = data.golden[at] + (post.bias.empty() ? 0 : post.bias[channel]) +
                             (post.correction.empty() ? 0 : post.correction[channel]);
    range.include(static_cast<double>(sum));
  }
  return range;
}

/// The output's codes: symmetric for signed types, from `range` for others. Returns the multiplier.
double set_codes(PostProcessing& post, OperandType type, Range range) {
  const CodeRange codes = code_range(type);
  post.lowest = codes.lowest;
  post.highest = codes.highest;
  if (codes.lowest < 0) return range.magnitude() > 0 ? codes.highest / range.magnitude() : 1;
  const double multiplier = range.high > range.low ? codes.highest / (range.high - range.low) : 1;
  post.zero_point = static_cast<std::int32_t>(models::round_to(-range.low * multiplier, models::Rounding::half_even));
  return multiplier;
}

/// `activations` are applied one after another.
void tabulate(PostProcessing& post, OperandType type, const std::vector<const Layer*>& activations, double magnitude) {
  post.activation = Activation::table;
  post.multipliers = {magnitude > 0 ? (kTableZero - 1) / magnitude : 1};
  const auto at = [&](int entry) {
    return std::accumulate(activations.begin(), activations.end(),
                           (entry - kTableZero) * kTableReach / (kTableZero - 1),
                           [](double x, const Layer* layer) { return apply(*layer, x); });
  };
  Range range;
  for (int entry = 0; entry < kTableCodes; ++entry) range.include(at(entry));
  const double multiplier = set_codes(post, type, range);
  for (int entry = 0; entry < kTableCodes; ++entry)
    post.table.push_back(
        static_cast<std::int32_t>(models::round_to(at(entry) * multiplier, models::Rounding::half_even)));
}

}  // namespace

std::vector<std::int32_t> given_bias(const workloads::Tensor& tensor, double scale) {
  std::vector<std::int32_t> bias;
  if (workloads::is_integer(tensor.type)) {
    for (const std::int64_t value : workloads::integers(tensor)) {
      if (value < INT32_MIN || value > INT32_MAX)
        throw models::UserError("the bias " + std::to_string(value) + " does not fit 32 bits");
      bias.push_back(static_cast<std::int32_t>(value));
    }
    return bias;
  }
  if (scale <= 0) throw models::UserError("a bias of real numbers needs an input and weights of real numbers");
  for (const double value : workloads::reals(tensor)) {
    if (!std::isfinite(value)) throw models::UserError("it holds a number that is not finite");
    bias.push_back(models::quantize_bias(value, scale, models::Rounding::half_even));
  }
  return bias;
}

std::vector<std::int32_t> drawn_bias(const std::vector<std::int64_t>& sums, std::int64_t channels, std::uint64_t seed,
                                     std::string_view name) {
  std::int64_t largest = 1;
  for (const std::int64_t sum : sums) largest = std::max(largest, std::abs(sum));
  const std::int64_t reach = std::min<std::int64_t>(largest / 16 + 1, INT32_MAX);
  std::vector<std::int32_t> bias;
  for (const std::int16_t code : draw_codes(OperandType::int16, channels, seed, name).values)
    bias.push_back(static_cast<std::int32_t>(code * reach / 32768));
  return bias;
}

PostProcessing post_processing(const models::Chip& chip, const models::Work& work, const models::LayerData& data,
                               std::vector<std::int32_t> bias, const std::vector<const Layer*>& carried) {
  PostProcessing post;
  post.mode = chip.vector.requantize;
  post.bias = std::move(bias);
  post.correction = corrections(work, data);
  Range range = range_of(data, post);
  std::vector<const Layer*> activations;
  std::copy_if(carried.begin(), carried.end(), std::back_inserter(activations),
               [](const Layer* layer) { return layer->kind != LayerKind::batch_norm; });
  const bool linear = std::all_of(activations.begin(), activations.end(),
                                  [](const Layer* layer) { return layer->kind == LayerKind::relu; });
  if (!linear) {
    tabulate(post, chip.array.activation, activations, range.magnitude());
    return post;
  }
  if (!activations.empty()) {
    post.activation = Activation::relu;
    range.low = 0;
  }
  post.multipliers = {set_codes(post, chip.array.activation, range)};
  return post;
}

}  // namespace systole::sim
