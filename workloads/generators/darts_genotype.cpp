#include "workloads/generators/darts_genotype.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "models/errors.hpp"

namespace systole::workloads {

namespace {

struct OpNames {
  std::string_view name;
  std::string_view label;
};

// In the order of DartsOp.
constexpr std::array<OpNames, 10> kOps{{{"none", "none"},
                                        {"max_pool_3x3", "max"},
                                        {"avg_pool_3x3", "avg"},
                                        {"skip_connect", "skip"},
                                        {"sep_conv_3x3", "sep3"},
                                        {"sep_conv_5x5", "sep5"},
                                        {"dil_conv_3x3", "dil3"},
                                        {"dil_conv_5x5", "dil5"},
                                        {"sep_conv_7x7", "sep7"},
                                        {"conv_7x1_1x7", "fac7"}}};
static_assert(kOps.size() == static_cast<std::size_t>(DartsOp::conv_7x1_1x7) + 1);

constexpr DartsOp kMax = DartsOp::max_pool_3x3;
constexpr DartsOp kAvg = DartsOp::avg_pool_3x3;
constexpr DartsOp kSkip = DartsOp::skip_connect;
constexpr DartsOp kSep3 = DartsOp::sep_conv_3x3;
constexpr DartsOp kDil3 = DartsOp::dil_conv_3x3;
constexpr DartsOp kDil5 = DartsOp::dil_conv_5x5;

struct Named {
  std::string name;
  DartsGenotype genotype;
};

const std::vector<Named>& published() {
  static const std::vector<std::int64_t> nodes{2, 3, 4, 5};
  static const std::vector<Named> all{
      {"V1",
       {{{{kSep3, 1}, {kSep3, 0}, {kSkip, 0}, {kSep3, 1}, {kSkip, 0}, {kSep3, 1}, {kSep3, 0}, {kSkip, 2}}, nodes},
        {{{kMax, 0}, {kMax, 1}, {kSkip, 2}, {kMax, 0}, {kMax, 0}, {kSkip, 2}, {kSkip, 2}, {kAvg, 0}}, nodes}}},
      {"V2",
       {{{{kSep3, 0}, {kSep3, 1}, {kSep3, 0}, {kSep3, 1}, {kSep3, 1}, {kSkip, 0}, {kSkip, 0}, {kDil3, 2}}, nodes},
        {{{kMax, 0}, {kMax, 1}, {kSkip, 2}, {kMax, 1}, {kMax, 0}, {kSkip, 2}, {kSkip, 2}, {kMax, 1}}, nodes}}},
      {"DARTSQ",
       {{{{kSep3, 0}, {kDil5, 1}, {kSkip, 0}, {kDil3, 2}, {kSep3, 1}, {kSkip, 0}, {kSep3, 1}, {kSkip, 0}}, nodes},
        {{{kMax, 0}, {kMax, 1}, {kMax, 0}, {kSkip, 2}, {kSkip, 3}, {kMax, 0}, {kSkip, 2}, {kMax, 0}}, nodes}}}};
  return all;
}

[[noreturn]] void reject_cell(std::string_view what, const std::string& why) {
  throw models::UserError{fmt::format("darts: the {} cell {}", what, why)};
}

}  // namespace

std::string_view darts_op_name(DartsOp op) {
  return kOps.at(static_cast<std::size_t>(op)).name;
}

std::string_view darts_op_label(DartsOp op) {
  return kOps.at(static_cast<std::size_t>(op)).label;
}

const std::vector<DartsOp>& all_darts_ops() {
  static const std::vector<DartsOp> ops = [] {
    std::vector<DartsOp> all;
    for (std::size_t i = 0; i < kOps.size(); ++i) {
      all.push_back(static_cast<DartsOp>(i));
    }
    return all;
  }();
  return ops;
}

void check_cell(const DartsCell& cell, std::string_view what) {
  const auto edges = static_cast<std::int64_t>(cell.edges.size());
  const std::int64_t nodes = edges / kDartsEdges;
  if (edges % kDartsEdges != 0 || nodes < 1 || nodes > kMaxDartsNodes) {
    reject_cell(what, fmt::format("has {} edges, but {} for each of 1 to {} nodes are needed", edges, kDartsEdges,
                                  kMaxDartsNodes));
  }
  for (std::int64_t edge = 0; edge < edges; ++edge) {
    const std::int64_t node = 2 + edge / kDartsEdges;
    const std::int64_t input = cell.edges[static_cast<std::size_t>(edge)].input;
    if (input < 0 || input >= node) {
      reject_cell(what, fmt::format("has an edge from state {} to node {}, which can read states 0 to {}", input, node,
                                    node - 1));
    }
    if (edge % kDartsEdges != 0 && input == cell.edges[static_cast<std::size_t>(edge) - 1].input) {
      reject_cell(what, fmt::format("has two edges from state {} to node {}", input, node));
    }
  }
  std::vector<std::int64_t> sorted = cell.concat;
  std::sort(sorted.begin(), sorted.end());
  if (sorted.empty() || sorted.front() < 2 || sorted.back() > nodes + 1 ||
      std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    reject_cell(what, fmt::format("concatenates [{}], but must name some of its nodes 2 to {}, each once",
                                  fmt::join(cell.concat, ", "), nodes + 1));
  }
}

const std::vector<std::string>& darts_genotype_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    std::transform(published().begin(), published().end(), std::back_inserter(all),
                   [](const Named& named) { return named.name; });
    return all;
  }();
  return names;
}

const DartsGenotype& darts_genotype(std::string_view name) {
  const auto found =
      std::find_if(published().begin(), published().end(), [&](const Named& named) { return named.name == name; });
  if (found == published().end()) {
    throw models::UserError{
        fmt::format("darts: there is no genotype '{}' (known: {})", name, fmt::join(darts_genotype_names(), ", "))};
  }
  return found->genotype;
}

}  // namespace systole::workloads
