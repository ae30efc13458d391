#include "sim/sweep/near_front.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

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

/// The front in the order of the first cost: nobody is dominated by one that comes later.
std::vector<std::uint64_t> front_of(const std::vector<double>& costs, std::size_t width) {
  std::vector<std::uint64_t> order(costs.size() / width);
  std::iota(order.begin(), order.end(), 0);
  const auto at = [&](std::uint64_t place) { return costs.data() + place * width; };
  std::sort(order.begin(), order.end(), [&](std::uint64_t a, std::uint64_t b) {
    return std::lexicographical_compare(at(a), at(a) + width, at(b), at(b) + width);
  });
  const std::vector<double> exactly(width, 0);
  std::vector<std::uint64_t> front;
  for (const std::uint64_t place : order) {
    const auto dominates = [&](std::uint64_t other) { return surely_dominates(at(other), at(place), exactly); };
    if (std::none_of(front.begin(), front.end(), dominates)) front.push_back(place);
  }
  return front;
}

}  // namespace

std::vector<std::uint64_t> near_front(const std::vector<double>& costs, const std::vector<double>& margins) {
  const std::size_t width = margins.size();
  // Whoever a design surely dominates, one of the front that dominates that design does, too.
  const std::vector<std::uint64_t> front = front_of(costs, width);
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
