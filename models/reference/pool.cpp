#include "models/reference/pool.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

/// Positions begin, begin + step, ... below end: the taps of an output that lie inside the input.
struct Taps {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t step = 1;

  std::int64_t count() const { return (end - begin + step - 1) / step; }
};

std::vector<Taps> taps_of(const WindowAxis& axis) {
  std::vector<Taps> taps;
  for (std::int64_t i = 0; i < axis.out; ++i) {
    const std::int64_t first = i * axis.stride - axis.pad_before;
    const std::int64_t outside = first < 0 ? (-first + axis.dilation - 1) / axis.dilation : 0;
    const Taps inside{first + outside * axis.dilation, std::min(axis.in, first + (axis.kernel - 1) * axis.dilation + 1),
                      axis.dilation};
    if (inside.begin >= inside.end) throw ModelError("a pool's window lies in padding as a whole");
    taps.push_back(inside);
  }
  return taps;
}

std::vector<Taps> adaptive_taps(std::int64_t in, std::int64_t out) {
  std::vector<Taps> taps;
  for (std::int64_t i = 0; i < out; ++i) {
    const PoolWindow window = adaptive_window(i, in, out);
    taps.push_back({window.begin, window.end, 1});
  }
  return taps;
}

struct Planes {
  std::int64_t count;
  std::int64_t rows;
  std::int64_t cols;
};

struct Average {
  static double start() { return 0; }
  static double add(double sum, float value) { return sum + double{value}; }
  static double finish(double sum, std::int64_t count) { return sum / static_cast<double>(count); }
};

struct Maximum {
  static double start() { return -std::numeric_limits<double>::infinity(); }
  // A NaN stays, as in torch.
  static double add(double highest, float value) { return double{value} <= highest ? highest : double{value}; }
  static double finish(double highest, std::int64_t /*count*/) { return highest; }
};

template <class Kind>
double pooled(const float* plane, std::int64_t width, const Taps& rows, const Taps& cols) {
  double value = Kind::start();
  for (std::int64_t y = rows.begin; y < rows.end; y += rows.step)
    for (std::int64_t x = cols.begin; x < cols.end; x += cols.step) value = Kind::add(value, plane[y * width + x]);
  return Kind::finish(value, rows.count() * cols.count());
}

template <class Kind>
void pool(const Planes& in, const std::vector<Taps>& rows, const std::vector<Taps>& cols, std::span<const float> input,
          std::span<float> output) {
  require_size(input.size(), in.count * in.rows * in.cols, "a pool's input");
  require_size(output.size(), in.count * static_cast<std::int64_t>(rows.size() * cols.size()), "a pool's output");
  auto to = output.begin();
  for (std::int64_t plane = 0; plane < in.count; ++plane)
    for (const Taps& y : rows)
      for (const Taps& x : cols)
        *to++ = static_cast<float>(pooled<Kind>(input.data() + plane * in.rows * in.cols, in.cols, y, x));
}

template <class Kind>
void pool(const PoolShape& s, std::span<const float> input, std::span<float> output) {
  pool<Kind>({s.planes, s.rows.in, s.cols.in}, taps_of(s.rows), taps_of(s.cols), input, output);
}

template <class Kind>
void pool(const AdaptivePoolShape& s, std::span<const float> input, std::span<float> output) {
  pool<Kind>({s.planes, s.rows_in, s.cols_in}, adaptive_taps(s.rows_in, s.rows_out),
             adaptive_taps(s.cols_in, s.cols_out), input, output);
}

}  // namespace

PoolWindow adaptive_window(std::int64_t index, std::int64_t in, std::int64_t out) {
  return {index * in / out, ((index + 1) * in + out - 1) / out};
}

void float_max_pool(const PoolShape& shape, std::span<const float> input, std::span<float> output) {
  pool<Maximum>(shape, input, output);
}

void float_average_pool(const PoolShape& shape, std::span<const float> input, std::span<float> output) {
  pool<Average>(shape, input, output);
}

void float_adaptive_average_pool(const AdaptivePoolShape& shape, std::span<const float> input,
                                 std::span<float> output) {
  pool<Average>(shape, input, output);
}

void float_adaptive_max_pool(const AdaptivePoolShape& shape, std::span<const float> input, std::span<float> output) {
  pool<Maximum>(shape, input, output);
}

}  // namespace systole::models
