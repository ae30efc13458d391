#include "sim/run/run_energy.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/energy/actions.hpp"
#include "models/energy/chip_area.hpp"
#include "models/errors.hpp"

namespace systole::sim {

namespace {

void check_equal(std::string_view what, double sum, double whole) {
  // Sums of doubles, of thousands of layers.
  constexpr double kRounding = 1e-9;
  if (std::abs(sum - whole) <= kRounding * std::max(1.0, std::abs(whole))) return;
  throw models::ModelError("energy of " + std::string{what} + ": layers add up to " + std::to_string(sum) +
                           " pJ, all actions together cost " + std::to_string(whole) + " pJ");
}

}  // namespace

void add_energy(models::RunResult& result, const models::EnergyTable& table, const models::Chip& chip) {
  const models::UnitCosts costs = models::unit_costs(table, chip);
  for (models::LayerResult& layer : result.layers) layer.energy = models::energy_of(models::actions_of(layer), costs);
  result.area = models::area_of(table, chip);
  result.energy_table = chip.energy_table;
  if (chip.dram.technology == models::DramTechnology::uncounted)
    result.notes.emplace_back("the energy of memory traffic is not counted (dram.technology: uncounted)");
  check_energy(result, costs);
}

void check_energy(const models::RunResult& result, const models::UnitCosts& costs) {
  models::Actions actions;
  models::EnergyBreakdown sum;
  double of_layers = 0;
  for (const models::LayerResult& layer : result.layers) {
    actions += models::actions_of(layer);
    sum += *layer.energy;
    of_layers += layer.energy->total();
  }
  const models::EnergyBreakdown whole = models::energy_of(actions, costs);
  for (const models::ComponentName& name : models::kComponentNames)
    check_equal(name.words, sum[name.component], whole[name.component]);
  check_equal("the run", of_layers, whole.total());
}

}  // namespace systole::sim
