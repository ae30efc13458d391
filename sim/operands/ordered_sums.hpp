// Sums of a layer step by step, in the order in which the schedule's tiles and the array add up: what an accumulator
// that overflows makes of it. Prepared once for the layer's weights.
#pragma once

#include <cstdint>
#include <vector>

#include "models/dataflow/schedule.hpp"
#include "models/datapath/layer_data.hpp"

namespace systole::sim {

class OrderedSums {
 public:
  /// Weights are copied, as the array sees them: `data`'s less their offset. `schedule` must outlive the sums.
  OrderedSums(const models::Schedule& schedule, const models::LayerData& data);

  /// Fills in `golden` for the input that `data` has now. Returns the steps whose exact sum did not fit.
  std::int64_t run(models::LayerData& data);

 private:
  /// Some input channels of a group, which a tile brings in.
  struct Slice {
    std::int64_t group = 0;
    std::int64_t first = 0;
    std::int64_t count = 0;
    std::vector<std::int16_t> b;  // [tap][channel][n]
  };

  void unfold(const models::LayerData& data, const Slice& slice, std::int64_t first, std::int64_t rows);
  std::int64_t add(const Slice& slice, std::int64_t rows, std::span<std::int64_t> sums);

  const models::Schedule* schedule_;
  std::int64_t rows_at_once_ = 1;
  std::vector<Slice> slices_;
  std::vector<std::int16_t> a_;        // [row][tap][channel] of a slice, for some rows of A
  std::vector<std::int64_t> of_tile_;  // [row][n]: os only
};

}  // namespace systole::sim
