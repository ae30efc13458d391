#include <catch2/catch.hpp>

#include "models/dataflow/fold.hpp"

using namespace systole::models;

namespace {

struct Machine {
  ArrayConfig array;
  Scratchpad pad;
  VectorConfig vector;

  Machine() {
    array.rows = array.cols = 8;
    for (BufferConfig* buffer : {&pad.ifmap, &pad.weight, &pad.ofmap}) {
      buffer->banks = 64;
      buffer->bank_width = Bytes{1};
    }
    vector.lanes = 8;
  }
  TileCost cost(const ArrayTile& tile, EdgeElements edge = {Bytes{1}, Bytes{1}, Bytes{4}, Bytes{1}, 1}) const {
    return array_tile_cost(array, pad, vector, edge, tile);
  }
};

}  // namespace

TEST_CASE("a port that just keeps up with the array's edge causes no stall, one byte less does", "[D9]") {
  Machine machine;
  const ArrayTile tile{1000, 8, 8, 1, true, true};
  machine.pad.ifmap.banks = 8;  // r activation bytes a cycle
  CHECK(machine.cost(tile).split.sram_stall.count() == 0);
  machine.pad.ifmap.banks = 7;
  CHECK(machine.cost(tile).split.sram_stall.count() == 143);  // ceil(1000 * 8 / 7) - 1000
}

TEST_CASE("a stream is stretched by the ratio of demand to supply", "[D9]") {
  Machine machine;
  machine.pad.ifmap.banks = 2;
  const TileCost cost = machine.cost({1000, 8, 8, 1, true, true});
  CHECK(cost.split.mac.count() == 1000);
  CHECK(cost.split.sram_stall.count() == 3000);
}

TEST_CASE("partial sums need the ofmap port at accumulator width, results at their own", "[D9]") {
  Machine machine;
  machine.pad.ofmap.banks = 16;  // half of 8 columns x 4 bytes
  CHECK(machine.cost({1000, 8, 8, 1, true, true}).split.sram_stall.count() == 0);
  CHECK(machine.cost({1000, 8, 8, 1, true, false}).split.sram_stall.count() == 1000);
  CHECK(machine.cost({1000, 8, 8, 1, false, true}).split.sram_stall.count() == 1000);
}

TEST_CASE("too few vector lanes stretch the folds that leave results, and only those", "[D9]") {
  Machine machine;
  machine.vector.lanes = 4;
  CHECK(machine.cost({1000, 8, 8, 1, true, true}).split.vector.count() == 1000);
  CHECK(machine.cost({1000, 8, 8, 1, true, false}).split.vector.count() == 0);
  CHECK(machine.cost({1000, 16, 8, 1, true, true}).split.vector.count() == 1000);  // the second K fold of two
}

TEST_CASE("partial sums of every K fold but the first are read back", "[D4]") {
  ArrayConfig array;
  array.rows = array.cols = 8;
  const EdgeElements edge{Bytes{1}, Bytes{1}, Bytes{4}, Bytes{1}, 0};
  const SramTraffic traffic = array_tile_traffic(array, edge, {10, 24, 8, 1, true, true});
  CHECK(traffic.ofmap_read == Bytes{2 * 10 * 8 * 4});
  CHECK(traffic.ofmap_write == Bytes{2 * 10 * 8 * 4 + 10 * 8});
}
