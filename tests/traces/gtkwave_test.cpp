#include <catch2/catch.hpp>

#include <cmath>
#include <sstream>

#include "traces/gtkwave.hpp"

namespace {

std::string save_file(const systole::traces::GtkwaveOptions& options) {
  std::ostringstream out;
  systole::traces::write_gtkwave(out, options);
  return out.str();
}

}  // namespace

TEST_CASE("a save file names dump and itself in one directory, so that both may move", "[H2]") {
  const auto text = save_file({});
  CHECK(text.find("[dumpfile] \"/run/waves.vcd\"\n[savefile] \"/run/waves.gtkw\"\n") != std::string::npos);
}

TEST_CASE("a save file groups a unit's states as binary wires", "[H2]") {
  // TR_GRP_BEGIN | TR_BLANK, TR_BIN | TR_RJUSTIFY, TR_GRP_END | TR_BLANK
  CHECK(save_file({}).find("@800200\n-store\n"
                           "@28\naccelerator.store.idle\n"
                           "[color] 4\n@28\naccelerator.store.busy\n"
                           "[color] 1\n@28\naccelerator.store.wait_dram\n"
                           "[color] 2\n@28\naccelerator.store.wait_buffer\n"
                           "@1000200\n-store\n") != std::string::npos);
}

TEST_CASE("a save file draws an occupancy as decimal steps over several rows", "[H2]") {
  // TR_ANALOG_STEP | TR_DEC | TR_RJUSTIFY; TR_ANALOG_BLANK_STRETCH
  CHECK(save_file({}).find("@8024\naccelerator.ifmap.occupancy[63:0]\n@20000\n-\n-\n-\n") != std::string::npos);
  CHECK(save_file({}).find("@24\naccelerator.sequencer.layer[31:0]\n") != std::string::npos);
}

TEST_CASE("a save file of chosen modules shows only these", "[H2]") {
  systole::traces::GtkwaveOptions options;
  options.modules = {systole::traces::Module::dram};
  const auto text = save_file(options);
  CHECK(text.find("accelerator.dram.read_in_flight[63:0]") != std::string::npos);
  CHECK(text.find("accelerator.load") == std::string::npos);
}

TEST_CASE("a save file zooms so that the whole window shows", "[H2]") {
  systole::traces::GtkwaveOptions options;
  options.begin = 5'000;
  options.end = 5'000 + 4 * 1024;  // four frames of 2^10 units
  const auto text = save_file(options);
  CHECK(text.find("[timestart] 5000\n") != std::string::npos);
  CHECK(text.find("*-10.000000 -1\n") != std::string::npos);
}

TEST_CASE("a save file shows PEs by row in closed groups: operands as signed numbers, sums as steps", "[H2]") {
  systole::traces::GtkwaveOptions options;
  options.pes = systole::traces::PeWindow{2, 2, 8, 9, 16, {}};
  const auto text = save_file(options);
  // TR_GRP_BEGIN | TR_CLOSED | TR_BLANK; TR_SIGNED | TR_RJUSTIFY, with TR_ANALOG_STEP; TR_ANALOG_BLANK_STRETCH
  const auto row = text.find(
      "@c00200\n-row 1\n"
      "@420\naccelerator.array.pe_1_0.a[7:0]\n"
      "@420\naccelerator.array.pe_1_0.b[8:0]\n"
      "@8420\naccelerator.array.pe_1_0.acc[15:0]\n@20000\n-\n-\n-\n"
      "@420\naccelerator.array.pe_1_1.a[7:0]\n");
  REQUIRE(row != std::string::npos);
  // TR_GRP_END | TR_CLOSED | TR_COLLAPSED | TR_BLANK, then the end of the module.
  CHECK(text.find("@1401200\n-row 1\n@1000200\n-array\n") > row);
  CHECK(text.find("-array\n") < text.find("@c00200\n-row 0\n"));
  CHECK(save_file({}).find("pe_") == std::string::npos);
}

TEST_CASE("a save file of more than 256 PEs lists those of the diagonal", "[H2]") {
  systole::traces::GtkwaveOptions options;
  options.pes = systole::traces::PeWindow{16, 16, 8, 8, 32, {}};
  CHECK(save_file(options).find("pe_15_0.a[7:0]") != std::string::npos);
  options.pes->rows = 17;
  const auto text = save_file(options);
  CHECK(text.find("@c00200\n-diagonal\n") != std::string::npos);
  CHECK(text.find("pe_15_15.acc[31:0]") != std::string::npos);
  CHECK(text.find("pe_15_0.") == std::string::npos);
  CHECK(text.find("pe_16_") == std::string::npos);
}
