// The area of a chip.
#include <catch2/catch.hpp>

#include "models/energy/chip_area.hpp"
#include "tests/support/energy_figures.hpp"

using namespace systole::models;
using systole::tests::round_chip;
using systole::tests::round_figures;

TEST_CASE("the area of a small chip, by hand", "[D9]") {
  const Area area = area_of(round_figures(), round_chip());
  REQUIRE(area.parts.size() == 6);
  CHECK(area.parts[0].um2 == Approx(256 * (300 + 160)));       // multipliers of 8 bits, adders of 32
  CHECK(area.parts[1].um2 == Approx(256 * (8 + 8 + 32) * 6));  // activation, weight, sum
  for (std::size_t i = 2; i < 5; ++i) CHECK(area.parts[i].um2 == Approx(26000));
  CHECK(area.parts[5].um2 == Approx(16 * (4800 + 160)));  // lanes of 32 bits
  CHECK(area.um2() == Approx(117760 + 73728 + 78000 + 79360));
  CHECK_FALSE(area.not_counted.empty());
}

TEST_CASE("a shadow doubles the register of the operand that stays", "[D3]") {
  ArrayConfig array;
  CHECK(register_bits(array) == 8 + 8 + 32);
  array.weight_load = WeightLoad::overlapped;
  CHECK(register_bits(array) == 8 + 2 * 8 + 32);
  array.hop_registers = 2;
  CHECK(register_bits(array) == 2 * 8 + 2 * 8 + 2 * 32);
  array.dataflow = Dataflow::os;
  array.weight_load = WeightLoad::serial;
  array.drain = Drain::overlapped;
  CHECK(register_bits(array) == 2 * 8 + 2 * 8 + 2 * 32);
  array.drain = Drain::shifted;
  CHECK(register_bits(array) == 2 * 8 + 2 * 8 + 32);
}
