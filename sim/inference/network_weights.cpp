#include "sim/inference/network_weights.hpp"

#include <algorithm>
#include <cmath>

#include "models/errors.hpp"
#include "sim/inference/random_reals.hpp"
#include "workloads/document/diagnostic.hpp"
#include "workloads/tensors/npz.hpp"

namespace systole::sim {

using workloads::ParameterInfo;
using workloads::ParameterRole;

namespace {

std::vector<ParameterInfo> all_parameters(const workloads::Network& network) {
  std::vector<ParameterInfo> all;
  for (const workloads::Layer& layer : network.layers())
    for (ParameterInfo& parameter : workloads::layer_parameters(network, layer))
      if (parameter.role != ParameterRole::operand) all.push_back(std::move(parameter));
  return all;
}

std::vector<float> checked(const ParameterInfo& parameter, const workloads::Tensor& tensor) {
  if (tensor.shape != parameter.shape)
    throw models::UserError("its shape is " + workloads::to_string(tensor.shape) + ", the network needs " +
                            workloads::to_string(parameter.shape));
  if (workloads::is_integer(tensor.type)) throw models::UserError("it holds integers; weights are real numbers");
  std::vector<float> values;
  values.reserve(static_cast<std::size_t>(workloads::element_count(tensor.shape)));
  for (const double value : workloads::reals(tensor)) {
    if (!std::isfinite(static_cast<float>(value))) throw models::UserError("it holds a number that is not finite");
    if (parameter.role == ParameterRole::variance && value < 0)
      throw models::UserError("it holds the variance " + std::to_string(value));
    values.push_back(static_cast<float>(value));
  }
  return values;
}

void reject_unknown(const std::filesystem::path& path, const workloads::Network& network,
                    const workloads::TensorMap& arrays, const std::vector<ParameterInfo>& known) {
  std::vector<std::string> names;
  names.reserve(known.size());
  for (const ParameterInfo& parameter : known) names.push_back(parameter.name);
  for (const auto& [name, tensor] : arrays) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const std::string near = workloads::nearest(name, names);
    throw models::UserError(path.string() + ": array '" + name + "': network '" + network.name() +
                            "' has no such weights" + (near.empty() ? "" : ", did you mean '" + near + "'?"));
  }
}

constexpr std::size_t kWideChannels = 64;  // one in so many has wide tails

std::vector<float> drawn_weight(const ParameterInfo& parameter, std::uint64_t seed) {
  const std::int64_t count = workloads::element_count(parameter.shape);
  const bool is_gemm_operand = parameter.name.ends_with(".b");
  const std::int64_t channels = is_gemm_operand ? 1 : parameter.shape.front();
  const std::int64_t fan_in = is_gemm_operand ? parameter.shape.front() : count / channels;
  std::vector<float> values = draw_normal(count, seed, parameter.name);
  const std::vector<float> spread = draw_normal(channels, seed, parameter.name + ".spread");
  const double deviation = std::sqrt(2.0 / static_cast<double>(fan_in));
  const auto per_channel = static_cast<std::size_t>(count / channels);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t channel = i / per_channel;
    const double factor = deviation * std::exp(0.25 * static_cast<double>(spread[channel]));
    double value = values[i] * factor;
    if (channel % kWideChannels == kWideChannels - 1 && std::abs(values[i]) > 2) value *= 2;
    values[i] = static_cast<float>(value);
  }
  return values;
}

std::vector<float> drawn(const ParameterInfo& parameter, std::uint64_t seed) {
  if (parameter.role == ParameterRole::weight) return drawn_weight(parameter, seed);
  const std::int64_t count = workloads::element_count(parameter.shape);
  if (parameter.role == ParameterRole::variance) return std::vector<float>(static_cast<std::size_t>(count), 1.0F);
  std::vector<float> values = draw_normal(count, seed, parameter.name);
  const float centre = parameter.role == ParameterRole::gain ? 1.0F : 0.0F;
  const float deviation = parameter.role == ParameterRole::value    ? 0.5F
                          : parameter.role == ParameterRole::mixing ? 1e-3F
                                                                    : 0.1F;
  for (float& value : values) value = centre + deviation * value;
  return values;
}

}  // namespace

NetworkWeights NetworkWeights::read(const std::filesystem::path& path, const workloads::Network& network) {
  const workloads::TensorMap arrays = workloads::read_npz(path);
  const std::vector<ParameterInfo> parameters = all_parameters(network);
  reject_unknown(path, network, arrays, parameters);
  NetworkWeights weights;
  for (const ParameterInfo& parameter : parameters) {
    const auto found = arrays.find(parameter.name);
    if (found == arrays.end())
      throw models::UserError(path.string() + ": there is no array '" + parameter.name + "', which network '" +
                              network.name() + "' needs: " + workloads::to_string(parameter.shape));
    try {
      weights.values_[parameter.name] = checked(parameter, found->second);
    } catch (const models::UserError& error) {
      throw models::UserError(path.string() + ": array '" + parameter.name + "': " + error.what());
    }
  }
  return weights;
}

NetworkWeights NetworkWeights::draw(const workloads::Network& network, std::uint64_t seed) {
  NetworkWeights weights;
  for (const ParameterInfo& parameter : all_parameters(network))
    weights.values_[parameter.name] = drawn(parameter, seed);
  return weights;
}

NetworkWeights NetworkWeights::of(const workloads::Network& network, const workloads::Layer& layer) const {
  NetworkWeights weights;
  for (const ParameterInfo& parameter : workloads::layer_parameters(network, layer))
    if (const auto found = values_.find(parameter.name); found != values_.end())
      weights.values_[parameter.name] = found->second;
  return weights;
}

std::span<const float> NetworkWeights::get(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) throw models::ModelError("there are no weights '" + std::string{name} + "'");
  return found->second;
}

std::span<const float> NetworkWeights::find(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::span<const float>{} : std::span<const float>{found->second};
}

std::int64_t NetworkWeights::count() const {
  std::int64_t count = 0;
  for (const auto& [name, values] : values_) count += static_cast<std::int64_t>(values.size());
  return count;
}

}  // namespace systole::sim
