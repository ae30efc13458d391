#include "sim/answers/store_designs.hpp"

#include "models/errors.hpp"
#include "sim/answers/pareto.hpp"
#include "sim/answers/plan_lines.hpp"

namespace systole::sim {

DesignTable designs_of(const StoreReader& store, const std::vector<std::string>& objectives) {
  const PlanLines plan = plan_lines(store.about().plan);
  const std::vector<std::string>& workloads = plan.workloads;
  const std::vector<std::string>& asked = objectives.empty() ? plan.objectives : objectives;
  if (workloads.empty() || asked.empty())
    throw models::UserError("'" + store.path() + "': its sweep's plan names no workload or no objective");
  DesignTable designs{store.about().axes, workloads, objectives_named(asked, workloads)};
  store.for_each([&](const SweepRow& row) { designs.add(row); });
  return designs;
}

}  // namespace systole::sim
