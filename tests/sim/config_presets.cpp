#include <map>

#include "models/cim/timing.hpp"
#include "tests/sim/config_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

models::Chip preset(const std::string& name) {
  return sim::load_chip((source_directory() / "configs/accelerators" / (name + ".yaml")).string(), {}).chip;
}

}  // namespace

TEST_CASE("every preset is named like its file and says what it stands for", "[CFG]") {
  CHECK(preset_files().size() >= 6);
  for (const auto& file : preset_files()) {
    INFO(file);
    const models::Chip chip = sim::load_chip(file.string(), {}).chip;
    CHECK(chip.name == file.stem().string());
    CHECK(chip.stands_for.size() > 20);
  }
}

TEST_CASE("every preset's scratchpads keep up with the edges of its array", "[CFG]") {
  for (const auto& file : preset_files()) {
    INFO(file);
    const models::Chip chip = sim::load_chip(file.string(), {}).chip;
    const models::ArrayConfig& array = chip.array;
    CHECK(chip.scratchpad.ifmap.width() >= storage(array.activation) * array.rows);
    CHECK(chip.scratchpad.weight.width() >= storage(array.weight) * array.cols);
    CHECK(chip.scratchpad.ofmap.width() >= array.accumulator.storage() * array.cols);
    CHECK(chip.vector.lanes >= array.cols);
  }
}

TEST_CASE("tpu_v1 has the figures of the ISCA 2017 paper", "[CFG]") {
  const models::Chip chip = preset("tpu_v1");
  // 92 TOP/s = 2 * 65,536 MACs * 700 MHz.
  CHECK(2 * chip.array.rows * chip.array.cols * chip.clock.count() / 1'000'000'000'000 == 91);
  CHECK(chip.scratchpad.ifmap.size == models::Bytes{24 * 1024 * 1024});
  // 4096 accumulator rows of 256 sums of 32 bits.
  CHECK(chip.scratchpad.ofmap.size == models::Bytes{4096 * 256 * 4});
  CHECK(chip.dram.bandwidth == models::BytesPerSecond{34'000'000'000});
  // One half of the weight FIFO is one tile of the array.
  CHECK(chip.scratchpad.weight.size.count() / chip.scratchpad.weight.halves == chip.array.rows * chip.array.cols);
}

TEST_CASE("scalesim_default moves ten bytes a cycle in scalesim accounting", "[CFG][D2]") {
  const models::Chip chip = preset("scalesim_default");
  CHECK(chip.array.timing == models::ArrayTiming::scalesim);
  CHECK(chip.dram.bandwidth.count() / chip.clock.count() == 10);
  CHECK(chip.dram.latency == models::Picoseconds{0});
}

TEST_CASE("eyeriss_like has the resources of the JSSC 2017 paper", "[CFG]") {
  const models::Chip chip = preset("eyeriss_like");
  CHECK(chip.array.rows * chip.array.cols == 168);
  const models::Scratchpad& pad = chip.scratchpad;
  CHECK(pad.ifmap.size + pad.weight.size + pad.ofmap.size == models::Bytes{108 * 1024});
  CHECK(pad.ifmap.banks + pad.ofmap.banks == 25);
}

TEST_CASE("norflash28 is edge32 with the macros of the specification, and mythic_like comes to 24 TOPS", "[CFG][J6]") {
  models::Chip nor = preset("norflash28");
  const models::Chip edge = preset("edge32");
  CHECK(nor.array == edge.array);
  CHECK(nor.scratchpad == edge.scratchpad);
  CHECK(nor.dram == edge.dram);
  CHECK(nor.vector == edge.vector);
  CHECK(nor.clock == edge.clock);
  models::CimEngine engine;
  engine.macros = 72;
  engine.arithmetic.noise.ref_bits = 10;
  CHECK(*nor.cim == engine);
  const models::Chip mythic = preset("mythic_like");
  const models::CimPassTiming timing{*mythic.cim, mythic.clock};
  const double operations = 2.0 * 1024 * 1024 * static_cast<double>(mythic.cim->macros);
  CHECK(operations / (static_cast<double>(timing.vector().count()) * 1e-12) == Approx(24.4e12).epsilon(0.01));
  CHECK(mythic.technology_nm == 40);
}
