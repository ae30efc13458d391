// Integer codes of a tensor: given, quantised from real numbers, or drawn.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "models/chip/chip.hpp"
#include "workloads/tensors/tensor.hpp"

namespace systole::sim {

struct Codes {
  std::vector<std::int16_t> values;
  std::int32_t zero_point = 0;
  double scale = 0;  // of one step; 0: codes without a meaning

  bool operator==(const Codes&) const = default;
};

/// Codes that a type has in memory.
struct CodeRange {
  std::int32_t lowest = -128;
  std::int32_t highest = 127;
};
CodeRange code_range(models::OperandType type);
/// Types of unsigned codes have their zero in the middle.
std::int32_t usual_zero_point(models::OperandType type);

/// Uniform over the type's codes; the same for the same seed and name, whatever else is drawn.
Codes draw_codes(models::OperandType type, std::int64_t count, std::uint64_t seed, std::string_view name);

/// Integers are codes; real numbers are quantised: signed types symmetrically over the largest magnitude, others over
/// the range of the values and 0 (docs/networks.md). Throws models::UserError for codes outside the type's range.
Codes codes_of(const workloads::Tensor& tensor, models::OperandType type);

/// As files hold them, in the type's bytes.
workloads::Tensor code_tensor(std::span<const std::int16_t> codes, const workloads::Shape& shape,
                              models::OperandType type);

}  // namespace systole::sim
