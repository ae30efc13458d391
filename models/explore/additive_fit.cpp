#include "models/explore/additive_fit.hpp"

#include <Eigen/Dense>
#include <algorithm>

namespace systole::models {

namespace {

/// A function of some axes: a column for each combination of their values.
struct Part {
  std::vector<std::size_t> axes;
  std::size_t begin = 0;  // column
};

std::size_t combination(const Trials& trials, const Part& part, std::size_t trial) {
  std::size_t index = 0;
  for (const std::size_t axis : part.axes) index = index * trials.levels(axis) + trials.values(trial)[axis];
  return index;
}

std::size_t combinations(const Trials& trials, const Part& part) {
  std::size_t count = 1;
  for (const std::size_t axis : part.axes) count *= trials.levels(axis);
  return count;
}

}  // namespace

Fit fit_of(const Trials& trials, double mean, const std::vector<std::size_t>& axes,
           std::optional<std::pair<std::size_t, std::size_t>> pair) {
  std::vector<Part> parts;
  parts.reserve(axes.size() + 1);
  for (const std::size_t axis : axes) parts.push_back({{axis}});
  if (pair) parts.push_back({{pair->first, pair->second}});
  std::size_t columns = 1;
  for (Part& part : parts) {
    part.begin = columns;
    columns += combinations(trials, part);
  }
  const auto size = static_cast<Eigen::Index>(columns);
  Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(size, size);
  Eigen::VectorXd moment = Eigen::VectorXd::Zero(size);
  double squares = 0;
  std::vector<Eigen::Index> ones(parts.size() + 1, 0);
  for (std::size_t trial = 0; trial < trials.size(); ++trial) {
    for (std::size_t i = 0; i < parts.size(); ++i)
      ones[i + 1] = static_cast<Eigen::Index>(parts[i].begin + combination(trials, parts[i], trial));
    const double figure = trials.figure(trial) - mean;
    squares += figure * figure;
    for (const Eigen::Index row : ones) {
      moment[row] += figure;
      for (const Eigen::Index column : ones) gram(row, column) += 1;
    }
  }
  // Indicators of an axis add up to one: the matrix is singular, and the rank is that of the model.
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver;
  constexpr double kRounding = 1e-10;
  solver.setThreshold(kRounding);
  solver.compute(gram);
  const double explained = moment.dot(solver.solve(moment));
  return {std::max(0.0, squares - explained), static_cast<std::size_t>(solver.rank())};
}

}  // namespace systole::models
