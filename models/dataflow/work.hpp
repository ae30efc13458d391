// What a layer asks of an engine, after lowering: a GEMM C[M x N] = A[M x K] B[K x N] per group, with the window
// through which A is read, so that memory traffic counts input pixels and not im2col copies (design.md §5).
//
// Element-wise and pooling layers are the same thing without B: M outputs per group, each reading a window of A.
#pragma once

#include <cstdint>
#include <optional>

#include "models/chip/chip.hpp"
#include "models/dataflow/window.hpp"
#include "models/energy/lane_arithmetic.hpp"
#include "models/units.hpp"

namespace systole::models {

/// CIM: two products in a row, C = f(A B1) B2, a vector after the other. Of C the layer has what Work says, of A B1
/// this.
struct CimChain {
  std::int64_t n = 1;                     // outputs of the first product
  std::int64_t k = 1;                     // inputs of the second: what the vector unit makes of them
  std::int64_t vector_cycles{};           // lane-cycles that f takes for each vector
  LaneOperationCounts lane_operations{};  // of f, for each vector
  bool operator==(const CimChain&) const = default;
};

struct Work {
  Engine engine = Engine::array;
  std::int64_t groups = 1;  // independent GEMMs of the same shape
  std::int64_t images = 1;  // batch; M = images * rows.out * cols.out
  WindowAxis rows;
  WindowAxis cols;
  std::int64_t channels = 1;  // input channels of a group; K = channels * taps
  std::int64_t taps = 1;      // window positions a channel is read at
  std::int64_t n = 1;         // output channels of a group

  Bytes a_element{1};
  Bytes b_element{1};        // 0: the layer has no weights
  Bytes partial_element{4};  // a partial sum in the ofmap buffer or spilled
  Bytes c_element{1};
  std::int64_t a_operands = 1;   // tensors of A's shape (an addition reads two)
  Bytes constants;               // vector engine: a small operand loaded once (a scale, a bias, a table row)
  std::int64_t row_granule = 1;  // vector engine: outputs that must stay together (a softmax row), where they fit

  /// Lane-cycles of the vector unit per output: hidden in the array's drain where lanes suffice, or the whole work on
  /// the vector engine.
  std::int64_t vector_cycles = 0;
  LaneOperationCounts lane_operations{};  // what they do, per output; energy counts them even where they take no time
  std::optional<CimChain> chain;          // CIM engine
  Cycles programming;                     // CIM engine: cells are written before the layer begins
  bool a_on_chip = false;                 // A is still in a scratchpad from the layer before
  bool c_on_chip = false;                 // C stays in a scratchpad for the layer after

  std::int64_t m() const { return images * rows.out * cols.out; }
  std::int64_t k() const { return channels * taps; }
  std::int64_t macs() const { return m() * (chain ? k() * chain->n + chain->k * n : k() * n * groups); }
  std::int64_t outputs() const { return m() * n * groups; }
  /// All that the vector unit does for the layer.
  LaneArithmetic lanes() const {
    LaneArithmetic sum = lane_arithmetic(lane_operations, outputs());
    if (chain) sum += lane_arithmetic(chain->lane_operations, m());
    return sum;
  }

  bool operator==(const Work&) const = default;
};

/// A plain GEMM of the array with default element sizes.
Work gemm_work(std::int64_t m, std::int64_t k, std::int64_t n, std::int64_t groups = 1);

}  // namespace systole::models
