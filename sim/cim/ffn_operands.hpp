// What feed-forward blocks compute with: real weights and activations, from files or drawn.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/cim/ffn_blocks.hpp"
#include "workloads/tensors/npz.hpp"

namespace systole::sim {

/// Of one block. Biases may be empty.
struct FfnWeights {
  std::vector<float> w12;
  std::vector<float> b12;
  std::vector<float> w3;
  std::vector<float> b3;

  models::FeedForwardWeights spans() const { return {w12, b12, w3, b3}; }
};

/// Arrays of a file by the names that blocks have: LAYER.weight, LAYER.bias and LAYER.x as the network calls its
/// layers, or blocks.{i}.mlp.w12.weight and so on as the source's checkpoints do, with or without the prefixes of
/// wrappers.
class FfnArrays {
 public:
  /// Throws models::UserError for a file that cannot be read, and for two names of the same array.
  explicit FfnArrays(const std::filesystem::path& path);

  const std::string& path() const { return path_; }
  /// None when the array has none of these names. Throws models::UserError when it has several.
  std::optional<std::string> find(const std::vector<std::string>& names) const;
  const workloads::Shape& shape(const std::string& name) const { return arrays_.find(name)->second.shape; }
  /// As 32-bit floats. Throws models::UserError, naming the array, for integers and for what is not finite.
  std::vector<float> reals(const std::string& name) const;
  /// "FILE: array 'NAME': ".
  std::string where(const std::string& name) const { return path_ + ": array '" + name + "': "; }
  /// Throws models::UserError for an array that looks like one of a block and is none of `known`, with the nearest of
  /// them. Returns how many others there are beside those.
  std::size_t check_names(const std::vector<std::string>& known) const;

 private:
  std::string path_;
  workloads::TensorMap arrays_;  // without the prefixes of wrappers
};

/// Names under which a file may hold an array of a block: "block0.w12.weight", "blocks.0.mlp.w12.weight".
std::vector<std::string> ffn_array_names(const FfnBlock& block, const std::string& layer, const std::string& part);
/// All of those of weights.
std::vector<std::string> ffn_weight_names(const std::vector<FfnBlock>& blocks);

/// Weights of a block: weights [2h, d] and [d, h] as torch's Linear holds them, biases where the network has them.
/// Throws models::UserError, naming file and array, for what is missing or of another shape.
FfnWeights read_ffn_weights(const FfnArrays& file, const FfnBlock& block);

/// As systole draws weights anywhere (network_weights.hpp), of this block alone.
FfnWeights draw_ffn_weights(const FfnBlock& block, std::uint64_t seed);

}  // namespace systole::sim
