#include "sim/inference/safe_matmul.hpp"

#include <algorithm>
#include <cstdlib>

namespace systole::sim {

using models::OperandRange;

namespace {

OperandRange codes_of(const SafeOperand& operand) {
  return {operand.params.format.lowest(), operand.params.format.highest()};
}

std::int64_t magnitude(const OperandRange& range) {
  return std::max(std::abs(std::int64_t{range.lowest}), std::abs(std::int64_t{range.highest}));
}

bool fit(std::int64_t length, const OperandRange& a, const OperandRange& b, int bits) {
  return length * magnitude(a) * magnitude(b) < std::int64_t{1} << (bits - 1);
}

OperandRange centred(const SafeOperand& operand) {
  return codes_of(operand).less(operand.params.zero_point);
}

void centre(models::Codes codes, std::int32_t zero_point, std::vector<std::int16_t>& out) {
  std::transform(codes.begin(), codes.end(), out.begin(),
                 [zero_point](std::int16_t code) { return static_cast<std::int16_t>(code - zero_point); });
}

}  // namespace

SafeMatmul::SafeMatmul(const models::MatmulShape& shape, const SafeOperand& a, const SafeOperand& b,
                       const models::PostProcessing& post)
    : shape_{shape},
      a_{a},
      b_{b},
      product_{shape, centred(a), centred(b)},
      post_{post},
      centred_a_(static_cast<std::size_t>(shape.batch * shape.m * shape.k)),
      centred_b_(static_cast<std::size_t>(shape.batch * shape.k * shape.n)),
      sums_(static_cast<std::size_t>(shape.batch * shape.m * shape.n)) {
  holds_all_ = fits(codes_of(a), codes_of(b));
}

std::optional<SafeMatmul> SafeMatmul::make(const models::MatmulShape& shape, const SafeOperand& a, const SafeOperand& b,
                                           const models::PostProcessing& post) {
  if (!fit(shape.k, centred(a), centred(b), kSumBits)) return std::nullopt;
  return SafeMatmul{shape, a, b, post};
}

bool SafeMatmul::fits(const OperandRange& a, const OperandRange& b) const {
  return fit(shape_.k, a.less(a_.edge_offset), b.less(b_.edge_offset), a_.accumulator_bits);
}

bool SafeMatmul::holds(models::Codes a, models::Codes b) const {
  return holds_all_ || fits(models::range_of(a), models::range_of(b));
}

void SafeMatmul::run(models::Codes a, models::Codes b, models::MutableCodes output) {
  centre(a, a_.params.zero_point, centred_a_);
  centre(b, b_.params.zero_point, centred_b_);
  product_.run(centred_a_, centred_b_, sums_);
  post_.run(sums_, {1, 1, sums_.size()}, output);
}

}  // namespace systole::sim
