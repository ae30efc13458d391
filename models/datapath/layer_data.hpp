// The numbers of a layer at cycle detail: operands as they lie in DRAM, what leaves the array, and what it must be.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/numerics/post_process.hpp"
#include "models/results.hpp"

namespace systole::models {

/// A's tensor by group, image, input channel of the group, input row and column: strides in elements.
struct InputView {
  std::span<const std::int16_t> values;  // codes
  std::int64_t group = 0;
  std::int64_t image = 0;
  std::int64_t channel = 0;
  std::int64_t row = 0;
  std::int64_t col = 0;

  std::int16_t at(std::int64_t g, std::int64_t i, std::int64_t c, std::int64_t y, std::int64_t x) const {
    return values[static_cast<std::size_t>(g * group + i * image + c * channel + y * row + x * col)];
  }
};

/// B's tensor by group, input channel, tap and output channel of the group.
struct WeightView {
  std::span<const std::int16_t> values;
  std::int64_t group = 0;
  std::int64_t channel = 0;
  std::int64_t tap = 0;
  std::int64_t n = 0;

  std::int16_t at(std::int64_t g, std::int64_t c, std::int64_t t, std::int64_t o) const {
    return values[static_cast<std::size_t>(g * group + c * channel + t * tap + o * n)];
  }
};

struct LayerData {
  std::string name;
  InputView a;
  WeightView b;
  /// Subtracted from codes at the array's edge (zero points, for 9-bit operands), and what a tap of padding puts in.
  std::int16_t a_offset = 0;
  std::int16_t b_offset = 0;
  std::int16_t padding = 0;
  std::int64_t m = 1;  // of a group
  std::int64_t n = 1;
  /// [groups][m][n]: what the array must give, and who says so.
  std::vector<std::int64_t> golden;
  std::string golden_source;
  /// [groups][m][n]: sums so far (in DRAM, while the reduction is split), then the accumulators.
  std::vector<std::int64_t> sums;
  PostProcess post{PostProcessing{}};
  /// [groups][m][n]: codes after post-processing.
  std::vector<std::int32_t> codes;
  /// Whether a sum can leave the accumulator's range at all, and the steps that did.
  bool may_overflow = true;
  OverflowReport overflow;

  std::size_t index(std::int64_t group, std::int64_t row, std::int64_t col) const {
    return static_cast<std::size_t>((group * m + row) * n + col);
  }
};

/// Hands out the numbers of one layer after another, so that a network need not be in memory as a whole.
class LayerDataSource {
 public:
  virtual ~LayerDataSource() = default;
  /// The layer with this index in the program; valid until it is closed.
  virtual LayerData& open(std::size_t layer) = 0;
  virtual void close(std::size_t layer) = 0;
};

}  // namespace systole::models
