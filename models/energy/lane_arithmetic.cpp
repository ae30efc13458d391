#include "models/energy/lane_arithmetic.hpp"

#include <cstddef>

#include "models/errors.hpp"

namespace systole::models {

LaneArithmetic lane_arithmetic(VectorOp op) {
  switch (op) {
    case VectorOp::add:
    case VectorOp::max:
    case VectorOp::relu:
      return {0, 1};
    case VectorOp::mul:
      return {1, 0};
    case VectorOp::requant:
    case VectorOp::mac:
    case VectorOp::sigmoid:
    case VectorOp::exp:
      return {1, 1};
    case VectorOp::clamp:
      return {0, 2};
    case VectorOp::silu:
    case VectorOp::gelu:
    case VectorOp::div:
    case VectorOp::rope:
      return {2, 1};
    case VectorOp::softmax:
      return {3, 4};
    case VectorOp::norm:
      return {2, 3};
    case VectorOp::copy:
      return {};
  }
  throw ModelError("lane_arithmetic: no such operation");
}

LaneArithmetic lane_arithmetic(const LaneOperationCounts& counts, std::int64_t outputs) {
  LaneArithmetic sum;
  for (std::size_t op = 0; op < kVectorOps; ++op) {
    const LaneArithmetic one = lane_arithmetic(static_cast<VectorOp>(op));
    sum += {one.multiplications * counts[op] * outputs, one.additions * counts[op] * outputs};
  }
  return sum;
}

}  // namespace systole::models
