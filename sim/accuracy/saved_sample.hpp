// One sample's numbers in the files that a run at cycle detail writes, so that the two can be laid side by side.
#pragma once

#include <cstdint>

#include "reports/run_directory.hpp"
#include "sim/accuracy/accuracy_setup.hpp"

namespace systole::sim {

/// Runs one sample through the network as the chip computes it. outputs.npz: LAYER.out, the codes of every stage, under
/// the name of its first layer, and LAYER.acc, the accumulators of those that multiply, without bias. operands.npz: the
/// codes and zero points that went into these, of which `run --detail cycle --inputs` makes the same accumulators.
/// Throws models::UserError where the files cannot be written or hold the operands: they have one zero point an array,
/// weights of int9 may have one a channel.
void save_sample(const AccuracySetup& setup, const Scales& scales, std::int64_t sample,
                 const reports::RunDirectory& directory);

}  // namespace systole::sim
