// Scales as a file: written by `systole calibrate`, read by `systole accuracy --scales` (docs/fixed_point.md). Codes
// that a fit has chosen are in a file of their own (codes_file.hpp), which the scales name.
#pragma once

#include <filesystem>
#include <string>

#include "sim/inference/scales.hpp"

namespace systole::sim {

/// YAML; reading it gives equal scales, bit for bit, but for codes that a fit has chosen.
std::string scales_yaml(const Scales& scales);

/// Throws workloads::DocumentError for what is missing, unknown or out of range, for scales of another network, and for
/// a calibration that says of itself that it was noisy.
Scales read_scales(const std::filesystem::path& path, const workloads::Network& network);

}  // namespace systole::sim
