#include "models/numerics/operators/elementwise.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "models/errors.hpp"
#include "models/numerics/operators/code_kernels.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

void require_operands(std::span<const Codes> operands, std::size_t expected, std::size_t size) {
  require_size(operands.size(), static_cast<std::int64_t>(expected), "an operator's list of operands");
  for (const Codes operand : operands) require_size(operand.size(), static_cast<std::int64_t>(size), "an operand");
}

/// Calls use(first, count) for blocks that cover [0, size).
template <class Use>
void in_blocks(std::size_t size, const Use& use) {
  for (std::size_t first = 0; first < size; first += kCodeBlock) use(first, std::min(kCodeBlock, size - first));
}

}  // namespace

WeightedSum::WeightedSum(std::vector<Term> terms, const QuantParams& output, Rounding rounding)
    : terms_{std::move(terms)}, writer_{output, rounding} {
  if (terms_.empty()) throw ModelError{"a sum needs an operand"};
  for (const Term& term : terms_)
    if (!std::isfinite(term.multiplier)) throw ModelError{"a sum's operand has no finite multiplier"};
}

void WeightedSum::operator()(std::span<const Codes> operands, MutableCodes out) const {
  require_operands(operands, terms_.size(), out.size());
  std::array<double, kCodeBlock> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
  in_blocks(out.size(), [&](std::size_t first, std::size_t count) {
    const std::span<double> sums{buffer.data(), count};
    std::fill(sums.begin(), sums.end(), 0.0);
    for (std::size_t i = 0; i < terms_.size(); ++i)
      add_scaled(operands[i].subspan(first, count), terms_[i].zero_point, terms_[i].multiplier, sums);
    writer_.write(sums, out.subspan(first, count));
  });
}

WeightedSum addition(std::span<const QuantParams> inputs, const QuantParams& output, Rounding rounding) {
  std::vector<WeightedSum::Term> terms;
  terms.reserve(inputs.size());
  for (const QuantParams& input : inputs) {
    require_usable(input, "an addition's operand");
    terms.push_back({input.scale / output.scale, input.zero_point});
  }
  return {std::move(terms), output, rounding};
}

WeightedSum mixture(std::span<const double> weights, std::span<const QuantParams> candidates, const QuantParams& output,
                    const CodeFormat& weight_format, Rounding rounding) {
  require_size(weights.size(), static_cast<std::int64_t>(candidates.size()), "a mixed operation's list of weights");
  const QuantParams of_weights = unit_range_params(weight_format);
  require_usable(of_weights, "a mixed operation's weights");
  std::vector<WeightedSum::Term> terms;
  terms.reserve(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    require_usable(candidates[i], "a mixed operation's candidate");
    if (!(weights[i] >= 0 && weights[i] <= 1)) throw ModelError{"a mixed operation's weight is outside [0, 1]"};
    const double weight = of_weights.real(code_of(weights[i], of_weights, rounding));
    terms.push_back({weight * candidates[i].scale / output.scale, candidates[i].zero_point});
  }
  return {std::move(terms), output, rounding};
}

Multiplication::Multiplication(std::span<const QuantParams> inputs, const QuantParams& output, Rounding rounding)
    : writer_{output, rounding} {
  if (inputs.empty()) throw ModelError{"a product needs an operand"};
  for (const QuantParams& input : inputs) {
    require_usable(input, "a product's operand");
    zero_points_.push_back(input.zero_point);
    multiplier_ *= input.scale;
  }
  multiplier_ /= output.scale;
  if (!std::isfinite(multiplier_)) throw ModelError{"a product's scales have no finite ratio"};
}

void Multiplication::operator()(std::span<const Codes> operands, MutableCodes out) const {
  require_operands(operands, zero_points_.size(), out.size());
  std::array<double, kCodeBlock> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
  in_blocks(out.size(), [&](std::size_t first, std::size_t count) {
    const std::span<double> products{buffer.data(), count};
    std::fill(products.begin(), products.end(), 1.0);
    for (std::size_t i = 0; i < zero_points_.size(); ++i)
      multiply_centred(operands[i].subspan(first, count), zero_points_[i], products);
    scale(products, multiplier_);  // last, so that the product of codes is exact
    writer_.write(products, out.subspan(first, count));
  });
}

Division::Division(const QuantParams& numerator, const QuantParams& denominator, const QuantParams& output,
                   Rounding rounding)
    : multiplier_{numerator.scale / (denominator.scale * output.scale)},
      numerator_zero_{numerator.zero_point},
      denominator_zero_{denominator.zero_point},
      writer_{output, rounding} {
  require_usable(numerator, "a quotient's numerator");
  require_usable(denominator, "a quotient's denominator");
  if (!std::isfinite(multiplier_)) throw ModelError{"a quotient's scales have no finite ratio"};
}

std::int64_t Division::operator()(Codes numerators, Codes denominators, MutableCodes out) const {
  const std::array<Codes, 2> operands{numerators, denominators};
  require_operands(operands, 2, out.size());
  std::array<double, kCodeBlock> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
  std::int64_t zeros = 0;
  in_blocks(out.size(), [&](std::size_t first, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const double numerator = multiplier_ * (numerators[first + i] - numerator_zero_);
      const std::int32_t denominator = denominators[first + i] - denominator_zero_;
      zeros += denominator == 0 ? 1 : 0;
      buffer[i] = denominator == 0 ? std::numeric_limits<double>::infinity() : numerator / denominator;
    }
    writer_.write(std::span<const double>{buffer.data(), count}, out.subspan(first, count));
  });
  return zeros;
}

}  // namespace systole::models
