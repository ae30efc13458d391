#include <catch2/catch.hpp>

#include "models/results.hpp"

using namespace systole::models;

TEST_CASE("the bottleneck is the largest share, and a tie is compute-bound", "[D6]") {
  LayerResult row;
  row.cycles.mac = Cycles{50};
  row.cycles.fill_drain = Cycles{30};
  row.cycles.dram_stall = Cycles{79};
  CHECK(row.bottleneck() == "compute");
  row.cycles.dram_stall = Cycles{80};
  CHECK(row.bottleneck() == "compute");
  row.cycles.dram_stall = Cycles{81};
  CHECK(row.bottleneck() == "dram");
  row.cycles.sram_stall = Cycles{82};
  CHECK(row.bottleneck() == "sram");
  row.cycles.vector = Cycles{83};
  CHECK(row.bottleneck() == "vector");
}

TEST_CASE("compute and stall cycles make up the total", "[D4]") {
  CycleStack stack{Cycles{1}, Cycles{2}, Cycles{4}, Cycles{8}, Cycles{16}, Cycles{32}, Cycles{64}};
  CHECK(stack.compute() == Cycles{1 + 2 + 4 + 32 + 64});
  CHECK(stack.stall() == Cycles{8 + 16});
  CHECK(stack.total() == Cycles{127});
}
