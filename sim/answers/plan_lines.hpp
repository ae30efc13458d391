// What a store says about its sweep: the lines of the plan's text (SweepPlan::text).
#pragma once

#include <string>
#include <vector>

namespace systole::sim {

struct PlanLines {
  struct Axis {
    std::string name;
    std::vector<std::string> values;  // labels
  };
  std::string detail;
  std::string strategy;
  std::vector<std::string> accelerators;
  std::vector<std::string> workloads;
  std::vector<Axis> axes;
  std::vector<std::string> constraints;
  std::vector<std::string> objectives;  // names, as objectives_named takes them
};

PlanLines plan_lines(const std::string& plan);

}  // namespace systole::sim
