// Rooflines: published figures of TinyCNN2D on a 16x16 array with 10 bytes a cycle, and the bound that no schedule
// breaks.
#include <catch2/catch.hpp>

#include "models/dataflow/mapper.hpp"
#include "models/dataflow/roofline.hpp"

using namespace systole::models;

namespace {

Work conv(std::int64_t edge, std::int64_t channels, std::int64_t filters) {
  Work work;
  work.rows = work.cols = WindowAxis{edge, edge, 3, 1, 1, 1};
  work.taps = 9;
  work.channels = channels;
  work.n = filters;
  return work;
}

}  // namespace

TEST_CASE("Layers of TinyCNN2D have the published intensities, below and above the published ridge", "[D7]") {
  RunResult run;
  run.array_rows = run.array_cols = 16;
  run.dram_bytes_per_cycle = 10;
  const Roofline roofline = roofline_of(run);
  CHECK(roofline.ridge() == 25.6);
  struct Row {
    Work work;
    double intensity;
    bool memory;
  };
  for (const Row& row : {Row{conv(32, 3, 32), 24.105, true}, Row{conv(16, 32, 64), 109.714, false},
                         Row{conv(8, 64, 128), 54.857, false}, Row{gemm_work(1, 128, 10), 0.903, true}}) {
    const double figure = intensity(row.work.macs(), least_dram(row.work)).value();
    CHECK(figure == Approx(row.intensity).margin(5e-4));
    CHECK(roofline.memory_bound(figure) == row.memory);
  }
}

TEST_CASE("At the ridge itself the array is the limit", "[D6][D7]") {
  const Roofline roofline{256, 10};
  CHECK(!roofline.memory_bound(25.6));
  CHECK(roofline.memory_bound(25.599999));
  CHECK(roofline.attainable(25.6) == 256);
  CHECK(roofline.attainable(12.8) == Approx(128));
  CHECK(roofline.attainable(100) == 256);
}

TEST_CASE("A memory without a limit has no ridge, and work without bytes no intensity", "[D7]") {
  const Roofline roofline{256, 0};
  CHECK(roofline.ridge() == 0);
  CHECK(!roofline.memory_bound(0.001));
  CHECK(roofline.attainable(0.001) == 256);
  CHECK(!intensity(100, Bytes{0}));
  CHECK(!intensity(0, Bytes{100}));
}

TEST_CASE("Memory binds where stalls take longer than all the rest, not where they take as long", "[D6]") {
  struct Row {
    std::int64_t compute, stall;
    bool memory;
  };
  for (const Row& row : {Row{100, 50, false}, Row{100, 100, false}, Row{100, 101, true}, Row{0, 1, true},
                         Row{0, 0, false}, Row{50, 100, true}}) {
    CycleStack stack;
    stack.mac = Cycles{row.compute};
    stack.dram_stall = Cycles{row.stall};
    CHECK(stack.memory_bound() == row.memory);
    CHECK(stack.bottleneck() == (row.memory ? "dram" : "compute"));
  }
  CycleStack mixed;  // of several causes, their sums count
  mixed.mac = Cycles{40};
  mixed.weight_load = Cycles{20};
  mixed.sram_stall = Cycles{30};
  mixed.dram_stall = Cycles{31};
  CHECK(mixed.memory_bound());
  CHECK(mixed.bottleneck() == "compute");
}

TEST_CASE("No mapping moves less than operands and results once", "[D7]") {
  for (const std::int64_t kib : {1, 4, 64, 4096}) {
    Chip chip;
    for (BufferConfig* buffer : {&chip.scratchpad.ifmap, &chip.scratchpad.weight, &chip.scratchpad.ofmap})
      buffer->size = Bytes{kib * 1024};
    chip.mapping.objective = Objective::traffic;
    for (const Work& work : {conv(32, 3, 32), conv(16, 32, 64), gemm_work(100, 200, 300)}) {
      const Bytes moved = map_layer(chip, work).dram;
      CHECK(moved >= least_dram(work));
      if (kib == 4096) CHECK(moved == least_dram(work));  // all of it fits: each byte once
    }
  }
}

TEST_CASE("What stays on chip is no traffic, and pixels that strides skip are not fetched", "[D7]") {
  Work work = conv(32, 4, 8);
  const std::int64_t all = 32 * 32 * 4 + 9 * 4 * 8 + 32 * 32 * 8;
  CHECK(least_dram(work) == Bytes{all});
  work.a_on_chip = true;
  CHECK(least_dram(work) == Bytes{all - 32 * 32 * 4});
  work.c_on_chip = true;
  CHECK(least_dram(work) == Bytes{9 * 4 * 8});
  Work strided;
  strided.rows = strided.cols = WindowAxis{9, 5, 1, 2, 1, 0};  // every second of 9 positions
  CHECK(least_dram(strided) == Bytes{5 * 5 + 1 + 5 * 5});
}
