#include "sim/operands/operand_file.hpp"

#include <algorithm>
#include <vector>

#include "models/errors.hpp"
#include "workloads/document/diagnostic.hpp"
#include "workloads/network/parameters.hpp"

namespace systole::sim {

namespace {

std::vector<std::string> known_names(const workloads::Network& network) {
  std::vector<std::string> names;
  const auto consumers = network.consumers();
  for (const auto& [input, shape] : network.inputs()) names.push_back(input);
  for (std::size_t index = 0; index < network.layers().size(); ++index) {
    const workloads::Layer& layer = network.layers()[index];
    names.push_back(layer.name);
    const bool multiplies = std::holds_alternative<workloads::Conv>(layer.attributes) ||
                            std::holds_alternative<workloads::Linear>(layer.attributes) ||
                            std::holds_alternative<workloads::Gemm>(layer.attributes);
    if (!multiplies) continue;
    for (const workloads::ParameterInfo& parameter : workloads::layer_parameters(network, layer))
      names.push_back(parameter.name);
    const std::vector<std::size_t>& readers = consumers[index];
    if (readers.size() == 1 && network.layers()[readers.front()].kind == workloads::LayerKind::batch_norm)
      names.push_back(layer.name + ".bias");
  }
  return names;
}

}  // namespace

OperandFile::OperandFile(const std::filesystem::path& path, const workloads::Network& network)
    : path_{path.string()}, arrays_{workloads::read_npz(path)} {
  constexpr std::string_view kZeroPoint = ".zero_point";
  const std::vector<std::string> names = known_names(network);
  for (const auto& [name, tensor] : arrays_) {
    std::string_view base = name;
    if (base.ends_with(kZeroPoint)) base.remove_suffix(kZeroPoint.size());
    if (std::find(names.begin(), names.end(), base) != names.end()) continue;
    const std::string near = workloads::nearest(std::string{base}, names);
    throw models::UserError(where(name) + "network '" + network.name() + "' has no such tensor" +
                            (near.empty() ? "" : ", did you mean '" + near + "'?") +
                            " (names are those of inputs and layers, LAYER.weight, LAYER.bias, LAYER.a, LAYER.b)");
  }
}

std::string OperandFile::where(std::string_view name) const {
  return path_ + ": array '" + std::string{name} + "': ";
}

const workloads::Tensor* OperandFile::find(std::string_view name, const workloads::Shape& shape) const {
  const auto found = arrays_.find(name);
  if (found == arrays_.end()) return nullptr;
  if (found->second.shape != shape)
    throw models::UserError(where(name) + "its shape is " + workloads::to_string(found->second.shape) +
                            ", the network's tensor has " + workloads::to_string(shape));
  return &found->second;
}

std::optional<std::int32_t> OperandFile::zero_point(std::string_view name) const {
  const std::string full = std::string{name} + ".zero_point";
  const auto found = arrays_.find(full);
  if (found == arrays_.end()) return std::nullopt;
  const std::vector<std::int64_t> values = workloads::integers(found->second);
  if (values.size() != 1 || values[0] < -32768 || values[0] > 32767)
    throw models::UserError(where(full) + "a zero point is one integer of 16 bits");
  return static_cast<std::int32_t>(values[0]);
}

}  // namespace systole::sim
