#include "sim/cim/ffn_operands.hpp"

#include <algorithm>
#include <cmath>

#include "models/cim/scales.hpp"
#include "models/errors.hpp"
#include "sim/inference/network_weights.hpp"
#include "workloads/document/diagnostic.hpp"

namespace systole::sim {

using models::UserError;

namespace {

std::vector<float> read_part(const FfnArrays& file, const std::vector<std::string>& names,
                             const workloads::Shape& shape) {
  const std::optional<std::string> name = file.find(names);
  if (!name)
    throw UserError(file.path() + ": there is no array '" + names.front() + "' (or '" + names.back() +
                    "'), which the block needs: " + workloads::to_string(shape));
  if (file.shape(*name) != shape)
    throw UserError(file.where(*name) + "its shape is " + workloads::to_string(file.shape(*name)) +
                    ", the block needs " + workloads::to_string(shape));
  return file.reals(*name);
}

std::vector<float> copy(std::span<const float> values) {
  return {values.begin(), values.end()};
}

/// The block's two layers as a network of their own, so that its weights are drawn as the whole network's are.
workloads::Network two_layers(const FfnBlock& block) {
  const auto& [tokens, width, hidden] = block.shape;
  workloads::Network network{"block"};
  network.add_input("x", {tokens, width});
  network.add_input("h", {tokens, hidden});
  network.add({block.w12, workloads::LayerKind::linear, {"x"}, workloads::Linear{2 * hidden, block.bias12}, {}});
  network.add({block.w3, workloads::LayerKind::linear, {"h"}, workloads::Linear{width, block.bias3}, {}});
  return network;
}

}  // namespace

FfnArrays::FfnArrays(const std::filesystem::path& path) : path_{path.string()} {
  for (auto& [name, tensor] : workloads::read_npz(path)) {
    const std::string plain = models::without_prefixes(name);
    if (!arrays_.emplace(plain, std::move(tensor)).second)
      throw UserError(where(name) + "it is there twice, as '" + plain + "'");
  }
}

std::optional<std::string> FfnArrays::find(const std::vector<std::string>& names) const {
  std::optional<std::string> found;
  for (const std::string& name : names) {
    if (arrays_.find(name) == arrays_.end()) continue;
    if (found && *found != name) throw UserError(where(*found) + "it is there again as '" + name + "'");
    found = name;
  }
  return found;
}

std::vector<float> FfnArrays::reals(const std::string& name) const {
  const workloads::Tensor& tensor = arrays_.find(name)->second;
  if (workloads::is_integer(tensor.type)) throw UserError(where(name) + "it holds integers; real numbers are needed");
  std::vector<float> values;
  values.reserve(static_cast<std::size_t>(workloads::element_count(tensor.shape)));
  for (const double value : workloads::reals(tensor)) {
    if (!std::isfinite(static_cast<float>(value)))
      throw UserError(where(name) + "it holds a number that is not finite");
    values.push_back(static_cast<float>(value));
  }
  return values;
}

std::size_t FfnArrays::check_names(const std::vector<std::string>& known) const {
  std::size_t others = 0;
  for (const auto& [name, tensor] : arrays_) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = workloads::nearest(name, known);
    const bool of_block = name.starts_with("blocks.") && name.find(".mlp.") != std::string::npos;
    if (of_block || !near.empty())
      throw UserError(where(name) + "no block has such an array" +
                      (near.empty() ? "" : ", did you mean '" + near + "'?"));
    ++others;
  }
  return others;
}

std::vector<std::string> ffn_array_names(const FfnBlock& block, const std::string& layer, const std::string& part) {
  const std::string& name = layer == "w3" ? block.w3 : block.w12;
  return {name + "." + part, "blocks." + std::to_string(block.number) + ".mlp." + layer + "." + part};
}

std::vector<std::string> ffn_weight_names(const std::vector<FfnBlock>& blocks) {
  std::vector<std::string> names;
  for (const FfnBlock& block : blocks)
    for (const char* layer : {"w12", "w3"}) {
      for (std::string& name : ffn_array_names(block, layer, "weight")) names.push_back(std::move(name));
      const bool has_bias = layer == std::string{"w3"} ? block.bias3 : block.bias12;
      if (!has_bias) continue;
      for (std::string& name : ffn_array_names(block, layer, "bias")) names.push_back(std::move(name));
    }
  return names;
}

FfnWeights read_ffn_weights(const FfnArrays& file, const FfnBlock& block) {
  const auto& [tokens, width, hidden] = block.shape;
  FfnWeights weights;
  weights.w12 = read_part(file, ffn_array_names(block, "w12", "weight"), {2 * hidden, width});
  weights.w3 = read_part(file, ffn_array_names(block, "w3", "weight"), {width, hidden});
  if (block.bias12) weights.b12 = read_part(file, ffn_array_names(block, "w12", "bias"), {2 * hidden});
  if (block.bias3) weights.b3 = read_part(file, ffn_array_names(block, "w3", "bias"), {width});
  return weights;
}

FfnWeights draw_ffn_weights(const FfnBlock& block, std::uint64_t seed) {
  const NetworkWeights drawn = NetworkWeights::draw(two_layers(block), seed);
  return {copy(drawn.get(block.w12 + ".weight")), copy(drawn.find(block.w12 + ".bias")),
          copy(drawn.get(block.w3 + ".weight")), copy(drawn.find(block.w3 + ".bias"))};
}

}  // namespace systole::sim
