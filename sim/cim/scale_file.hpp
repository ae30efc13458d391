// Static scales of feed-forward blocks on CIM arrays as a file, in the entries of the source (J19):
//   blocks.{i}.mlp.w12_act, w12_acc, w3_act, w3_acc: a number each; the two of accumulators may be a pair
// with or without the prefixes module. and net., in YAML, JSON (which is YAML) or as arrays of an .npz. Beside them
// stands how they were made; whoever wrote that is not ours may leave it out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "models/cim/scales.hpp"

namespace systole::sim {

struct CimScaleFile {
  std::map<int, models::CimBlockScales> blocks;
  std::map<std::string, std::string> origin;  // "method", "data", ...: what the file says of itself; .npz: nothing
  bool says_noise_free = false;               // that it was calibrated without noise

  bool operator==(const CimScaleFile&) const = default;
};

/// Keys that a file may hold beside its scales.
const std::vector<std::string>& cim_scale_origin_keys();

/// YAML; reading it gives equal scales, bit for bit. It says that there was no noise.
std::string cim_scales_yaml(const CimScaleFile& file);

/// By the extension: .npz, else text. Throws workloads::DocumentError with the place (models::UserError with the array
/// of an .npz) for an entry that is missing, unknown, twice there, of three numbers or more, or not above 0 and finite,
/// for a file without scales, and for one that says of itself that it was calibrated with noise (J22).
CimScaleFile read_cim_scales(const std::filesystem::path& path);

/// Throws models::UserError that names the file and the blocks it has, when it lacks one.
const models::CimBlockScales& scales_of_block(const CimScaleFile& file, const std::string& name, int block);

}  // namespace systole::sim
