// The integer codes of a network's weights as a file (.npz), with biases and zero points: written by `systole calibrate
// --weights-out`, read by `systole accuracy --codes` beside the scales, and by `systole run --detail cycle --inputs`.
//
// LAYER.weight (of a bare GEMM LAYER.b) in the chip's operands' bytes; LAYER.bias, int32 in units of sx · sw, where the
// layer has one, of its own or from a batch norm that was folded into it; and NAME.zero_point of these weights and of
// all tensors that have codes: one integer, or, for weights that have several, one an output channel.
#pragma once

#include <filesystem>
#include <string>

#include "sim/inference/scales.hpp"

namespace systole::sim {

/// Whether a fit has chosen any.
bool has_own_codes(const Scales& scales);
/// Of the codes that fits have chosen; 16 hex digits.
std::string hash_of_codes(const Scales& scales);

/// Writes codes of all weights. Throws models::UserError when the file cannot be written.
void write_codes(const std::filesystem::path& path, const models::Chip& chip, const workloads::Network& network,
                 const NetworkWeights& weights, const Scales& scales);

/// Fills in the codes that fits have chosen. Throws models::UserError that names file and array for one that is missing
/// or does not fit, and for codes of another calibration than the scales.
void read_codes(const std::filesystem::path& path, const workloads::Network& network, Scales& scales);

}  // namespace systole::sim
