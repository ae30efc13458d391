// The shipped tables of energies hold the published figures, and what they derive from them is derived by the formula
// that they state.
#include <cmath>

#include "models/energy/actions.hpp"
#include "models/energy/chip_area.hpp"
#include "sim/config/energy_reader.hpp"
#include "sim/files/shipped.hpp"
#include "tests/sim/config_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

models::EnergyTable shipped(int node) {
  const std::string name = std::to_string(node) + "nm";
  const std::string file = (source_directory() / "configs/energy" / (name + ".yaml")).string();
  return sim::read_energy_table(workloads::read_document(file), name);
}

/// What a power of the node gives between two published figures.
double between(double node, double low_node, double low, double high_node, double high) {
  return low * std::pow(node / low_node, std::log(high / low) / std::log(high_node / low_node));
}

/// The files hold four digits.
Approx four_digits(double value) {
  return Approx(value).epsilon(0.0005);
}

constexpr int kNodes[] = {22, 28, 40};

struct Macro {
  double pj22, pj32, pj45, mm22, mm32, mm45;
};
// CACTI 7, itrs-lop, reads of 64 bits: 8, 64, 256 KiB and 1 MiB.
constexpr Macro kMacros[] = {{1.4, 2.2, 3.2, 0.0068, 0.0145, 0.026},
                             {3.5, 5.3, 13.1, 0.0586, 0.124, 0.209},
                             {7.0, 10.3, 20.3, 0.208, 0.441, 0.872},
                             {12.8, 18.4, 41.8, 0.813, 1.72, 3.26}};

}  // namespace

TEST_CASE("multipliers and adders lie between Horowitz at 45 nm and Jouppi at 7 nm", "[D9]") {
  for (const int node : kNodes) {
    CAPTURE(node);
    const models::EnergyTable table = shipped(node);
    CHECK(table.technology_nm == node);
    CHECK(models::multiplier(table, 8).pj == four_digits(between(node, 45, 0.2, 7, 0.07)));
    CHECK(models::multiplier(table, 32).pj == four_digits(between(node, 45, 3.1, 7, 1.48)));
    CHECK(models::adder(table, 8).pj == four_digits(between(node, 45, 0.03, 7, 0.007)));
    CHECK(models::adder(table, 32).pj == four_digits(between(node, 45, 0.1, 7, 0.03)));
    CHECK(models::adder(table, 48).pj == four_digits(1.5 * between(node, 45, 0.1, 7, 0.03)));
    CHECK(models::multiplier(table, 8).um2 == four_digits(282 * std::pow(node / 45.0, 2)));
    CHECK(models::multiplier(table, 32).um2 == four_digits(3495 * std::pow(node / 45.0, 2)));
    CHECK(models::adder(table, 32).um2 == four_digits(137 * std::pow(node / 45.0, 2)));
    const double as_adder = std::log(0.1 / 0.03) / std::log(45.0 / 7);
    CHECK(table.register_bit->pj == four_digits(0.009 * std::pow(node / 40.0, as_adder)));
    CHECK(table.register_bit->um2 == four_digits(5.98 * std::pow(node / 40.0, 2)));
  }
}

TEST_CASE("memory macros are CACTI's at 22 nm, and between its nodes at 28 and 40", "[D9]") {
  const models::EnergyTable at22 = shipped(22);
  const models::EnergyTable at28 = shipped(28);
  const models::EnergyTable at40 = shipped(40);
  REQUIRE(at22.sram.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CAPTURE(i);
    const Macro& macro = kMacros[i];
    constexpr std::int64_t kKiB[] = {8, 64, 256, 1024};
    for (const models::EnergyTable* table : {&at22, &at28, &at40}) {
      CHECK(table->sram[i].capacity == models::Bytes{kKiB[i] * 1024});
      CHECK(table->sram[i].word_bits == 64);
      const models::SramMacro found = models::sram_macro(*table, table->sram[i].capacity, "x");
      CHECK(found.pj_per_bit == table->sram[i].pj / 64);
      CHECK(found.um2 == table->sram[i].um2);
    }
    CHECK(at22.sram[i].pj == macro.pj22);
    CHECK(at22.sram[i].um2 == Approx(macro.mm22 * 1e6));
    CHECK(at28.sram[i].pj == four_digits(between(28, 22, macro.pj22, 32, macro.pj32)));
    CHECK(at28.sram[i].um2 == four_digits(1e6 * between(28, 22, macro.mm22, 32, macro.mm32)));
    CHECK(at40.sram[i].pj == four_digits(between(40, 32, macro.pj32, 45, macro.pj45)));
    CHECK(at40.sram[i].um2 == four_digits(1e6 * between(40, 32, macro.mm32, 45, macro.mm45)));
  }
}

TEST_CASE("DRAM costs what Accelergy's plug-in says, at every node", "[D9]") {
  for (const int node : kNodes) {
    const models::EnergyTable table = shipped(node);
    const auto pj = [&](models::DramTechnology technology) {
      return table.dram[static_cast<std::size_t>(technology)]->pj_per_bit;
    };
    CHECK(pj(models::DramTechnology::lpddr4) == 8);
    CHECK(pj(models::DramTechnology::ddr3) == 70);
    CHECK(pj(models::DramTechnology::gddr5) == 14);
    CHECK(pj(models::DramTechnology::hbm2) == 3.9);
  }
}

