// What a layer's actions cost, and that they add up.
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "models/energy/actions.hpp"
#include "models/errors.hpp"
#include "tests/support/energy_figures.hpp"

using namespace systole::models;
using systole::tests::round_chip;
using systole::tests::round_figures;

namespace {

/// A 16 x 16 x 16 GEMM on the round chip, all in one tile: what anyone counts by hand.
LayerResult small_gemm() {
  LayerResult layer;
  layer.engine = "array";
  layer.macs = 4096;
  layer.sram = {Bytes{256}, Bytes{256}, Bytes{0}, Bytes{1024}};
  layer.dram = {Bytes{256}, Bytes{256}, Bytes{0}, Bytes{0}, Bytes{256}};
  layer.lanes = {256, 256};
  return layer;
}

LayerResult any_layer() {
  const auto count = [] { return *rc::gen::inRange<std::int64_t>(0, 1'000'000'000); };
  const auto bytes = [&] { return Bytes{count()}; };
  LayerResult layer;
  layer.engine = "array";
  layer.macs = count();
  layer.sram = {bytes(), bytes(), bytes(), bytes()};
  layer.dram = {bytes(), bytes(), bytes(), bytes(), bytes()};
  layer.lanes = {count(), count()};
  return layer;
}

}  // namespace

TEST_CASE("the energy of a small GEMM, by hand", "[D9][D4]") {
  const UnitCosts costs = unit_costs(round_figures(), round_chip());
  const EnergyBreakdown energy = energy_of(actions_of(small_gemm()), costs);
  CHECK(energy[Component::multiply_add] == Approx(4096 * (0.2 + 0.12)));
  CHECK(energy[Component::registers] == Approx(4096 * 40 * 0.01));
  // Each byte is written by the DMA and read by the array, at 0.4 pJ.
  CHECK(energy[Component::ifmap_sram] == Approx(2 * 256 * 0.4));
  CHECK(energy[Component::weight_sram] == Approx(2 * 256 * 0.4));
  // Sums of four bytes go in, results of one byte are stored.
  CHECK(energy[Component::ofmap_sram] == Approx((1024 + 256) * 0.4));
  CHECK(energy[Component::dram] == Approx(3 * 256 * 8 * 8));
  CHECK(energy[Component::vector] == Approx(256 * (3.2 + 0.12)));
  CHECK(energy[Component::cim_adc] == 0);
  CHECK(energy.total() == Approx(1310.72 + 1638.4 + 204.8 + 204.8 + 512 + 49152 + 849.92));
}

TEST_CASE("multiply-accumulates of the vector unit are not the array's", "[D9]") {
  LayerResult layer = small_gemm();
  layer.engine = "vector";
  const UnitCosts costs = unit_costs(round_figures(), round_chip());
  CHECK(energy_of(actions_of(layer), costs)[Component::multiply_add] == 0);
  CHECK(energy_of(actions_of(layer), costs)[Component::registers] == 0);
}

TEST_CASE("a layer that costs nothing takes no energy", "[D9]") {
  LayerResult layer;
  layer.engine = "view";
  CHECK(energy_of(actions_of(layer), unit_costs(round_figures(), round_chip())).total() == 0);
}

TEST_CASE("the energy of a sum of actions is the sum of their energies", "[D9]") {
  const UnitCosts costs = unit_costs(round_figures(), round_chip());
  rc::prop("for each component", [&costs] {
    const LayerResult a = any_layer();
    const LayerResult b = any_layer();
    Actions both = actions_of(a);
    both += actions_of(b);
    EnergyBreakdown sum = energy_of(actions_of(a), costs);
    sum += energy_of(actions_of(b), costs);
    for (const ComponentName& name : kComponentNames)
      RC_ASSERT(energy_of(both, costs)[name.component] == Approx(sum[name.component]).epsilon(1e-12));
  });
}

TEST_CASE("the energy of moving is that of the memories", "[D9]") {
  const UnitCosts costs = unit_costs(round_figures(), round_chip());
  rc::prop("scratchpads and DRAM", [&costs] {
    const LayerResult layer = any_layer();
    const EnergyBreakdown energy = energy_of(actions_of(layer), costs);
    const double memories = energy[Component::ifmap_sram] + energy[Component::weight_sram] +
                            energy[Component::ofmap_sram] + energy[Component::dram];
    RC_ASSERT(moving_energy(layer.sram, layer.dram, costs.byte) == Approx(memories).epsilon(1e-12));
  });
}
