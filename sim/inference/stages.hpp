// What is computed in one go on codes: a layer, the batch norm that folds into its weights, and the clamps (relu) that
// its post-processing does. Tensors between them have no codes of their own (Jacob et al., CVPR 2018, section 2.4).
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "workloads/network/network.hpp"

namespace systole::sim {

struct Stage {
  std::size_t layer = 0;  // index in the network
  std::optional<std::size_t> batch_norm;
  std::vector<std::size_t> clamps;
  /// Real bounds that the clamps put on the result.
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();

  /// The layer whose output this stage writes.
  std::size_t last() const;
};

/// All layers in order, each in one stage. A follower joins when it is the only reader; a batch norm right after a
/// convolution or linear layer alone.
std::vector<Stage> stages_of(const workloads::Network& network);

/// For each stage the tensors that it is the last to read, its own output if nothing does.
std::vector<std::vector<std::string>> ending_tensors(const workloads::Network& network,
                                                     const std::vector<Stage>& stages);

/// "conv1 +bn1 +relu1".
std::string stage_name(const workloads::Network& network, const Stage& stage);

/// Whether a layer's output has the codes' meaning of its first input: moving elements and
/// maxima add none. (Averages divide anyway, and are smaller than what they are of: they get steps of their own.)
bool inherits_params(workloads::LayerKind kind);

}  // namespace systole::sim
