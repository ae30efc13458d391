#include "sim/explain/energy_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "reports/number_format.hpp"

namespace systole::sim {

namespace {

using models::Actions;
using models::Component;
using models::UnitCosts;
using reports::grouped;

constexpr double kPico = 1e-12;

std::string each(std::int64_t count, const char* what, double pj) {
  return fmt::format("{} {} of {:.4g} pJ", grouped(count), what, pj);
}

std::string bytes(models::Bytes count, double pj) {
  return each(count.count(), "B", pj);
}

/// What a component did, and what that costs a time.
std::string how(Component component, const Actions& done, const UnitCosts& costs) {
  switch (component) {
    case Component::multiply_add:
      return each(done.array_macs, "MACs", costs.multiply_add);
    case Component::registers:
      return each(done.array_macs, "MACs", costs.registers);
    case Component::ifmap_sram:
      return bytes(ifmap_bytes(done.sram, done.dram), costs.byte.ifmap);
    case Component::weight_sram:
      return bytes(weight_bytes(done.sram, done.dram), costs.byte.weight);
    case Component::ofmap_sram:
      return bytes(ofmap_bytes(done.sram, done.dram), costs.byte.ofmap);
    case Component::dram:
      return bytes(done.dram.read() + done.dram.write(), costs.byte.dram);
    case Component::vector:
      return each(done.lanes.multiplications, "multiplications", costs.lane_multiplication) + ", " +
             each(done.lanes.additions, "additions", costs.lane_addition);
    case Component::cim_dac:
      return each(done.cim.dac_conversions, "conversions", costs.cim.dac);
    case Component::cim_cells:
      return each(done.cim.cell_reads, "pairs read", costs.cim.cell_pair);
    case Component::cim_adc:
      return each(done.cim.adc_conversions, "conversions", costs.cim.adc);
    case Component::cim_digital:
      return each(done.cim.shift_adds, "additions", costs.cim.shift_add);
  }
  return {};
}

}  // namespace

std::string energy_text(const Actions& actions, const models::EnergyTable& table, const models::Chip& chip) {
  const UnitCosts costs = models::unit_costs(table, chip);
  const models::EnergyBreakdown energy = energy_of(actions, costs);
  std::vector<models::ComponentName> names{models::kComponentNames.begin(), models::kComponentNames.end()};
  std::stable_sort(names.begin(), names.end(),
                   [&](const auto& a, const auto& b) { return energy[a.component] > energy[b.component]; });
  std::string text = fmt::format("Energy: {} ({})\n", reports::si(energy.total() * kPico, "J"), table.file);
  for (const models::ComponentName& name : names) {
    const double pj = energy[name.component];
    if (pj <= 0) continue;
    text += fmt::format("  {:<16} {:>12}  {:>6}  {}\n", name.words, reports::si(pj * kPico, "J"),
                        reports::percent(pj / energy.total()), how(name.component, actions, costs));
  }
  return text;
}

}  // namespace systole::sim
