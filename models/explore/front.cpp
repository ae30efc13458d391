#include "models/explore/front.hpp"

#include <algorithm>
#include <numeric>

#include "models/errors.hpp"

namespace systole::models {

namespace {

using Indices = std::vector<std::size_t>;

/// Nothing is dominated by what comes after it.
Indices in_order(const Costs& costs) {
  Indices order(costs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) {
    const auto a = costs[x];
    const auto b = costs[y];
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
  });
  return order;
}

/// Of two figures, the second one's least so far decides.
Indices front_of_two(const Costs& costs, const Indices& order) {
  Indices front;
  for (const std::size_t design : order) {
    if (!front.empty()) {
      const auto last = costs[front.back()];
      const auto here = costs[design];
      const bool same = here[0] == last[0] && here[1] == last[1];
      if (!same && here[1] >= last[1]) continue;
    }
    front.push_back(design);
  }
  return front;
}

Indices front_of_many(const Costs& costs, const Indices& order) {
  Indices front;
  for (const std::size_t design : order) {
    const auto beaten = std::find_if(front.begin(), front.end(),
                                     [&](std::size_t better) { return dominates(costs[better], costs[design]); });
    if (beaten == front.end()) {
      front.push_back(design);
    } else {
      std::rotate(front.begin(), beaten, beaten + 1);  // who beats one beats its neighbours, too: asked first
    }
  }
  return front;
}

}  // namespace

Indices pareto_front(const Costs& costs) {
  const Indices order = in_order(costs);
  Indices front = costs.figures() == 2 ? front_of_two(costs, order) : front_of_many(costs, order);
  std::sort(front.begin(), front.end());
  return front;
}

std::vector<std::int64_t> dominated_counts(const Costs& costs, const Indices& front) {
  std::vector<std::int64_t> counts(front.size(), 0);
  for (std::size_t i = 0; i < front.size(); ++i)
    for (std::size_t design = 0; design < costs.size(); ++design)
      counts[i] += dominates(costs[front[i]], costs[design]) ? 1 : 0;
  return counts;
}

FrontBox box_of(const Costs& costs, const Indices& front) {
  if (front.empty()) throw ModelError("box_of: an empty front");
  const auto first = costs[front.front()];
  FrontBox box{{first.begin(), first.end()}, {first.begin(), first.end()}};
  for (const std::size_t design : front) {
    for (std::size_t i = 0; i < costs.figures(); ++i) {
      box.ideal[i] = std::min(box.ideal[i], costs[design][i]);
      box.nadir[i] = std::max(box.nadir[i], costs[design][i]);
    }
  }
  return box;
}

std::optional<std::size_t> knee_of(const Costs& costs, const Indices& front) {
  if (front.empty()) return std::nullopt;
  const FrontBox box = box_of(costs, front);
  if (box.ideal == box.nadir) return std::nullopt;
  struct Candidate {
    std::size_t design = 0;
    double sum = 0;
    bool is_end = false;
  };
  std::vector<Candidate> all;
  for (const std::size_t design : front) {
    Candidate candidate{design};
    for (std::size_t i = 0; i < costs.figures(); ++i) {
      const double range = box.nadir[i] - box.ideal[i];
      if (range <= 0) continue;
      candidate.sum += (costs[design][i] - box.ideal[i]) / range;
      candidate.is_end = candidate.is_end || costs[design][i] == box.ideal[i];
    }
    all.push_back(candidate);
  }
  const auto least =
      std::min_element(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) { return a.sum < b.sum; });
  // Points of a straight front differ by rounding.
  constexpr double kRounding = 1e-9;
  const bool end_does = std::any_of(all.begin(), all.end(), [&](const Candidate& candidate) {
    return candidate.is_end && candidate.sum <= least->sum + kRounding;
  });
  if (end_does) return std::nullopt;
  return least->design;
}

}  // namespace systole::models
