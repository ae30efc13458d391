#include "workloads/generators/darts_alphas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/errors.hpp"

namespace systole::workloads {

namespace {

struct Scored {
  DartsEdge edge;
  double strength = 0;
};

std::vector<DartsOp> candidates(NonePlace none) {
  const auto first = all_darts_ops().begin();
  std::vector<DartsOp> ops(first, first + static_cast<std::ptrdiff_t>(DartsOp::dil_conv_5x5) + 1);
  if (none == NonePlace::last) {
    std::rotate(ops.begin(), ops.begin() + 1, ops.end());
  }
  return ops;
}

/// Nodes whose possible edges are `rows` together: 2, 2 + 3, 2 + 3 + 4, ...
std::int64_t node_count(std::size_t rows) {
  std::size_t edges = 0;
  for (std::int64_t nodes = 1; nodes <= kMaxDartsNodes && edges < rows; ++nodes) {
    edges += static_cast<std::size_t>(nodes) + 1;
    if (edges == rows) {
      return nodes;
    }
  }
  throw models::UserError{fmt::format(
      "darts: {} rows of architecture weights are the edges of no number of nodes (2, 5, 9, 14, ...)", rows)};
}

void check_row(const std::vector<double>& row, std::size_t columns) {
  const bool finite = std::all_of(row.begin(), row.end(), [](double logit) { return std::isfinite(logit); });
  if (row.size() != columns || !finite) {
    throw models::UserError{
        fmt::format("darts: a row of architecture weights needs {} finite numbers, one a candidate", columns)};
  }
}

/// Of the logit at `best`. The softmax's largest term is taken out, so that no exponential overflows.
double edge_strength(const std::vector<double>& row, std::size_t best, EdgeStrength strength) {
  if (strength == EdgeStrength::logit) {
    return row[best];
  }
  const double largest = *std::max_element(row.begin(), row.end());
  const double sum = std::accumulate(row.begin(), row.end(), 0.0,
                                     [&](double total, double logit) { return total + std::exp(logit - largest); });
  return std::exp(row[best] - largest) / sum;
}

Scored strongest(const std::vector<double>& row, std::int64_t input, NonePlace none, EdgeStrength strength) {
  const std::vector<DartsOp>& ops = darts_candidates(none);
  const auto first = row.begin() + (none == NonePlace::first ? 1 : 0);
  const auto last = row.end() - (none == NonePlace::last ? 1 : 0);
  const auto best = static_cast<std::size_t>(std::max_element(first, last) - row.begin());
  return {{ops[best], input}, edge_strength(row, best, strength)};
}

}  // namespace

const std::vector<DartsOp>& darts_candidates(NonePlace none) {
  static const std::vector<DartsOp> first = candidates(NonePlace::first);
  static const std::vector<DartsOp> last = candidates(NonePlace::last);
  return none == NonePlace::first ? first : last;
}

DartsCell parse_alphas(const AlphaTable& alphas, NonePlace none, EdgeStrength strength) {
  const std::int64_t nodes = node_count(alphas.size());
  DartsCell cell;
  auto row = alphas.begin();
  for (std::int64_t node = 2; node < nodes + 2; ++node) {
    std::vector<Scored> edges;
    for (std::int64_t input = 0; input < node; ++input, ++row) {
      check_row(*row, darts_candidates(none).size());
      edges.push_back(strongest(*row, input, none, strength));
    }
    std::stable_sort(edges.begin(), edges.end(),
                     [](const Scored& a, const Scored& b) { return a.strength > b.strength; });
    for (std::size_t kept = 0; kept < static_cast<std::size_t>(kDartsEdges); ++kept) {
      cell.edges.push_back(edges[kept].edge);
    }
    cell.concat.push_back(node);
  }
  return cell;
}

}  // namespace systole::workloads
