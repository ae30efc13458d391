// What the vector unit's operations are made of.
#include <catch2/catch.hpp>

#include "models/energy/lane_arithmetic.hpp"

using namespace systole::models;

namespace {

LaneArithmetic sum_of(std::initializer_list<VectorOp> parts) {
  LaneArithmetic sum;
  for (const VectorOp part : parts) sum += lane_arithmetic(part);
  return sum;
}

}  // namespace

TEST_CASE("operations that are made of others count what those count", "[D9]") {
  CHECK(lane_arithmetic(VectorOp::mac) == sum_of({VectorOp::mul, VectorOp::add}));
  CHECK(lane_arithmetic(VectorOp::clamp) == sum_of({VectorOp::max, VectorOp::max}));
  CHECK(lane_arithmetic(VectorOp::silu) == sum_of({VectorOp::sigmoid, VectorOp::mul}));
  CHECK(lane_arithmetic(VectorOp::softmax) == sum_of({VectorOp::max, VectorOp::exp, VectorOp::add, VectorOp::div}));
  CHECK(lane_arithmetic(VectorOp::norm) == sum_of({VectorOp::add, VectorOp::mac, VectorOp::mac}));
  CHECK(lane_arithmetic(VectorOp::copy) == LaneArithmetic{});
}

TEST_CASE("the counts of a layer are its outputs times what each output takes", "[D9]") {
  LaneOperationCounts counts{};
  counts[static_cast<std::size_t>(VectorOp::requant)] = 1;
  counts[static_cast<std::size_t>(VectorOp::mac)] = 9;
  counts[static_cast<std::size_t>(VectorOp::relu)] = 1;
  CHECK(lane_arithmetic(counts, 100) == LaneArithmetic{100 * 10, 100 * 11});
}
