// What the actions of a CIM macro cost, with the published figures of a 28 nm one.
#include <algorithm>
#include <catch2/catch.hpp>

#include "models/energy/actions.hpp"
#include "models/energy/chip_area.hpp"
#include "models/errors.hpp"
#include "tests/support/energy_figures.hpp"

using namespace systole::models;
using systole::tests::round_chip;
using systole::tests::round_figures;

namespace {

Chip cim_chip() {
  Chip chip = round_chip();
  chip.cim.emplace();
  return chip;
}

std::string refusal(const EnergyTable& table, const Chip& chip) {
  try {
    unit_costs(table, chip);
  } catch (const UserError& error) {
    return error.what();
  }
  return "none";
}

double area_part(const Area& area, const std::string& name) {
  for (const AreaPart& part : area.parts)
    if (part.name == name) return part.um2;
  return 0;
}

constexpr Hertz kRate{100'000'000};

}  // namespace

TEST_CASE("a cell's read takes voltage times current times settle time, a weight's twice that", "[D9]") {
  Chip chip = cim_chip();
  // 0.5 V · 50 nA · 50 ns = 1.25 fJ.
  CHECK(unit_costs(round_figures(), chip).cim.cell_pair == Approx(2.5e-3));
  chip.cim->settle = Picoseconds{100'000};
  CHECK(unit_costs(round_figures(), chip).cim.cell_pair == Approx(5e-3));
}

TEST_CASE("an ADC between two of the table multiplies its energy by the same factor a bit", "[D9]") {
  const EnergyTable table = round_figures();
  CHECK(adc_of(table, 8, kRate).pj == 1);
  CHECK(adc_of(table, 9, kRate).pj == Approx(2));
  CHECK(adc_of(table, 10, kRate).pj == 4);
  CHECK(adc_of(table, 9, kRate).um2 == Approx(1100));
}

TEST_CASE("beyond the table an ADC costs half a bit below, four times a bit above", "[D9]") {
  const EnergyTable table = round_figures();
  CHECK(adc_of(table, 7, kRate).pj == Approx(0.5));
  CHECK(adc_of(table, 5, kRate).pj == Approx(0.125));
  CHECK(adc_of(table, 11, kRate).pj == Approx(16));
  CHECK(adc_of(table, 12, kRate).pj == Approx(64));
  CHECK(adc_of(table, 11, kRate).um2 == Approx(1331));
  CHECK(adc_of(table, 7, kRate).um2 == Approx(1000 / 1.1));
}

TEST_CASE("an ADC that is faster than the table's is an error; one as fast is not", "[D9]") {
  Chip chip = cim_chip();
  CHECK(refusal(round_figures(), chip) == "none");
  chip.cim->adc_rate = Hertz{100'000'001};
  CHECK(refusal(round_figures(), chip) ==
        "'round.yaml': 'cim.adc' makes up to 100000000 conversions a second, but 'cim.adc.rate' is 100000001 Hz");
}

TEST_CASE("a DAC's code is the wider of both passes', the LSB's with its gain", "[D9]") {
  CimConfig config;
  CHECK(dac_bits(config) == 6);  // 6 + 4 bits, gain 4: 6 bits each
  config.lsb_gain_shift = 4;
  CHECK(dac_bits(config) == 8);
  config.mode = CimMode::single_pass;
  config.lsb_gain_shift = 0;
  CHECK(dac_bits(config) == 8);
  Chip chip = cim_chip();
  chip.cim->arithmetic.lsb_gain_shift = 5;
  CHECK(refusal(round_figures(), chip) ==
        "'round.yaml': 'cim.dac' converts up to 8 bits, but the chip's DACs get codes of 9");
}

TEST_CASE("a chip with macros needs the figures of macros", "[D9]") {
  const Chip chip = cim_chip();
  EnergyTable table = round_figures();
  table.cell.reset();
  CHECK(refusal(table, chip) == "'round.yaml' lacks 'cim.cell', which the chip's CIM macros need");
  table = round_figures();
  table.dac.reset();
  CHECK(refusal(table, chip) == "'round.yaml' lacks 'cim.dac', which the chip's CIM macros need");
  table = round_figures();
  table.adc.clear();
  CHECK(refusal(table, chip) == "'round.yaml' lacks 'cim.adc', which the chip's CIM macros need");
}

TEST_CASE("the energy of a vector through one array, by hand", "[D9]") {
  LayerResult layer;
  layer.engine = "cim";
  layer.cim.emplace();
  // 1,024 rows and columns, two MSB samples and the LSB pass.
  layer.cim->dac_conversions = 3 * 1024;
  layer.cim->adc_conversions = 3 * 1024;
  layer.cim->cell_reads = 3 * 1024 * 1024;
  layer.cim->shift_adds = 3 * 1024;
  const EnergyBreakdown energy = energy_of(actions_of(layer), unit_costs(round_figures(), cim_chip()));
  CHECK(energy[Component::cim_dac] == Approx(3072 * 0.29));
  CHECK(energy[Component::cim_adc] == Approx(3072 * 4.0));
  CHECK(energy[Component::cim_cells] == Approx(3145728 * 2.5e-3));
  CHECK(energy[Component::cim_digital] == Approx(3072 * 0.12));
  CHECK(energy[Component::multiply_add] == 0);
}

TEST_CASE("the area of macros is that of their parts", "[D9]") {
  Chip chip = cim_chip();
  chip.cim->macros = 3;
  const Area area = area_of(round_figures(), chip);
  CHECK(area_part(area, "CIM cells") == Approx(3 * 1024.0 * 1024 * 2 * 0.035));
  CHECK(area_part(area, "CIM DACs") == Approx(3 * 1024.0 * 438));
  CHECK(area_part(area, "CIM ADCs") == Approx(3 * 128.0 * 1210));
  CHECK(area_part(area, "CIM shift-adds") == Approx(3 * 128.0 * 160));
  chip.cim->arithmetic.rows.reset();
  CHECK(area_part(area_of(round_figures(), chip), "CIM cells") == 0);
  const auto not_counted = area_of(round_figures(), chip).not_counted;
  CHECK(std::count(not_counted.begin(), not_counted.end(), "CIM cells and DACs (rows: unlimited)") == 1);
}
