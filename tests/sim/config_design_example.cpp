#include "tests/sim/config_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

constexpr const char* kExample = R"(# configs/accelerators/edge16.yaml
name: edge16
clock: 800 MHz
technology: 28 nm
array:
  rows: 16
  cols: 16
  dataflow: ws                     # ws | os | is
  operands: {activation: int8, weight: int8}
  accumulator: {bits: 32, overflow: saturate}      # saturate | wrap, applied at every step
  weight_load: serial              # serial | overlapped  (shadow register)
  drain: shifted                   # shifted | overlapped (os only)
scratchpad:
  ifmap:  {size: 64 KiB, banks: 16, bank_width: 1 B, halves: 2}
  weight: {size: 64 KiB, banks: 16, bank_width: 1 B, halves: 2}
  ofmap:  {size: 64 KiB, banks: 16, bank_width: 4 B, halves: 2}
dram: {model: bandwidth, bandwidth: 12.8 GB/s, latency: 60 ns, burst: 64 B}   # ideal | bandwidth | timing (+ preset: lpddr4-3200 …)
vector: {lanes: 16}
energy: energy/28nm.yaml
mapping: {tiling: auto, objective: cycles}        # cycles | traffic | energy, or fixed tile sizes
)";

}  // namespace

TEST_CASE("a complete config fills in every part of the chip", "[CFG]") {
  const models::Chip chip = chip_from(kExample);
  CHECK(chip.name == "edge16");
  CHECK(chip.clock == models::Hertz{800'000'000});
  CHECK(chip.technology_nm == 28);
  CHECK(chip.array.rows == 16);
  CHECK(chip.array.cols == 16);
  CHECK(chip.array.dataflow == models::Dataflow::ws);
  CHECK(chip.array.accumulator.bits == 32);
  CHECK(chip.array.accumulator.overflow == models::Overflow::saturate);
  CHECK(chip.scratchpad.ofmap.bank_width == models::Bytes{4});
  CHECK(chip.scratchpad.ofmap.width() == models::Bytes{64});
  CHECK(chip.dram.bandwidth == models::BytesPerSecond{12'800'000'000});
  CHECK(chip.dram.latency == models::Picoseconds{60'000});
  CHECK(chip.vector.lanes == 16);
  CHECK(chip.energy_table == "energy/28nm.yaml");
  CHECK_FALSE(chip.mapping.tile.has_value());
}
