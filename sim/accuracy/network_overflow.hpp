// Which accumulators the layers of a network need, and what narrower ones do to their sums.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/numerics/bit_growth.hpp"
#include "models/numerics/overflow_study.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

struct OverflowRequest {
  std::vector<models::Accumulator> accumulators;
  std::int64_t sums = 4096;  // drawn for each length of reduction
  std::uint64_t seed = 1;
  std::function<bool()> stop_requested;                            // asked between layers; may be empty
  std::function<void(std::size_t done, std::size_t of)> progress;  // may be empty
};

struct LayerOverflow {
  std::string layer;
  std::int64_t k = 1;
  models::BitGrowth growth;
  std::vector<models::OverflowTally> tallies;  // by accumulator
};

/// All layers that are GEMMs, with operands of the chip's array, uniform over their range. Layers of one K have one
/// study, so that their tallies are equal. Throws UserError when both operands have 16 bits, Interrupted when told to
/// stop.
std::vector<LayerOverflow> study_overflow(const models::Chip& chip, const workloads::Network& network,
                                          const OverflowRequest& request);

/// One row a layer, accumulator and policy.
std::string overflow_csv(const std::vector<LayerOverflow>& layers, const OverflowRequest& request);

}  // namespace systole::sim
