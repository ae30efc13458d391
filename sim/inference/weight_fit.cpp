#include "sim/inference/weight_fit.hpp"

#include <algorithm>
#include <utility>

#include "models/numerics/fit/adaround.hpp"
#include "models/numerics/fit/quantizers.hpp"
#include "models/numerics/observe/channel_observers.hpp"
#include "models/numerics/quantize/quantize_values.hpp"
#include "sim/inference/weight_codes.hpp"

namespace systole::sim {

namespace {

constexpr double kReach = 20;      // learning rate times steps
constexpr double kMaxRate = 0.05;  // however few the steps

/// Keeps codes that are not the nearest.
void set_codes(WeightScales& scales, const FoldedWeights& folded, std::vector<std::int16_t> codes) {
  scales.own_codes = codes != nearest_codes(folded, scales);
  scales.codes = scales.own_codes ? std::move(codes) : std::vector<std::int16_t>{};
}

}  // namespace

WeightScales fit_weights(const models::Chip& chip, const FoldedWeights& folded, const TensorRule& rule) {
  models::FitInput input;
  input.rule = weight_rule(chip, rule);
  input.values = folded.weight;
  input.layout = weight_layout(
      folded, rule.granularity == Granularity::per_channel ? static_cast<std::size_t>(folded.channels) : 1);
  models::ChannelObservers observers{observer_options(input.rule, rule), input.layout.channels};
  observers.observe(folded.weight, input.layout);
  const std::vector<models::Range> ranges = observers.ranges();
  input.ranges = ranges;
  const models::FitResult result = models::fit(rule.quantizer, input, {});
  WeightScales scales;
  scales.params = result.params;
  scales.span = models::span_of(input.rule);
  if (result.transformed.empty()) return scales;
  std::vector<std::int16_t> codes(folded.weight.size());
  models::quantize(result.transformed, input.layout, scales.params, models::style_of(input.rule), codes);
  set_codes(scales, folded, std::move(codes));
  return scales;
}

void round_weights(WeightScales& scales, const FoldedWeights& folded, const InputRows& given, const InputRows* real,
                   std::int64_t steps) {
  const auto columns = static_cast<std::size_t>(given.columns());
  const auto filters = static_cast<std::size_t>(folded.channels);
  const std::vector<float> turned =
      folded.channels_last ? transposed(std::span<const float>{folded.weight}, columns, filters) : folded.weight;
  models::AdaroundOptions options;
  options.fit.steps = steps;
  options.fit.learning_rate = std::min(kReach / static_cast<double>(std::max<std::int64_t>(1, steps)), kMaxRate);
  options.unit = models::LossUnit::step;
  options.round_weight = 1;
  models::AdaroundInput input;
  input.rows = filters / static_cast<std::size_t>(given.groups());
  input.columns = columns;
  input.span = scales.span;
  std::vector<std::int16_t> codes;
  for (std::int64_t group = 0; group < given.groups(); ++group) {
    const std::size_t first = static_cast<std::size_t>(group) * input.rows;
    input.weights = std::span<const float>{turned}.subspan(first * columns, input.rows * columns);
    input.params = scales.params;
    if (scales.params.size() > 1) input.params = input.params.subspan(first, input.rows);
    input.inputs = given.rows(group);
    if (real != nullptr) input.float_inputs = real->rows(group);
    const models::AdaroundResult result = models::adaround(input, options);
    codes.insert(codes.end(), result.codes.begin(), result.codes.end());
  }
  if (folded.channels_last) codes = transposed(std::span<const std::int16_t>{codes}, filters, columns);
  set_codes(scales, folded, std::move(codes));
}

}  // namespace systole::sim
