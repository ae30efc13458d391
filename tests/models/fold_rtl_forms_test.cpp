// The `rtl` accounting against the fold machine it stands for, stepped fold by fold here: when a fold's stream may
// begin, when its results are out (timing.md §1).
#include <algorithm>
#include <catch2/catch.hpp>

#include "models/dataflow/fold.hpp"
#include "tests/support/random_layers.hpp"

using namespace systole::models;

namespace {

Scratchpad wide_ports() {
  Scratchpad pad;
  for (BufferConfig* buffer : {&pad.ifmap, &pad.weight, &pad.ofmap}) buffer->banks = 1 << 20;
  return pad;
}

/// A layer of one tile: lead, execute and tail in a row, as the first tile of a layer.
std::int64_t alone(const TileCost& cost) {
  return (cost.lead + cost.execute + cost.tail - cost.first_saving.total()).count();
}

struct FoldMachine {
  const ArrayConfig& array;

  std::int64_t weights_stay(std::int64_t rows, std::int64_t cols, std::int64_t t) const {
    const std::int64_t R = array.rows;
    const std::int64_t h = array.hop_registers;
    std::int64_t loaded = 0;  // when the fold's weights are in place
    std::int64_t stream = 0;  // when its stream begins
    std::int64_t end = 0;     // when the last result so far is out
    bool first = true;
    for (std::int64_t c0 = 0; c0 < cols; c0 += array.cols) {
      for (std::int64_t r0 = 0; r0 < rows; r0 += R) {
        const std::int64_t c = std::min(array.cols, cols - c0);
        if (array.weight_load == WeightLoad::serial) {
          loaded = end + R;
          stream = loaded;
        } else {
          // The shadow register is free once the fold before has taken its weights over, at its stream's begin; the
          // first sums of that fold are written when they have passed all rows.
          loaded = stream + R;
          stream = first ? loaded : std::max({stream + t, loaded, stream + h * (R - 1) + 1});
        }
        end = std::max(end, stream + t + h * (R + c - 2));
        first = false;
      }
    }
    return end;
  }

  std::int64_t outputs_stay(std::int64_t rows, std::int64_t cols, std::int64_t t) const {
    const std::int64_t h = array.hop_registers;
    std::int64_t computed = 0;  // when the last PE of the fold before finished
    std::int64_t drained = 0;
    for (std::int64_t r0 = 0; r0 < rows; r0 += array.rows) {
      for (std::int64_t c0 = 0; c0 < cols; c0 += array.cols) {
        const std::int64_t r = std::min(array.rows, rows - r0);
        const std::int64_t c = std::min(array.cols, cols - c0);
        const std::int64_t begin = array.drain == Drain::shifted ? drained : computed;
        // Results move to the shadow accumulators only when those have drained.
        computed = std::max(begin + t + h * (r + c - 2), drained);
        drained = computed + array.rows;
      }
    }
    return drained;
  }
};

}  // namespace

TEST_CASE("rtl folds take what a fold-by-fold machine takes, for all dataflows and options", "[D3]") {
  systole::tests::RandomCases random{17};
  const Scratchpad pad = wide_ports();
  VectorConfig vector;
  vector.lanes = 1 << 20;
  for (int i = 0; i < 3000; ++i) {
    ArrayConfig array;
    array.rows = random.number(1, 32);
    array.cols = random.number(1, 32);
    array.hop_registers = random.number(1, 3);
    array.dataflow = static_cast<Dataflow>(random.number(0, 2));
    array.weight_load = static_cast<WeightLoad>(random.number(0, 1));
    array.drain = static_cast<Drain>(random.number(0, 1));
    const ArrayTile tile{random.number(1, 100), random.number(1, 100), random.number(1, 100), 1, true, true};
    CAPTURE(array.rows, array.cols, tile.m, tile.k, tile.n, array.hop_registers);
    const TileCost cost = array_tile_cost(array, pad, vector, {}, tile);
    const FoldMachine machine{array};
    if (array.dataflow == Dataflow::os) {
      CHECK(alone(cost) == machine.outputs_stay(tile.m, tile.n, tile.k));
    } else if (array.dataflow == Dataflow::ws) {
      CHECK(alone(cost) == machine.weights_stay(tile.k, tile.n, tile.m));
    } else {
      CHECK(alone(cost) == machine.weights_stay(tile.k, tile.m, tile.n));
    }
    CHECK(cost.split.total() == cost.execute);
    CHECK(cost.split.stall().count() == 0);
  }
}

TEST_CASE("a single serial ws fold takes R + T + R + c - 2 cycles", "[D3]") {
  ArrayConfig array;
  array.rows = 16;
  array.cols = 16;
  VectorConfig vector;
  vector.lanes = 16;
  const TileCost cost = array_tile_cost(array, wide_ports(), vector, {}, {100, 12, 10, 1, true, true});
  CHECK(cost.execute.count() == 16 + 100 + 16 + 10 - 2);
  CHECK(cost.split.weight_load.count() == 16);
  CHECK(cost.split.mac.count() == 100);
}

TEST_CASE("back-to-back overlapped ws folds cost max(T, R) each", "[D3]") {
  ArrayConfig array;
  array.rows = array.cols = 16;
  array.weight_load = WeightLoad::overlapped;
  VectorConfig vector;
  vector.lanes = 16;
  for (const std::int64_t t : {4, 16, 100}) {
    const auto cycles = [&](std::int64_t folds) {
      return array_tile_cost(array, wide_ports(), vector, {}, {t, 16 * folds, 16, 1, true, true}).execute.count();
    };
    CHECK(cycles(11) - cycles(1) == 10 * std::max<std::int64_t>(t, 16));
  }
}
