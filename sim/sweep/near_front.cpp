#include "sim/sweep/near_front.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "models/explore/front.hpp"

namespace systole::sim {
namespace {

using Costs = const double*;

bool surely_dominates(Costs a, Costs b, const std::vector<double>& margins) {
  bool less = false;
  for (std::size_t i = 0; i < margins.size(); ++i) {
    const double most_of_a = a[i] + margins[i] * std::abs(a[i]);
    const double least_of_b = b[i] - margins[i] * std::abs(b[i]);
    if (most_of_a > least_of_b) return false;
    less = less || most_of_a < least_of_b;
  }
  return less;
}

std::vector<std::size_t> front_of(const std::vector<double>& costs, std::size_t width) {
  models::Costs designs{width};
  for (std::size_t first = 0; first < costs.size(); first += width) designs.add(std::span{costs}.subspan(first, width));
  return models::pareto_front(designs);
}

}  // namespace

std::vector<std::uint64_t> near_front(const std::vector<double>& costs, const std::vector<double>& margins) {
  const std::size_t width = margins.size();
  // Whoever a design surely dominates, one of the front that dominates that design does, too.
  const std::vector<std::size_t> front = front_of(costs, width);
  const bool known = std::all_of(margins.begin(), margins.end(), [](double margin) { return margin < 1; });
  std::vector<std::uint64_t> near;
  for (std::uint64_t place = 0; place < costs.size() / width; ++place) {
    const auto dominates = [&](std::uint64_t other) {
      return surely_dominates(costs.data() + other * width, costs.data() + place * width, margins);
    };
    if (!known || std::none_of(front.begin(), front.end(), dominates)) near.push_back(place);
  }
  return near;
}

}  // namespace systole::sim
