#include "models/reference/normalization.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

void check(const AxisShape& shape, std::span<const float> input, std::span<float> output) {
  require_size(input.size(), shape.elements(), "a norm's input");
  require_size(output.size(), shape.elements(), "a norm's output");
}

void check(const AxisShape& shape, const Affine& affine) {
  if (!affine.gain.empty()) require_size(affine.gain.size(), shape.size, "a norm's gain");
  if (!affine.shift.empty()) require_size(affine.shift.size(), shape.size, "a norm's shift");
}

/// One run along the axis: elements `inner` apart.
class Line {
 public:
  Line(const float* from, float* to, const AxisShape& shape) : from_{from}, to_{to}, shape_{shape} {}

  double at(std::int64_t i) const { return double{from_[i * shape_.inner]}; }
  void put(std::int64_t i, double value) { to_[i * shape_.inner] = static_cast<float>(value); }
  std::int64_t size() const { return shape_.size; }
  /// Sum of f(x) over the line.
  template <class Function>
  double sum(Function f) const {
    double total = 0;
    for (std::int64_t i = 0; i < shape_.size; ++i) total += f(at(i));
    return total;
  }

 private:
  const float* from_;
  float* to_;
  AxisShape shape_;
};

template <class Work>
void for_each_line(const AxisShape& shape, std::span<const float> input, std::span<float> output, Work work) {
  for (std::int64_t outer = 0; outer < shape.outer; ++outer) {
    for (std::int64_t inner = 0; inner < shape.inner; ++inner) {
      const std::int64_t first = outer * shape.size * shape.inner + inner;
      work(Line{input.data() + first, output.data() + first, shape});
    }
  }
}

double gain(const Affine& affine, std::int64_t i) {
  return affine.gain.empty() ? 1.0 : double{affine.gain[static_cast<std::size_t>(i)]};
}

double shift(const Affine& affine, std::int64_t i) {
  return affine.shift.empty() ? 0.0 : double{affine.shift[static_cast<std::size_t>(i)]};
}

}  // namespace

void float_softmax(const AxisShape& shape, std::span<const float> input, std::span<float> output) {
  check(shape, input, output);
  for_each_line(shape, input, output, [](Line line) {
    double highest = -std::numeric_limits<double>::infinity();
    for (std::int64_t i = 0; i < line.size(); ++i) highest = std::max(highest, line.at(i));
    const double sum = line.sum([&](double x) { return std::exp(x - highest); });
    for (std::int64_t i = 0; i < line.size(); ++i) line.put(i, std::exp(line.at(i) - highest) / sum);
  });
}

void float_layer_norm(const AxisShape& shape, std::span<const float> input, const Affine& affine,
                      std::span<float> output, double epsilon) {
  check(shape, input, output);
  check(shape, affine);
  for_each_line(shape, input, output, [&](Line line) {
    const auto count = static_cast<double>(line.size());
    const double mean = line.sum([](double x) { return x; }) / count;
    const double variance = line.sum([&](double x) { return (x - mean) * (x - mean); }) / count;
    const double inverse = 1 / std::sqrt(variance + epsilon);
    for (std::int64_t i = 0; i < line.size(); ++i)
      line.put(i, (line.at(i) - mean) * inverse * gain(affine, i) + shift(affine, i));
  });
}

void float_rms_norm(const AxisShape& shape, std::span<const float> input, const Affine& affine, std::span<float> output,
                    double epsilon) {
  check(shape, input, output);
  check(shape, affine);
  for_each_line(shape, input, output, [&](Line line) {
    const double square = line.sum([](double x) { return x * x; }) / static_cast<double>(line.size());
    const double inverse = 1 / std::sqrt(square + epsilon);
    for (std::int64_t i = 0; i < line.size(); ++i)
      line.put(i, line.at(i) * inverse * gain(affine, i) + shift(affine, i));
  });
}

void float_batch_norm(const AxisShape& shape, std::span<const float> input, const RunningStatistics& running,
                      const Affine& affine, std::span<float> output, double epsilon) {
  check(shape, input, output);
  check(shape, affine);
  require_size(running.mean.size(), shape.size, "a batch norm's mean");
  require_size(running.variance.size(), shape.size, "a batch norm's variance");
  for (std::int64_t plane = 0; plane < shape.outer * shape.size; ++plane) {
    const std::int64_t channel = plane % shape.size;
    const auto at = static_cast<std::size_t>(channel);
    const double factor = gain(affine, channel) / std::sqrt(double{running.variance[at]} + epsilon);
    const auto mean = double{running.mean[at]};
    const double add = shift(affine, channel);
    const float* from = input.data() + plane * shape.inner;
    float* to = output.data() + plane * shape.inner;
    for (std::int64_t i = 0; i < shape.inner; ++i) to[i] = static_cast<float>((double{from[i]} - mean) * factor + add);
  }
}

}  // namespace systole::models
