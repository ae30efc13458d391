// Random codes and quantisation parameters for the comparisons with ONNX Runtime, and the count of where two sets of
// codes agree.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "models/numerics/quantize/quant_params.hpp"
#include "tests/support/random_numbers.hpp"
#include "workloads/tensors/tensor.hpp"

namespace systole::tests {

using CodeVector = std::vector<std::int16_t>;

constexpr models::CodeFormat kInt8{8, true};
constexpr models::CodeFormat kUint8{8, false};
constexpr models::CodeFormat kInt16{16, true};

class CodeRandom : public RandomNumbers {
 public:
  using RandomNumbers::RandomNumbers;

  CodeVector codes(std::int64_t count, std::int64_t low, std::int64_t high) {
    CodeVector codes(static_cast<std::size_t>(count));
    for (auto& code : codes) code = static_cast<std::int16_t>(number(low, high));
    return codes;
  }
  CodeVector codes(std::int64_t count, models::CodeFormat format) {
    return codes(count, format.lowest(), format.highest());
  }

  /// Two decades of scales, each a float: what ONNX stores.
  models::QuantParams params(models::CodeFormat format) {
    const auto zero = static_cast<std::int32_t>(number(format.lowest(), format.highest()));
    return {static_cast<double>(static_cast<float>(std::pow(10.0, real(-3, -1)))), zero, format};
  }
};

/// `values` as elements of another type.
template <class To, class From>
workloads::Tensor tensor_of(workloads::Shape shape, const std::vector<From>& values) {
  std::vector<To> converted;
  for (const From value : values) converted.push_back(static_cast<To>(value));
  return workloads::make_tensor<To>(std::move(shape), converted);
}

/// Codes of 8 bits, or of 16 with a sign, as ONNX has them.
template <class Code>
workloads::Tensor code_tensor(workloads::Shape shape, const std::vector<Code>& codes, models::CodeFormat format) {
  if (format.bits == 16) return tensor_of<std::int16_t>(std::move(shape), codes);
  return format.is_signed ? tensor_of<std::int8_t>(std::move(shape), codes)
                          : tensor_of<std::uint8_t>(std::move(shape), codes);
}
inline workloads::Tensor scale_tensor(const models::QuantParams& params) {
  return tensor_of<float>({}, std::vector{params.scale});
}
inline workloads::Tensor zero_tensor(const models::QuantParams& params) {
  return code_tensor({}, std::vector{params.zero_point}, params.format);
}

/// Codes less their zero point: nine bits and a sign.
inline CodeVector centred(const CodeVector& codes, std::int32_t zero_point) {
  CodeVector values;
  for (const auto code : codes) values.push_back(static_cast<std::int16_t>(code - zero_point));
  return values;
}

struct Agreement {
  std::int64_t codes = 0;
  std::int64_t different = 0;
  std::int64_t worst = 0;  // steps

  void add(std::int64_t ours, std::int64_t theirs) {
    ++codes;
    if (ours != theirs) ++different;
    worst = std::max(worst, std::abs(ours - theirs));
  }
  double share() const { return static_cast<double>(different) / static_cast<double>(codes); }
};

}  // namespace systole::tests
