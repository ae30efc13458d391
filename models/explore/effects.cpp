#include "models/explore/effects.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "models/errors.hpp"
#include "models/explore/additive_fit.hpp"

namespace systole::models {

Trials::Trials(std::size_t axes) : axes_{axes}, levels_(axes, 0) {
  if (axes == 0) throw ModelError("Trials: no axes");
}

void Trials::add(std::span<const std::size_t> values, double figure) {
  if (values.size() != axes_) throw ModelError("Trials: not a value for each axis");
  if (!std::isfinite(figure)) throw ModelError("Trials: a figure that is no finite number");
  for (std::size_t axis = 0; axis < axes_; ++axis) levels_[axis] = std::max(levels_[axis], values[axis] + 1);
  values_.insert(values_.end(), values.begin(), values.end());
  figures_.push_back(figure);
}

namespace {

std::vector<LevelMean> level_means(const Trials& trials, std::size_t axis) {
  std::vector<LevelMean> levels(trials.levels(axis));
  for (std::size_t trial = 0; trial < trials.size(); ++trial) {
    LevelMean& level = levels[trials.values(trial)[axis]];
    level.mean += trials.figure(trial);
    ++level.trials;
  }
  for (LevelMean& level : levels)
    if (level.trials > 0) level.mean /= static_cast<double>(level.trials);
  return levels;
}

std::size_t used(const std::vector<LevelMean>& levels) {
  return static_cast<std::size_t>(
      std::count_if(levels.begin(), levels.end(), [](const LevelMean& level) { return level.trials > 0; }));
}

/// Whether every combination of values that occur is there, and all equally often.
bool is_balanced(const Trials& trials, const std::vector<std::vector<LevelMean>>& levels) {
  std::size_t combinations = 1;
  for (const auto& axis : levels) {
    combinations *= used(axis);
    if (combinations > trials.size()) return false;
  }
  if (trials.size() % combinations != 0) return false;
  std::unordered_map<std::size_t, std::size_t> counts;  // products of levels do not overflow where combinations do not
  for (std::size_t trial = 0; trial < trials.size(); ++trial) {
    std::size_t index = 0;
    for (std::size_t axis = 0; axis < trials.axes(); ++axis)
      index = index * trials.levels(axis) + trials.values(trial)[axis];
    ++counts[index];
  }
  return counts.size() == combinations && std::all_of(counts.begin(), counts.end(), [&](const auto& entry) {
           return entry.second == trials.size() / combinations;
         });
}

double squares_of(const std::vector<LevelMean>& levels, double mean) {
  double sum = 0;
  for (const LevelMean& level : levels)
    sum += static_cast<double>(level.trials) * (level.mean - mean) * (level.mean - mean);
  return sum;
}

double squares_of_pair(const Trials& trials, std::size_t a, std::size_t b, double mean) {
  std::vector<LevelMean> cells(trials.levels(a) * trials.levels(b));
  for (std::size_t trial = 0; trial < trials.size(); ++trial) {
    LevelMean& cell = cells[trials.values(trial)[a] * trials.levels(b) + trials.values(trial)[b]];
    cell.mean += trials.figure(trial);
    ++cell.trials;
  }
  for (LevelMean& cell : cells)
    if (cell.trials > 0) cell.mean /= static_cast<double>(cell.trials);
  return squares_of(cells, mean);
}

/// Shares of rounding are none.
double bounded(double share) {
  constexpr double kRounding = 1e-12;
  return share < kRounding ? 0.0 : std::min(share, 1.0);
}

void add_shares_of_grid(const Trials& trials, double squares, Effects& effects) {
  std::vector<double> alone;
  for (const auto& levels : effects.levels) alone.push_back(squares_of(levels, effects.mean));
  for (const double axis : alone) effects.main.emplace_back(bounded(axis / squares));
  for (PairEffect& pair : effects.pairs)
    pair.share =
        bounded((squares_of_pair(trials, pair.a, pair.b, effects.mean) - alone[pair.a] - alone[pair.b]) / squares);
}

/// More columns than this are not fitted: it would take minutes.
constexpr std::size_t kMostColumns = 1500;

/// What `with` explains more than `without`, less what as many arbitrary columns would of the rest.
std::optional<double> share_gained(const Fit& without, const Fit& with, const Trials& trials, double squares) {
  if (with.rank >= trials.size()) return std::nullopt;
  const double noise = with.residual / static_cast<double>(trials.size() - with.rank);
  return bounded((without.residual - with.residual - noise * static_cast<double>(with.rank - without.rank)) / squares);
}

void add_shares_of_sample(const Trials& trials, double squares, Effects& effects) {
  std::vector<std::size_t> axes;
  std::size_t columns = 1;
  for (std::size_t axis = 0; axis < trials.axes(); ++axis) {
    axes.push_back(axis);
    columns += trials.levels(axis);
  }
  effects.main.assign(trials.axes(), std::nullopt);
  if (columns > kMostColumns) return;
  const Fit additive = fit_of(trials, effects.mean, axes, std::nullopt);
  for (const std::size_t axis : axes) {
    std::vector<std::size_t> others = axes;
    std::erase(others, axis);
    effects.main[axis] = share_gained(fit_of(trials, effects.mean, others, std::nullopt), additive, trials, squares);
  }
  for (PairEffect& pair : effects.pairs) {
    const std::size_t cells = trials.levels(pair.a) * trials.levels(pair.b);
    if (columns + cells > kMostColumns || 2 * cells > trials.size()) continue;
    const Fit joined = fit_of(trials, effects.mean, axes, std::pair{pair.a, pair.b});
    pair.share = share_gained(additive, joined, trials, squares);
  }
}

}  // namespace

Effects effects_of(const Trials& trials) {
  if (trials.size() == 0) throw ModelError("effects_of: no trials");
  Effects effects;
  const auto count = static_cast<double>(trials.size());
  for (std::size_t trial = 0; trial < trials.size(); ++trial) effects.mean += trials.figure(trial) / count;
  double squares = 0;
  for (std::size_t trial = 0; trial < trials.size(); ++trial)
    squares += (trials.figure(trial) - effects.mean) * (trials.figure(trial) - effects.mean);
  effects.variance = squares / count;
  for (std::size_t axis = 0; axis < trials.axes(); ++axis) effects.levels.push_back(level_means(trials, axis));
  effects.balanced = is_balanced(trials, effects.levels);
  for (std::size_t a = 0; a < trials.axes(); ++a)
    for (std::size_t b = a + 1; b < trials.axes(); ++b) effects.pairs.push_back({a, b, std::nullopt});
  // What is left of equal figures is rounding.
  constexpr double kRounding = 1e-24;
  if (squares <= kRounding * count * effects.mean * effects.mean) {
    effects.main.assign(trials.axes(), 0.0);
    for (PairEffect& pair : effects.pairs) pair.share = 0;
  } else if (effects.balanced) {
    add_shares_of_grid(trials, squares, effects);
  } else {
    add_shares_of_sample(trials, squares, effects);
  }
  return effects;
}

}  // namespace systole::models
