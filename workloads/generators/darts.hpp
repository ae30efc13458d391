// Networks of DARTS on small images: a convolution, a stack of cells of which two halve the image and double the
// channels, global average, classifier. `augment` is the network of a genotype (without the auxiliary head, which only
// training has); `search` is the network whose every edge is a weighted sum of all candidates.
//
// Liu, Simonyan, Yang, "DARTS: Differentiable Architecture Search", ICLR 2019, and its authors' code. Every parameter
// count of theirs comes out: 3,349,342 for V2, 1,930,618 for the search network.
//
// Layers are named cells.3.edge2_0.sep3.dw1: of cell 3, on the edge to node 2 from state 0, the first depthwise
// convolution of sep_conv_3x3. cells.3.pre0 and pre1 bring the states to C channels, cells.3.node2 is the sum,
// cells.3.out the concatenation.
#pragma once

#include <cstdint>
#include <string>

#include "workloads/generators/darts_alphas.hpp"
#include "workloads/generators/darts_genotype.hpp"
#include "workloads/network/network.hpp"

namespace systole::workloads {

/// Upper bounds. An edge of a search has about 35 layers, a cell 14 edges.
inline constexpr std::int64_t kMaxDartsLayers = 100;
inline constexpr std::int64_t kMaxDartsOption = 4096;
inline constexpr std::int64_t kMaxDartsClasses = 1'000'000;

struct DartsOptions {
  enum class Stage { augment, search };

  std::string name = "darts";  // of the network
  Stage stage = Stage::augment;
  DartsGenotype genotype;            // augment
  std::string origin;                // where the genotype comes from: "V2"; "" = given
  NonePlace none = NonePlace::last;  // search: order of a mixed edge's inputs
  std::int64_t channels = 36;        // C of the first cell; 16 is usual for a search
  std::int64_t layers = 20;          // cells; 8 is usual for a search
  std::int64_t classes = 10;
  std::int64_t image = 32;  // height and width, a multiple of 4
  std::int64_t batch = 1;
  /// augment: pools are followed by a batch norm, as in DARTSQ and in every search, but not in the DARTS authors' code.
  bool pool_norm = false;
};

/// The layers of one forward pass; input x [N, 3, image, image], output `classifier` [N, classes]. A search has norms
/// without learned values, but for the first, and four nodes a cell; the weights of its mixed edges are those of their
/// cell type, and no parameters of the network. Throws models::UserError for options out of range, a genotype that is
/// none.
Network generate_darts(const DartsOptions& options);

}  // namespace systole::workloads
