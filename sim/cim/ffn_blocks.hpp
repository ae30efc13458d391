// The SwiGLU feed-forward blocks of a network: w3 · (silu(x1) · x2) with [x1, x2] = w12 · x, found by how layers are
// joined and not by their names.
#pragma once

#include <string>
#include <vector>

#include "models/cim/feed_forward.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

struct FfnBlock {
  int number = 0;  // i of blocks.{i} in files of the source: blocks are counted in the network's order
  std::string w12;
  std::string w3;
  models::FeedForwardShape shape;  // tokens: of one run of the network, all of its batch
  bool bias12 = false;
  bool bias3 = false;
};

/// Empty for a network without such a block.
std::vector<FfnBlock> ffn_blocks(const workloads::Network& network);

/// Those of these numbers, in their order; of no numbers: the first. Throws models::UserError for a network without
/// blocks and for one that it does not have.
std::vector<FfnBlock> chosen_blocks(const workloads::Network& network, const std::vector<int>& numbers);

}  // namespace systole::sim
