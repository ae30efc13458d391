// From the architecture weights of a search to a genotype: on every edge the strongest candidate but `none`, for every
// node the two strongest edges.
//
// Why `none` is left out (DARTS, section 2.4): a node must keep two real edges to be compared with other networks; and
// how large the weight of `none` is says nothing. Zeros add nothing to a node's sum, so that more of them only makes
// the other candidates of the edge smaller, by one factor for all: a batch norm behind it divides that factor out
// again. The loss does not determine the logit of `none`, and it cannot be compared with those of real operations.
#pragma once

#include <cstddef>
#include <vector>

#include "workloads/generators/darts_genotype.hpp"

namespace systole::workloads {

/// Where `none` stands among the candidates: first in the DARTS authors' code, last in DARTSQ.
enum class NonePlace { first, last };

/// What makes an edge strong. The paper and its authors' code compare the softmax over all candidates of the edge, of
/// which `none` takes its share; DARTSQ compares the logits as they are. They agree on the operation of an edge, but
/// not always on which edges a node keeps.
enum class EdgeStrength { softmax, logit };

/// The eight candidates in the order of a row of an AlphaTable.
const std::vector<DartsOp>& darts_candidates(NonePlace none);

/// A row a possible edge: node 2 from states 0, 1; node 3 from 0, 1, 2; ... 14 for four nodes. Logits, no softmax.
using AlphaTable = std::vector<std::vector<double>>;

/// The stronger edge of a node comes first; of equal ones the earlier candidate or state. All nodes are concatenated.
/// Throws models::UserError when the rows fill no number of nodes, have not eight columns, or hold no finite numbers.
DartsCell parse_alphas(const AlphaTable& alphas, NonePlace none, EdgeStrength strength);

}  // namespace systole::workloads
