#include "models/numerics/operators/rope.hpp"

#include <algorithm>
#include <cmath>

#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

constexpr int kTurnBits = 14;  // 1 is a code of 16 bits then

std::int16_t fixed(double value) {
  return static_cast<std::int16_t>(round_to(std::ldexp(value, kTurnBits), Rounding::half_even));
}

}  // namespace

Rope::Rope(const RopeRows& shape, const QuantParams& input, const QuantParams& output, RequantMode mode)
    : shape_{shape},
      zero_point_{input.zero_point},
      requantize_{std::ldexp(input.scale / output.scale, -kTurnBits), mode},
      output_zero_{output.zero_point},
      lowest_{output.format.lowest() - output_zero_},
      highest_{output.format.highest() - output_zero_} {
  require_usable(input, "a rotation's input");
  require_usable(output, "a rotation's output");
  if (shape.positions < 1 || shape.repeats < 1 || shape.length < 2 || shape.length % 2 != 0 || !(shape.base > 0))
    throw ModelError{"a rotation's shape has odd rows or sizes below 1"};
  for (std::int64_t t = 0; t < shape.positions; ++t) {
    for (std::int64_t i = 0; i < shape.length / 2; ++i) {
      const double exponent = -2 * static_cast<double>(i) / static_cast<double>(shape.length);
      const double angle = static_cast<double>(t) * std::pow(shape.base, exponent);
      cosines_.push_back(fixed(std::cos(angle)));
      sines_.push_back(fixed(std::sin(angle)));
    }
  }
}

void Rope::operator()(Codes in, MutableCodes out) const {
  require_size(out.size(), static_cast<std::int64_t>(in.size()), "a rotation's output");
  const auto length = static_cast<std::size_t>(shape_.length);
  if (in.size() % length != 0) throw ModelError{"a rotation's input is not whole rows"};
  const std::size_t pairs = length / 2;
  const bool neighbours = shape_.pairs == RopePairs::neighbours;
  const auto write = [this](std::int64_t sum) {
    return static_cast<std::int16_t>(std::clamp(requantize_(sum), lowest_, highest_) + output_zero_);
  };
  for (std::size_t row = 0; row < in.size() / length; ++row) {
    const std::size_t position =
        row / static_cast<std::size_t>(shape_.repeats) % static_cast<std::size_t>(shape_.positions);
    for (std::size_t i = 0; i < pairs; ++i) {
      const std::size_t first = row * length + (neighbours ? 2 * i : i);
      const std::size_t second = first + (neighbours ? 1 : pairs);
      const std::int64_t cosine = cosines_[position * pairs + i];
      const std::int64_t sine = sines_[position * pairs + i];
      const std::int64_t a = in[first] - zero_point_;
      const std::int64_t b = in[second] - zero_point_;
      out[first] = write(a * cosine - b * sine);
      out[second] = write(a * sine + b * cosine);
    }
  }
}

}  // namespace systole::models
