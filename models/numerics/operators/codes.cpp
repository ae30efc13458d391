#include "models/numerics/operators/codes.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/errors.hpp"
#include "models/numerics/operators/code_kernels.hpp"

namespace systole::models {

void require_usable(const QuantParams& params, const char* what) {
  const int most = params.format.is_signed ? 16 : 15;
  if (params.format.bits < 2 || params.format.bits > most)
    throw ModelError{std::string{what} + ": codes of " + std::to_string(params.format.bits) + " bits"};
  if (!(params.scale > 0) || std::isinf(params.scale))
    throw ModelError{std::string{what} + ": a scale of " + std::to_string(params.scale)};
  if (params.zero_point < params.format.lowest() || params.zero_point > params.format.highest())
    throw ModelError{std::string{what} + ": a zero point of " + std::to_string(params.zero_point) +
                     " is none of the codes"};
}

CodeWriter::CodeWriter(const QuantParams& output, Rounding rounding)
    : rounding_{rounding},
      zero_point_{output.zero_point},
      lowest_{static_cast<double>(output.format.lowest() - output.zero_point)},
      highest_{static_cast<double>(output.format.highest() - output.zero_point)} {
  require_usable(output, "an operator's output");
}

std::int16_t CodeWriter::operator()(double steps) const {
  if (std::isnan(steps)) throw ModelError{"a value that is not a number has no code"};
  const double kept = std::clamp(round_to(steps, rounding_), lowest_, highest_);
  return static_cast<std::int16_t>(static_cast<std::int32_t>(kept) + zero_point_);
}

void CodeWriter::write(std::span<const double> steps, MutableCodes out) const {
  if (steps.size() != out.size()) throw ModelError{"as many codes as values are needed"};
  if (rounding_ == Rounding::half_even) {
    write_half_even(steps, {lowest_, highest_, zero_point_}, out);
    return;
  }
  std::transform(steps.begin(), steps.end(), out.begin(), [this](double value) { return (*this)(value); });
}

std::int16_t code_of(double real, const QuantParams& params, Rounding rounding) {
  return CodeWriter{params, rounding}(real / params.scale);
}

}  // namespace systole::models
