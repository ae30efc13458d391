#include "sim/operands/golden.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "models/numerics/exact_convolution.hpp"
#include "sim/operands/ordered_sums.hpp"

namespace systole::sim {

using models::LayerData;
using models::Schedule;
using models::Work;

namespace {

std::int16_t weight(const LayerData& data, std::int64_t group, std::int64_t channel, std::int64_t tap, std::int64_t n) {
  return static_cast<std::int16_t>(data.b.at(group, channel, tap, n) - data.b_offset);
}

/// The input as the array sees it, [images][groups * channels][rows][cols], less what padding puts in: padding is then
/// zero.
std::vector<std::int16_t> input_less_padding(const Work& work, const LayerData& data) {
  std::vector<std::int16_t> values;
  values.reserve(static_cast<std::size_t>(work.images * work.groups * work.channels * work.rows.in * work.cols.in));
  for (std::int64_t image = 0; image < work.images; ++image)
    for (std::int64_t group = 0; group < work.groups; ++group)
      for (std::int64_t channel = 0; channel < work.channels; ++channel)
        for (std::int64_t y = 0; y < work.rows.in; ++y)
          for (std::int64_t x = 0; x < work.cols.in; ++x)
            values.push_back(
                static_cast<std::int16_t>(data.a.at(group, image, channel, y, x) - data.a_offset - data.padding));
  return values;
}

/// [groups * n][channels][taps].
std::vector<std::int16_t> all_weights(const Work& work, const LayerData& data) {
  std::vector<std::int16_t> values;
  values.reserve(static_cast<std::size_t>(work.groups * work.n * work.channels * work.taps));
  for (std::int64_t group = 0; group < work.groups; ++group)
    for (std::int64_t n = 0; n < work.n; ++n)
      for (std::int64_t channel = 0; channel < work.channels; ++channel)
        for (std::int64_t tap = 0; tap < work.taps; ++tap) values.push_back(weight(data, group, channel, tap, n));
  return values;
}

void compute_exact(const Work& work, const std::vector<std::int16_t>& weights, LayerData& data) {
  const models::ConvolutionShape shape{work.images, work.groups, work.channels, work.n, work.rows, work.cols};
  const std::vector<std::int64_t> sums = models::exact_convolution(shape, input_less_padding(work, data), weights);
  const std::int64_t k = work.k();
  const std::int64_t pixels = work.rows.out * work.cols.out;
  std::size_t from = 0;
  for (std::int64_t image = 0; image < work.images; ++image) {
    for (std::int64_t filter = 0; filter < work.groups * work.n; ++filter) {
      std::int64_t of_padding = 0;
      for (std::int64_t i = 0; i < k; ++i)
        of_padding += std::int64_t{data.padding} * weights[static_cast<std::size_t>(filter * k + i)];
      for (std::int64_t pixel = 0; pixel < pixels; ++pixel)
        data.golden[data.index(filter / work.n, image * pixels + pixel, filter % work.n)] = sums[from++] + of_padding;
    }
  }
}

/// Whether inputs less what padding puts in still are 16-bit operands.
bool padding_can_be_taken_off(const LayerData& data) {
  using Limits = std::numeric_limits<std::int16_t>;
  const std::int32_t off = std::int32_t{data.a_offset} + data.padding;
  return std::all_of(data.a.values.begin(), data.a.values.end(), [off](std::int16_t value) {
    return value - off >= Limits::min() && value - off <= Limits::max();
  });
}

/// No sum of any of its products, in any order, is larger.
std::int64_t largest_sum(const Work& work, const std::vector<std::int16_t>& weights, const LayerData& data) {
  std::int64_t largest_a = std::abs(data.padding);
  for (const std::int16_t value : data.a.values)
    largest_a = std::max<std::int64_t>(largest_a, std::abs(value - data.a_offset));
  std::int64_t largest = 0;
  for (std::size_t at = 0; at < weights.size(); at += static_cast<std::size_t>(work.k())) {
    std::int64_t magnitudes = 0;
    for (std::int64_t i = 0; i < work.k(); ++i) magnitudes += std::abs(weights[at + static_cast<std::size_t>(i)]);
    largest = std::max(largest, magnitudes);
  }
  return largest * largest_a;
}

}  // namespace

std::int64_t compute_golden(const Schedule& schedule, LayerData& data) {
  const Work& work = schedule.work();
  const std::vector<std::int16_t> weights = all_weights(work, data);
  data.golden.assign(static_cast<std::size_t>(work.groups * work.m() * work.n), 0);
  data.may_overflow = largest_sum(work, weights, data) >= std::int64_t{1}
                                                              << (schedule.chip().array.accumulator.bits - 1);
  if (data.may_overflow || !padding_can_be_taken_off(data)) {
    data.golden_source = "the accumulator's steps in order";
    return OrderedSums{schedule, data}.run(data);
  }
  data.golden_source = "the integer GEMM (oneDNN)";
  compute_exact(work, weights, data);
  return 0;
}

}  // namespace systole::sim
