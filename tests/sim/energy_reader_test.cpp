// Tables of energies are read strictly.
#include "sim/config/energy_reader.hpp"
#include "tests/sim/config_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

constexpr const char* kTable = R"(technology: 28 nm
multiply:
  - {bits: 8, energy: 0.2 pJ, area: 300 um2, source: test}
  - {bits: 32, energy: 3.2 pJ, area: 4800 um2, source: test}
register: {energy: 0.01 pJ, area: 6 um2, source: test}
dram:
  lpddr4: {energy_per_bit: 8 pJ, source: test}
)";

std::string complaint(const std::string& text) {
  try {
    sim::read_energy_table(workloads::parse_document(text, "t.yaml"), "t.yaml");
  } catch (const models::UserError& error) {
    return error.what();
  }
  return "none";
}

/// The complaint about the table with one text replaced.
std::string complaint(const std::string& from, const std::string& to) {
  std::string text = kTable;
  text.replace(text.find(from), from.size(), to);
  return complaint(text);
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a table says what it holds, and lacks the rest", "[D9]") {
  const models::EnergyTable table = sim::read_energy_table(workloads::parse_document(kTable, "t.yaml"), "t.yaml");
  CHECK(table.file == "t.yaml");
  CHECK(table.multiply.at(1).um2 == 4800);
  CHECK(table.multiply.at(1).source == "test");
  CHECK(table.register_bit->pj == 0.01);
  CHECK(table.add.empty());
  CHECK(table.sram.empty());
  CHECK_FALSE(table.cell.has_value());
  CHECK_FALSE(table.dram[static_cast<std::size_t>(models::DramTechnology::hbm2)].has_value());
}

TEST_CASE("a key that no table has is an error with its place and the nearest name", "[D9]") {
  const std::string text = complaint("register:", "registers:");
  CHECK(holds(text, "t.yaml:5:1: error[C004]: unknown key 'registers'"));
  CHECK(holds(text, "did you mean 'register'?"));
  CHECK(holds(complaint("lpddr4:", "lpddr5:"), "unknown key 'dram.lpddr5'"));
  CHECK(holds(complaint("area: 6 um2", "size: 6 um2"), "unknown key 'register.size'"));
}

TEST_CASE("a figure without a source is an error", "[D9]") {
  const std::string text = complaint("area: 6 um2, source: test", "area: 6 um2");
  CHECK(holds(text, "error[C005]: 'register' lacks 'source'"));
  CHECK(holds(text, "every figure says where it comes from"));
}

TEST_CASE("an entry lacks none of its figures", "[D9]") {
  CHECK(holds(complaint("{bits: 32, ", "{"), "'multiply[1]' lacks 'bits'"));
  CHECK(holds(complaint("technology: 28 nm\n", ""), "the key 'technology' is missing"));
}

TEST_CASE("duplicate keys are errors", "[D9]") {
  CHECK(holds(complaint("dram:", "register: {energy: 1 pJ, area: 1 um2, source: test}\ndram:"), "error[C003]"));
}

TEST_CASE("energies carry their unit", "[D9]") {
  CHECK(holds(complaint("0.01 pJ", "0.01"), "error[C008]: 'register.energy' is '0.01' without a unit"));
  CHECK(holds(complaint("0.01 pJ", "0.01 nJ"), "error[C008]: 'register.energy' is in 'nJ'"));
  CHECK(holds(complaint("0.01 pJ", "-1 pJ"), "error[C009]"));
  CHECK(holds(complaint("0.01 pJ", "0 pJ"), "error[C009]"));
  CHECK(holds(complaint("0.01 pJ", "1e-2 pJ"), "error[C007]"));
  CHECK(holds(complaint("0.01 pJ", "[1, 2]"), "error[C006]"));
}

TEST_CASE("lists are in order and have two entries at least", "[D9]") {
  CHECK(holds(complaint("bits: 32", "bits: 8"), "error[C013]: 'multiply' is not in ascending order"));
  CHECK(holds(complaint("  - {bits: 32, energy: 3.2 pJ, area: 4800 um2, source: test}\n", ""),
              "error[C006]: 'multiply' is not a list of two entries or more"));
}

TEST_CASE("a table for another node than the chip's is an error that names both", "[D9]") {
  const std::string file = (source_directory() / "configs/accelerators/edge16.yaml").string();
  try {
    sim::load_chip(file, {"technology=22 nm"});
    FAIL("no error");
  } catch (const models::UserError& error) {
    CHECK(holds(error.what(), "'technology' is 22 nm, but 'energy/28nm.yaml' is a table for 28 nm"));
  }
  CHECK_NOTHROW(sim::load_chip(file, {"technology=22 nm", "energy=energy/22nm.yaml"}));
  CHECK_NOTHROW(sim::load_chip(file, {"energy=28nm"}));
}

TEST_CASE("a table that is nowhere is an error that says how to see what ships", "[D9]") {
  const std::string file = (source_directory() / "configs/accelerators/edge16.yaml").string();
  try {
    sim::load_chip(file, {"energy=27nm"});
    FAIL("no error");
  } catch (const models::UserError& error) {
    CHECK(holds(error.what(), "no table '27nm'"));
    CHECK(holds(error.what(), "systole list tables"));
  }
}

TEST_CASE("a table is looked for beside the config first", "[D9]") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "energy");
  std::string text = kTable;
  text.replace(text.find("0.01"), 4, "0.77");
  write_text(directory / "energy/28nm.yaml", text);
  write_text(directory / "chip.yaml", good_config() + "energy: energy/28nm.yaml\n");
  const sim::LoadedChip loaded = sim::load_chip((directory / "chip.yaml").string(), {});
  REQUIRE(loaded.energy.has_value());
  CHECK(loaded.energy->register_bit->pj == 0.77);
}

TEST_CASE("objective energy needs a table", "[D5]") {
  CHECK(error_code([] { chip_from(good_config() + "mapping: {objective: energy}\n"); }) == "C005");
}
