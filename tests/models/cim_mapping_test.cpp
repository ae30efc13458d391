// Where weights lie and what a forward asks for, beside the figures of JiT's FFNs (w12: d -> 2h, w3: h -> d, in every
// block; 32 tokens of context from block `start` on).
#include <catch2/catch.hpp>

#include "models/cim/mapping.hpp"

using namespace systole::models;

namespace {

struct Jit {
  const char* name;
  std::int64_t width, hidden, blocks, start, tokens;
  std::int64_t arrays_a_block, arrays, used_percent;
  double conversions;  // of a forward
};

// Published sizes (Li and He 2025); arrays, share and conversions are the ones that cim.md gives for 1024 x 1024, K
// = 2.
constexpr Jit kJit[]{{"B/16", 768, 2048, 12, 4, 256, 6, 72, 75, 56.2e6},
                     {"L/16", 1024, 2730, 24, 8, 256, 9, 216, 89, 170e6},
                     {"H/16", 1280, 3413, 32, 10, 256, 22, 704, 57, 501e6},
                     {"G/16", 1664, 4437, 40, 10, 256, 28, 1120, 75, 876e6}};

CimReport report_of(std::int64_t k, std::int64_t n, std::int64_t vectors, const CimEngine& engine = {}) {
  return cim_report(engine, map_onto_arrays(engine.arithmetic, k, n), vectors, Hertz{1'000'000'000}, false);
}

}  // namespace

TEST_CASE("The FFNs of JiT take the arrays and conversions that are known of them", "[J17][J6]") {
  for (const Jit& jit : kJit) {
    INFO(jit.name);
    std::int64_t conversions = 0;
    const CimMapping w12 = map_onto_arrays({}, jit.width, 2 * jit.hidden);
    const CimMapping w3 = map_onto_arrays({}, jit.hidden, jit.width);
    for (std::int64_t block = 0; block < jit.blocks; ++block) {
      const std::int64_t vectors = jit.tokens + (block >= jit.start ? 32 : 0);
      conversions += report_of(jit.width, 2 * jit.hidden, vectors).adc_conversions;
      conversions += report_of(jit.hidden, jit.width, vectors).adc_conversions;
    }
    const std::int64_t arrays = w12.arrays() + w3.arrays();
    CHECK(arrays == jit.arrays_a_block);
    CHECK(arrays * jit.blocks == jit.arrays);
    const double used = static_cast<double>(w12.weights() + w3.weights()) / static_cast<double>(arrays * 1024 * 1024);
    CHECK(used * 100 == Approx(static_cast<double>(jit.used_percent)).margin(0.5));
    CHECK(static_cast<double>(conversions) == Approx(jit.conversions).epsilon(0.005));
  }
  CHECK(map_onto_arrays({}, 768, 4096).row_tiles == 1);
  CHECK(map_onto_arrays({}, 2048, 768).row_tiles == 2);
}

TEST_CASE("Actions of a layer follow from its tiles, counted by hand", "[J6][J8]") {
  CimEngine engine;
  engine.arithmetic.rows = 100;
  engine.arithmetic.cols = 64;
  engine.arithmetic.msb_samples = 3;
  // 250 inputs: rows of 100, 100 and 50; 70 outputs: 64 and 6 columns; 5 vectors of 4 passes.
  const CimReport report = report_of(250, 70, 5, engine);
  CHECK(report.row_tiles == 3);
  CHECK(report.col_tiles == 2);
  CHECK(report.arrays == 6);
  CHECK(report.passes == 4);
  CHECK(report.weights == 17'500);
  CHECK(report.cells_used == Approx(17'500.0 / (6 * 6'400)));
  CHECK(report.dac_conversions == 5 * 4 * 2 * 250);
  CHECK(report.adc_conversions == 5 * 4 * 3 * 70);
  CHECK(report.shift_adds == report.adc_conversions);
  CHECK(report.cell_reads == 5 * 4 * 17'500);
  CHECK(report.cells_programmed == 0);
}

TEST_CASE("Rows without limit are one row tile, and a matrix that just fits is one array", "[J6]") {
  CimConfig unlimited;
  unlimited.rows.reset();
  CHECK(map_onto_arrays(unlimited, 5000, 1024).arrays() == 1);
  CHECK(map_onto_arrays(unlimited, 5000, 1024).cells_used() == 1.0);
  CHECK(map_onto_arrays({}, 1024, 1024).arrays() == 1);
  CHECK(map_onto_arrays({}, 1025, 1024).arrays() == 2);
  CHECK(map_onto_arrays({}, 1024, 1025).arrays() == 2);
  CHECK(map_onto_arrays({}, 1025, 1025).arrays() == 4);
}

TEST_CASE("One more sample is one more pass and nothing else", "[J8]") {
  for (int samples = 1; samples < 4; ++samples) {
    CimEngine fewer;
    CimEngine more;
    fewer.arithmetic.msb_samples = samples;
    more.arithmetic.msb_samples = samples + 1;
    const CimReport a = report_of(768, 4096, 256, fewer);
    const CimReport b = report_of(768, 4096, 256, more);
    CHECK(b.passes == a.passes + 1);
    CHECK(b.adc_conversions - a.adc_conversions == 256 * 4096);
    CHECK(b.dac_conversions - a.dac_conversions == 256 * 768 * 4);
    CHECK(b.arrays == a.arrays);
  }
  CimEngine single;
  single.arithmetic.mode = CimMode::single_pass;
  CHECK(report_of(768, 4096, 256, single).passes == 1);
}

TEST_CASE("Writing the FFNs of JiT-B/16 into cells takes 83 seconds", "[J17]") {
  const CimProgramming programming;
  std::int64_t cells = 0;
  double seconds = 0;
  for (int block = 0; block < 12; ++block) {
    for (const std::int64_t weights : {768 * 4096, 2048 * 768}) {
      cells += weights * kCellsPerWeight;
      seconds += static_cast<double>(programming_time(programming, weights).count()) * 1e-12;
    }
  }
  CHECK(static_cast<double>(cells) == Approx(113e6).epsilon(0.005));
  // 24 erasures of 2 ms come to 0.05 s.
  CHECK(seconds == Approx(83).margin(0.5));
}

TEST_CASE("Writing takes whole pages, each all its pulses, after one erasure", "[J17]") {
  CimProgramming programming;
  programming.page_cells = 100;
  programming.pulses = 10;
  programming.pulse = Picoseconds{7};
  programming.erase = Picoseconds{1000};
  CHECK(programming_time(programming, 50) == Picoseconds{1000 + 70});
  CHECK(programming_time(programming, 51) == Picoseconds{1000 + 140});
  const CimEngine defaults;
  const CimReport written = cim_report(defaults, map_onto_arrays({}, 512, 1), 1, Hertz{1'000'000'000}, true);
  CHECK(written.cells_programmed == 1024);
  CHECK(written.programming == Cycles{2'000'000 + 30 * 25'000});
}
