// What a DARTS cell is made of: a genotype names for every node of a cell two edges, each an operation on an earlier
// state. States 0 and 1 are the outputs of the two cells before, 2 and up are the cell's own nodes.
//
// Liu, Simonyan, Yang, "DARTS: Differentiable Architecture Search", ICLR 2019; the genotypes V1 (first order) and V2
// (second order) are those of its authors' code, DARTSQ is the CIFAR-10 gene of the quantised DARTS of that name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace systole::workloads {

/// The candidates of the search, in the order of the DARTS authors' code, then what only a given genotype may name.
enum class DartsOp {
  none,
  max_pool_3x3,
  avg_pool_3x3,
  skip_connect,
  sep_conv_3x3,
  sep_conv_5x5,
  dil_conv_3x3,
  dil_conv_5x5,
  sep_conv_7x7,
  conv_7x1_1x7,
};

/// As genotypes write it: "sep_conv_3x3".
std::string_view darts_op_name(DartsOp op);
/// As layers are named after it: "sep3".
std::string_view darts_op_label(DartsOp op);
const std::vector<DartsOp>& all_darts_ops();

struct DartsEdge {
  DartsOp op = DartsOp::none;
  std::int64_t input = 0;  // state
  bool operator==(const DartsEdge&) const = default;
};

struct DartsCell {
  std::vector<DartsEdge> edges;      // two a node, node by node
  std::vector<std::int64_t> concat;  // states that become the cell's output
  bool operator==(const DartsCell&) const = default;
};

struct DartsGenotype {
  DartsCell normal;
  DartsCell reduce;
  bool operator==(const DartsGenotype&) const = default;
};

inline constexpr std::int64_t kDartsEdges = 2;  // that a node keeps
inline constexpr std::int64_t kDartsNodes = 4;  // of a searched cell
inline constexpr std::int64_t kMaxDartsNodes = 32;

/// Throws models::UserError, naming `what`, unless every node has two edges from different states before it and the
/// concatenation names nodes, each once.
void check_cell(const DartsCell& cell, std::string_view what);

/// "V1", "V2", "DARTSQ".
const std::vector<std::string>& darts_genotype_names();
/// Throws models::UserError that lists the names when there is none of this name.
const DartsGenotype& darts_genotype(std::string_view name);

}  // namespace systole::workloads
