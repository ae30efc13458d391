#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "sim/sweep/design_batches.hpp"
#include "sim/sweep/near_front.hpp"
#include "sim/sweep/permutation.hpp"
#include "sim/sweep/strategies.hpp"

namespace systole::sim {
namespace {

class Ladder {
 public:
  Ladder(const Space& space, Evaluator& evaluator) : space_{space}, evaluator_{evaluator} {
    margins_.resize(space.plan().objectives.size(), 0);
  }

  Exploration climb() {
    screen();
    run(sample());
    sampled_ = run_.size();
    of_sample_ = margins_;
    for (std::vector<std::uint64_t> more = missing(); !more.empty(); more = missing()) run(more);
    return {screened_, notes()};
  }

 private:
  void screen() {
    DesignBatches batches{space_, evaluator_, Detail::analytic,
                          [&](std::uint64_t design, std::span<const Outcome> outcomes) {
                            const auto costs = costs_of(space_.plan().objectives, outcomes);
                            if (!costs) return;
                            designs_.push_back(design);
                            costs_.insert(costs_.end(), costs->begin(), costs->end());
                          }};
    for (std::uint64_t design = 0; design < space_.size(); ++design)
      if (space_.allows(design)) batches.add(design);
    batches.flush();
    screened_ = batches.designs();
  }

  /// Places in `designs_`.
  std::vector<std::uint64_t> sample() const {
    const Strategy& strategy = space_.plan().strategy;
    const Permutation order{designs_.size(), strategy.seed};
    std::vector<std::uint64_t> places;
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(strategy.sample, designs_.size()); ++i)
      places.push_back(order[i]);
    return places;
  }

  /// Of those that may be on the front, the ones that were not run.
  std::vector<std::uint64_t> missing() {
    std::vector<std::uint64_t> places = near_front(costs_, margins_);
    candidates_ = places.size();
    std::erase_if(places, [&](std::uint64_t place) { return run_.contains(designs_[place]); });
    return places;
  }

  void run(const std::vector<std::uint64_t>& places) {
    DesignBatches batches{space_, evaluator_, space_.plan().detail,
                          [&](std::uint64_t design, std::span<const Outcome> outcomes) {
                            const auto costs = costs_of(space_.plan().objectives, outcomes);
                            if (costs) widen(run_[design], *costs);
                          }};
    for (const std::uint64_t place : places) {
      run_[designs_[place]] = place;
      batches.add(designs_[place]);
    }
    batches.flush();
  }

  void widen(std::uint64_t place, const std::vector<double>& costs) {
    for (std::size_t i = 0; i < margins_.size(); ++i) {
      const double screened = costs_[place * margins_.size() + i];
      const double difference = std::abs(costs[i] - screened);
      if (difference == 0) continue;
      margins_[i] = std::max(margins_[i], screened == 0 ? 1.0 : difference / std::abs(screened));
    }
  }

  std::string margins_text(const std::vector<double>& margins) const {
    constexpr double kPercent = 100;
    std::string text;
    for (std::size_t i = 0; i < margins.size(); ++i)
      text += fmt::format("{}{} {:.3g} %", text.empty() ? "" : ", ",
                          name_of(space_.plan().objectives[i], space_.plan().workload_names()), kPercent * margins[i]);
    return text;
  }

  std::vector<std::string> notes() const {
    const std::string_view detail = detail_name(space_.plan().detail);
    std::vector<std::string> notes{
        fmt::format("ladder: {} designs at analytic, {} of them evaluated", screened_, designs_.size()),
        fmt::format("ladder: on {} random designs {} differs from analytic by at most {}", sampled_, detail,
                    margins_text(of_sample_))};
    if (margins_ != of_sample_)
      notes.push_back(fmt::format("ladder: designs near the front differ more, by at most {}", margins_text(margins_)));
    notes.push_back(fmt::format("ladder: {} designs may be on the front by that; with the sample {} were run at {}",
                                candidates_, run_.size(), detail));
    return notes;
  }

  const Space& space_;
  Evaluator& evaluator_;
  std::uint64_t screened_ = 0;
  std::vector<std::uint64_t> designs_;  // that were evaluated at analytic
  std::vector<double> costs_;           // theirs, an objective after the other
  std::vector<double> margins_;         // share of a figure by which the details differ, by objective
  std::vector<double> of_sample_;
  std::unordered_map<std::uint64_t, std::uint64_t> run_;  // designs, to their places
  std::size_t sampled_ = 0;
  std::size_t candidates_ = 0;
};

}  // namespace

Exploration explore_ladder(const Space& space, Evaluator& evaluator) {
  return Ladder{space, evaluator}.climb();
}

}  // namespace systole::sim
