// NSGA-II and MOEA/D: pagmo2 asks for designs, and knows nothing else of them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <pagmo/algorithms/moead.hpp>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/batch_evaluators/member_bfe.hpp>
#include <pagmo/bfe.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>
#include <unordered_map>

#include "sim/sweep/design_batches.hpp"
#include "sim/sweep/strategies.hpp"

namespace systole::sim {
namespace {

using Figures = std::vector<double>;

/// Above any logarithm of a double.
constexpr double kNever = 1000;

/// Decibels are logarithms already; 0, of stalls for instance, is less than anything that is measured.
double searched(const SweepObjective& objective, double cost) {
  constexpr double kLeast = 1e-300;
  const bool more = objective.metric->more_is_better;
  const double value = more ? -cost : cost;
  const double logarithm = objective.metric->unit == "dB" ? value : std::log(std::max(value, kLeast));
  return more ? -logarithm : logarithm;
}

/// Decision vectors to designs, designs to objectives; each design is evaluated once.
class Judge {
 public:
  Judge(const Space& space, Evaluator& evaluator)
      : space_{space}, evaluator_{evaluator}, digits_(space.radices().size(), 0) {
    for (std::size_t digit = 0; digit < space.radices().size(); ++digit)
      if (space.radices()[digit] > 1) free_.push_back(digit);
  }

  const Space& space() const { return space_; }
  /// Digits that there is a choice for.
  const std::vector<std::size_t>& free() const { return free_; }
  std::uint64_t designs() const { return designs_; }
  std::uint64_t refused() const { return refused_; }

  Figures figures(const Figures& vectors) {
    const std::size_t width = free_.size();
    std::vector<std::uint64_t> asked;
    for (std::size_t first = 0; first < vectors.size(); first += width)
      asked.push_back(design_at(vectors.data() + first));
    evaluate(asked);
    Figures result;
    for (const std::uint64_t design : asked) result.insert(result.end(), known_[design].begin(), known_[design].end());
    return result;
  }

 private:
  std::uint64_t design_at(const double* choices) {
    for (std::size_t i = 0; i < free_.size(); ++i) {
      const std::size_t radix = space_.radices()[free_[i]];
      digits_[free_[i]] = std::min(static_cast<std::size_t>(std::max(0.0, std::floor(choices[i]))), radix - 1);
    }
    return space_.number(digits_);
  }

  void evaluate(const std::vector<std::uint64_t>& asked) {
    const std::vector<SweepObjective>& objectives = space_.plan().objectives;
    const Figures never(objectives.size(), kNever);
    DesignBatches batches{space_, evaluator_, space_.plan().detail,
                          [&](std::uint64_t design, std::span<const Outcome> outcomes) {
                            const auto costs = costs_of(objectives, outcomes);
                            if (!costs) return;
                            for (std::size_t i = 0; i < objectives.size(); ++i)
                              known_[design][i] = searched(objectives[i], (*costs)[i]);
                          }};
    for (const std::uint64_t design : asked) {
      if (!known_.emplace(design, never).second) continue;
      if (space_.allows(design))
        batches.add(design);
      else
        ++refused_;
    }
    batches.flush();
    designs_ += batches.designs();
  }

  const Space& space_;
  Evaluator& evaluator_;
  std::vector<std::size_t> digits_;
  std::vector<std::size_t> free_;
  std::unordered_map<std::uint64_t, Figures> known_;
  std::uint64_t designs_ = 0;
  std::uint64_t refused_ = 0;
};

/// What pagmo sees. It copies problems, hence the pointer.
struct DesignProblem {
  Judge* judge = nullptr;
  bool whole = true;  // choices are integers

  Figures fitness(const Figures& vector) const { return judge->figures(vector); }
  Figures batch_fitness(const Figures& vectors) const { return judge->figures(vectors); }
  Figures::size_type get_nobj() const { return judge->space().plan().objectives.size(); }
  Figures::size_type get_nix() const { return whole ? judge->free().size() : 0; }
  std::pair<Figures, Figures> get_bounds() const {
    std::pair<Figures, Figures> bounds;
    for (const std::size_t digit : judge->free()) {
      const auto radix = static_cast<double>(judge->space().radices()[digit]);
      bounds.first.push_back(0);
      bounds.second.push_back(whole ? radix - 1 : radix);
    }
    return bounds;
  }
};

void evolve(Judge& judge, const Strategy& strategy) {
  const auto seed = static_cast<unsigned>(strategy.seed);
  const auto generations = static_cast<unsigned>(strategy.generations);
  if (strategy.kind == StrategyKind::nsga2) {
    pagmo::nsga2 algorithm{generations, 0.95, 10, 0.1, 50, seed};
    const pagmo::bfe in_batches{pagmo::member_bfe{}};
    algorithm.set_bfe(in_batches);
    const pagmo::problem problem{DesignProblem{&judge, true}};
    algorithm.evolve(pagmo::population{problem, in_batches, strategy.population, seed});
    return;
  }
  constexpr std::uint64_t kNeighbours = 20;
  const pagmo::moead algorithm{generations,
                               "low discrepancy",
                               "tchebycheff",
                               std::min(kNeighbours, strategy.population - 1),
                               1.0,
                               0.5,
                               20,
                               0.9,
                               2,
                               true,
                               seed};
  const pagmo::problem problem{DesignProblem{&judge, false}};
  algorithm.evolve(pagmo::population{problem, pagmo::bfe{pagmo::member_bfe{}}, strategy.population, seed});
}

}  // namespace

Exploration explore_by_search(const Space& space, Evaluator& evaluator) {
  if (space.size() == 1) return explore_grid(space, evaluator, {});
  const Strategy& strategy = space.plan().strategy;
  Judge judge{space, evaluator};
  evolve(judge, strategy);
  Exploration result{judge.designs(), {}};
  result.notes.push_back(
      fmt::format("{}: {} of {} designs were evaluated", strategy.text(), judge.designs(), space.size()));
  if (judge.refused() > 0)
    result.notes.push_back(fmt::format("{}: {} designs that it asked for do not meet the constraints",
                                       strategy_name(strategy.kind), judge.refused()));
  return result;
}

}  // namespace systole::sim
