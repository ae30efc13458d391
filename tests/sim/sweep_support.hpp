// Sweeps for tests: plans from text, and an evaluator that makes figures up.
#pragma once

#include <fmt/format.h>

#include <fstream>
#include <functional>
#include <set>
#include <string>

#include "sim/sweep/explore.hpp"
#include "sim/sweep/plan.hpp"
#include "sim/sweep/point_runner.hpp"
#include "sim/sweep/space.hpp"
#include "tests/support/temporary_directory.hpp"

namespace systole::tests {

/// As read from a file with that text.
inline sim::SweepPlan plan_of(const std::string& text) {
  const TemporaryDirectory directory;
  const auto file = directory / "sweep.yaml";
  std::ofstream{file} << text;
  return sim::read_plan(file.string());
}

inline std::string plan_error(const std::string& text) {
  try {
    plan_of(text);
    return "";
  } catch (const models::UserError& error) {
    return error.what();
  }
}

/// A sweep at analytic with these lines for axes (each "- {...}"), strategy and what else there is.
inline std::string sweep_text(const std::string& axes, const std::string& strategy = "grid",
                              const std::string& more = "", const std::string& objectives = "[cycles, energy_pj]") {
  return fmt::format(
      "name: test\naccelerators: [edge16]\nworkloads: [tiny_cnn_2d]\ndetail: analytic\naxes:\n{}\nobjectives: {}\n"
      "strategy: {}\n{}",
      axes, objectives, strategy, more);
}

/// Figures by a rule; remembers what it was asked.
class MadeUp : public sim::Evaluator {
 public:
  using Rule = std::function<sim::Outcome(const sim::SweepPoint&)>;
  explicit MadeUp(Rule rule) : rule_{std::move(rule)} {}

  std::vector<sim::Outcome> evaluate(std::span<const sim::SweepPoint> points) override {
    std::vector<sim::Outcome> outcomes;
    for (const sim::SweepPoint& point : points) {
      asked.push_back(point);
      outcomes.push_back(rule_(point));
    }
    return outcomes;
  }

  std::set<std::uint64_t> designs(sim::Detail detail) const {
    std::set<std::uint64_t> designs;
    for (const sim::SweepPoint& point : asked)
      if (point.detail == detail) designs.insert(point.design);
    return designs;
  }

  std::vector<sim::SweepPoint> asked;

 private:
  Rule rule_;
};

inline sim::Outcome outcome(std::int64_t cycles, double energy_pj) {
  sim::Evaluation evaluation;
  evaluation.cycles.mac = models::Cycles{cycles};
  evaluation.energy_pj = energy_pj;
  return {evaluation, "", 0};
}

/// For strategies whose outcomes are of no matter.
inline MadeUp indifferent() {
  return MadeUp{[](const sim::SweepPoint&) { return outcome(1, 1); }};
}

}  // namespace systole::tests
