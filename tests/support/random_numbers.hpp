// Seeded random numbers, operands and windows for tests of kernels.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "models/numerics/convolution_shape.hpp"

namespace systole::tests {

class RandomNumbers {
 public:
  explicit RandomNumbers(unsigned seed) : engine_{seed} {}

  std::int64_t number(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(engine_);
  }
  bool yes() { return number(0, 1) == 1; }
  double real(double low, double high) { return std::uniform_real_distribution<double>{low, high}(engine_); }
  double normal() { return std::normal_distribution<double>{}(engine_); }
  /// Half the time mostly the ends of the range, where sums of pairs would leave 16 bits.
  std::vector<std::int16_t> operands(std::int64_t count, std::int64_t low, std::int64_t high) {
    std::vector<std::int16_t> values;
    const bool extreme = number(0, 1) == 1;
    for (std::int64_t i = 0; i < count; ++i)
      values.push_back(static_cast<std::int16_t>(extreme ? (number(0, 9) == 0 ? low : high) : number(low, high)));
    return values;
  }
  std::vector<float> floats(std::int64_t count, float low = -1, float high = 1) {
    std::uniform_real_distribution<float> values{low, high};
    std::vector<float> result;
    for (std::int64_t i = 0; i < count; ++i) result.push_back(values(engine_));
    return result;
  }
  /// Also windows wider than the input, or all in padding, and outputs that leave its end unread.
  models::WindowAxis axis() {
    models::WindowAxis axis;
    axis.kernel = number(1, 4);
    axis.stride = number(1, 3);
    axis.dilation = number(1, 2);
    const std::int64_t reach = axis.dilation * (axis.kernel - 1) + 1;
    axis.pad_before = number(0, reach);
    axis.in = number(1, 14);
    axis.out = number(1, (axis.in + axis.pad_before + reach - 2) / axis.stride + 1);
    return axis;
  }

 private:
  std::mt19937_64 engine_;
};

/// Calls visit(output, input, weight) with the indices of every product of a convolution.
template <class Visit>
void for_each_product(const models::ConvolutionShape& s, Visit visit) {
  std::int64_t output = 0;
  for (std::int64_t i = 0; i < s.images; ++i)
    for (std::int64_t f = 0; f < s.groups * s.filters; ++f)
      for (std::int64_t oy = 0; oy < s.rows.out; ++oy)
        for (std::int64_t ox = 0; ox < s.cols.out; ++ox, ++output)
          for (std::int64_t c = 0; c < s.channels; ++c)
            for (std::int64_t ky = 0; ky < s.rows.kernel; ++ky)
              for (std::int64_t kx = 0; kx < s.cols.kernel; ++kx) {
                const std::int64_t y = oy * s.rows.stride + ky * s.rows.dilation - s.rows.pad_before;
                const std::int64_t x = ox * s.cols.stride + kx * s.cols.dilation - s.cols.pad_before;
                if (y < 0 || y >= s.rows.in || x < 0 || x >= s.cols.in) continue;
                const std::int64_t channel = (i * s.groups + f / s.filters) * s.channels + c;
                visit(static_cast<std::size_t>(output),
                      static_cast<std::size_t>((channel * s.rows.in + y) * s.cols.in + x),
                      static_cast<std::size_t>(((f * s.channels + c) * s.rows.kernel + ky) * s.cols.kernel + kx));
              }
}

}  // namespace systole::tests