TEST_CASE("ADCs are the survey's at 28 nm, and scale to other nodes as the one of 10 bits", "[D9]") {
  constexpr models::Hertz kRate{100'000'000};
  struct Adc {
    int bits;
    double pj, um2;
  };
  for (const Adc& adc : {Adc{8, 1.33, 3200}, Adc{10, 2.57, 3896}, Adc{11, 7.23, 5306}, Adc{12, 22.6, 7462}}) {
    CAPTURE(adc.bits);
    CHECK(models::adc_of(shipped(28), adc.bits, kRate).pj == adc.pj);
    CHECK(models::adc_of(shipped(28), adc.bits, kRate).um2 == adc.um2);
    CHECK(models::adc_of(shipped(40), adc.bits, kRate).pj == four_digits(adc.pj * 5.03 / 2.57));
    CHECK(models::adc_of(shipped(22), adc.bits, kRate).pj == four_digits(adc.pj * 1.64 / 2.57));
    CHECK(models::adc_of(shipped(40), adc.bits, kRate).um2 == four_digits(adc.um2 * 6786 / 3896));
  }
  CHECK(models::adc_of(shipped(40), 10, kRate).pj == 5.03);
  CHECK(models::adc_of(shipped(22), 10, kRate).um2 == 2678);
}

TEST_CASE("a finer node never costs more, and everything has a source", "[D9]") {
  for (const int node : kNodes) {
    const models::EnergyTable table = shipped(node);
    std::vector<std::string> sources{table.register_bit->source, table.dac->source, table.cell->source};
    for (const auto& figure : table.multiply) sources.push_back(figure.source);
    for (const auto& figure : table.add) sources.push_back(figure.source);
    for (const auto& figure : table.sram) sources.push_back(figure.source);
    for (const auto& figure : table.adc) sources.push_back(figure.source);
    for (const auto& figure : table.dram)
      if (figure) sources.push_back(figure->source);
    CHECK(sources.size() == 3 + 2 + 3 + 4 + 4 + 4);
    for (const std::string& source : sources) CHECK(source.size() > 20);
  }
  for (const double bits : {8.0, 16.0, 32.0}) {
    CHECK(models::multiplier(shipped(22), bits).pj < models::multiplier(shipped(28), bits).pj);
    CHECK(models::multiplier(shipped(28), bits).pj < models::multiplier(shipped(40), bits).pj);
  }
  for (const std::int64_t kib : {4, 8, 50, 300, 1024}) {
    const auto pj = [kib](int node) {
      return models::sram_macro(shipped(node), models::Bytes{kib * 1024}, "x").pj_per_bit;
    };
    CHECK(pj(22) < pj(28));
    CHECK(pj(28) < pj(40));
  }
}

TEST_CASE("a byte of DRAM costs hundreds of INT8 multiply-adds", "[D9]") {
  // Horowitz: 640 pJ for 32 bits of DRAM against 3.1 pJ for a multiplication of 32 bits, 200 times.
  const models::Chip chip = sim::load_chip(sim::find_file(sim::Shelf::accelerators, "edge16"), {}).chip;
  const models::UnitCosts costs = models::unit_costs(shipped(28), chip);
  CHECK(costs.byte.dram / costs.multiply_add > 100);
  CHECK(costs.byte.dram / costs.multiply_add < 400);
}

TEST_CASE("the default macro at 28 nm takes about 18 fJ a MAC, and its ADCs seven times the area of its cells",
          "[D9]") {
  models::Chip chip = sim::load_chip(sim::find_file(sim::Shelf::accelerators, "edge16"), {}).chip;
  chip.cim.emplace();
  const models::EnergyTable table = shipped(28);
  // A vector through one full array: 1,024 codes in, 1,024 sums out in four bytes each, on the way to and from
  // scratchpads.
  models::LayerResult layer;
  layer.engine = "cim";
  layer.cim.emplace();
  layer.cim->dac_conversions = layer.cim->adc_conversions = layer.cim->shift_adds = 3 * 1024;
  layer.cim->cell_reads = 3 * 1024 * 1024;
  layer.sram.ifmap_read = models::Bytes{2 * 1024};
  layer.sram.ofmap_write = models::Bytes{4 * 1024};
  const double pj = models::energy_of(models::actions_of(layer), models::unit_costs(table, chip)).total();
  const double fj_a_mac = 1000 * pj / (1024.0 * 1024);
  CHECK(fj_a_mac == Approx(18).epsilon(0.1));
  CHECK(2 / fj_a_mac * 1000 == Approx(111).epsilon(0.1));  // TOPS/W at array level
  double cells = 0;
  double adcs = 0;
  for (const models::AreaPart& part : models::area_of(table, chip).parts) {
    if (part.name == "CIM cells") cells = part.um2;
    if (part.name == "CIM ADCs") adcs = part.um2;
  }
  CHECK(adcs / cells == Approx(7).epsilon(0.1));
}

TEST_CASE("every preset with a table has all that it needs in it; the others say nothing of energy", "[D9]") {
  for (const auto& file : preset_files()) {
    INFO(file);
    const sim::LoadedChip loaded = sim::load_chip(file.string(), {});
    CHECK(loaded.energy.has_value() == !loaded.chip.energy_table.empty());
    if (!loaded.energy) continue;
    CHECK(loaded.energy->technology_nm == loaded.chip.technology_nm);
    CHECK_NOTHROW(models::unit_costs(*loaded.energy, loaded.chip));
    CHECK(models::area_of(*loaded.energy, loaded.chip).um2() > 0);
  }
}
