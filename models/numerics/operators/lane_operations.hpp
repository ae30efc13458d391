// What the vector unit does for one output element of each operator: how often, and which of VectorConfig's operations,
// whose cycles are the chip's to say (models/chip/chip.hpp).
//
//   operator of this directory                operations an output element
//   WeightedSum of addition(), Multiplication  n - 1 times add or mul for n operands
//   WeightedSum of mixture()                   a mac an operand
//   ChannelScaledSum                           a mac an input channel
//   Division                                   div
//   Rescale, Concatenation                     requant; copy where parameters are equal
//   Clamp, relu()                              clamp; relu
//   MaxPool; AveragePool, AdaptiveAveragePool  max; add, once a tap of the window
//   BatchNorm                                  mac
//   CodeTable                                  sigmoid, silu, gelu: by what is in the table; affine_exp() exp
//   IntegerSoftmax, AffineSoftmax              softmax: its default is those of max, exp, add and div together
//   RowNorm; Rope                              norm; rope
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/chip/chip.hpp"

namespace systole::models {

struct LaneOperations {
  VectorOp op = VectorOp::copy;
  std::int64_t count = 1;
};

/// Of an element-wise operator: an operation joins two operands, but a mac takes one more into its sum. At least one.
constexpr LaneOperations lane_operations(VectorOp op, std::int64_t operands = 1) {
  return {op, std::max<std::int64_t>(1, op == VectorOp::mac ? operands : operands - 1)};
}

/// Of a window's reduction.
constexpr LaneOperations window_operations(VectorOp op, std::int64_t taps) {
  return {op, taps};
}

/// Cycles of a lane for one output element. At least one, to write it, even where the operation itself is hidden.
inline std::int64_t lane_cycles(const VectorConfig& unit, const LaneOperations& operations) {
  return std::max<std::int64_t>(1, operations.count * unit.cost(operations.op));
}

}  // namespace systole::models
