#include "models/numerics/operators/softmax.hpp"

#include <limits>

#include "models/errors.hpp"
#include "models/numerics/operators/code_kernels.hpp"
#include "models/numerics/operators/rescale.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

void require_rows(Codes in, std::size_t length, MutableCodes out) {
  require_size(out.size(), static_cast<std::int64_t>(in.size()), "a softmax's output");
  if (length == 0 || in.size() % length != 0) throw ModelError{"a softmax's input is not whole rows"};
}

/// Codes of the distances 0, -1, .. from the largest code, in steps of the input.
std::int32_t distances(const QuantParams& input) {
  require_usable(input, "a softmax's input");
  return std::int32_t{1} << input.format.bits;
}

}  // namespace

IntegerSoftmax::IntegerSoftmax(const QuantParams& input, const CodeFormat& output, const ExpPolynomial& polynomial)
    : output_{output} {
  require_usable(unit_range_params(output), "a softmax's output");
  const std::int32_t count = distances(input);
  const SymmetricExp exponential{input.scale, polynomial};
  exponentials_.reserve(static_cast<std::size_t>(count));
  for (std::int32_t distance = 0; distance < count; ++distance) exponentials_.push_back(exponential(-distance));
}

void IntegerSoftmax::row(Codes in, MutableCodes out) const {
  const std::int32_t largest = largest_code(in);
  const auto exponential = [&](std::int16_t code) { return exponentials_[static_cast<std::size_t>(largest - code)]; };
  std::int64_t sum = 0;
  for (const std::int16_t code : in) sum += exponential(code);
  const std::int64_t lowest = output_.lowest();
  const std::int64_t levels = output_.highest() - lowest;
  for (std::size_t i = 0; i < in.size(); ++i) {
    // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): the largest code's exponential is never 0
    out[i] = static_cast<std::int16_t>(lowest + levels * exponential(in[i]) / sum);
  }
}

void IntegerSoftmax::operator()(Codes in, std::size_t length, MutableCodes out) const {
  require_rows(in, length, out);
  for (std::size_t first = 0; first < in.size(); first += length)
    row(in.subspan(first, length), out.subspan(first, length));
}

AffineSoftmax::AffineSoftmax(const AffineSoftmaxParams& params, const ExpPolynomial& polynomial)
    : write_sum_{params.sum},
      write_{params.output},
      sum_multiplier_{params.exponential.scale / params.sum.scale},
      multiplier_{params.exponential.scale / (params.sum.scale * params.output.scale)},
      sum_zero_{params.sum.zero_point} {
  const std::int32_t count = distances(params.input);
  const CodeTable exponential = affine_exp(params.shifted, params.exponential, polynomial);
  exponentials_.reserve(static_cast<std::size_t>(count));
  for (std::int32_t distance = 0; distance < count; ++distance)
    exponentials_.push_back(exponential(code_of(-distance * params.input.scale, params.shifted)) -
                            params.exponential.zero_point);
}

bool AffineSoftmax::row(Codes in, MutableCodes out) const {
  const std::int32_t largest = largest_code(in);
  const auto exponential = [&](std::int16_t code) { return exponentials_[static_cast<std::size_t>(largest - code)]; };
  std::int64_t sum = 0;
  for (const std::int16_t code : in) sum += exponential(code);
  const std::int32_t divisor = write_sum_(static_cast<double>(sum) * sum_multiplier_) - sum_zero_;
  for (std::size_t i = 0; i < in.size(); ++i)
    out[i] =
        write_(divisor == 0 ? std::numeric_limits<double>::infinity() : multiplier_ * exponential(in[i]) / divisor);
  return divisor == 0;
}

std::int64_t AffineSoftmax::operator()(Codes in, std::size_t length, MutableCodes out) const {
  require_rows(in, length, out);
  std::int64_t zeros = 0;
  for (std::size_t first = 0; first < in.size(); first += length)
    zeros += row(in.subspan(first, length), out.subspan(first, length)) ? 1 : 0;
  return zeros;
}

}  // namespace systole::models
