#include "sim/answers/store_designs.hpp"

#include <sstream>

#include "models/errors.hpp"
#include "sim/answers/pareto.hpp"

namespace systole::sim {

namespace {

/// What stands after "KEY: " in the lines of the plan's text (SweepPlan::text).
std::vector<std::string> entries(const std::string& plan, const std::string& key) {
  std::vector<std::string> found;
  std::istringstream lines{plan};
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(key + ": ")) found.push_back(line.substr(key.size() + 2));
  return found;
}

/// "tiny_cnn_2d, DIGEST".
std::vector<std::string> workloads_of(const std::string& plan) {
  std::vector<std::string> names = entries(plan, "workload");
  for (std::string& name : names) name = name.substr(0, name.rfind(", "));
  return names;
}

/// "least latency_s".
std::vector<std::string> objectives_of(const std::string& plan) {
  std::vector<std::string> names = entries(plan, "objective");
  for (std::string& name : names) name = name.substr(name.find(' ') + 1);
  return names;
}

}  // namespace

DesignTable designs_of(const StoreReader& store, const std::vector<std::string>& objectives) {
  const std::string& plan = store.about().plan;
  const std::vector<std::string> workloads = workloads_of(plan);
  const std::vector<std::string> asked = objectives.empty() ? objectives_of(plan) : objectives;
  if (workloads.empty() || asked.empty())
    throw models::UserError("'" + store.path() + "': its sweep's plan names no workload or no objective");
  DesignTable designs{store.about().axes, workloads, objectives_named(asked, workloads)};
  store.for_each([&](const SweepRow& row) { designs.add(row); });
  return designs;
}

}  // namespace systole::sim
