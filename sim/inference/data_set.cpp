#include "sim/inference/data_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/errors.hpp"
#include "sim/inference/random_reals.hpp"
#include "workloads/document/diagnostic.hpp"
#include "workloads/network/parameters.hpp"
#include "workloads/tensors/npz.hpp"

namespace systole::sim {

using models::UserError;
using workloads::Shape;
using workloads::Tensor;
using workloads::TensorMap;

namespace {

struct Wanted {
  std::string name;
  Shape shape;
  std::int64_t rows_of_table = 0;  // indices below this; 0: quantities
};

std::vector<Wanted> wanted_inputs(const workloads::Network& network) {
  std::vector<Wanted> inputs;
  for (const auto& [name, shape] : network.inputs()) inputs.push_back({name, shape, 0});
  for (const workloads::Layer& layer : network.layers()) {
    if (const auto* table = std::get_if<workloads::Embedding>(&layer.attributes)) {
      for (Wanted& input : inputs)
        if (input.name == layer.inputs.front()) input.rows_of_table = table->rows;
    }
    for (const workloads::ParameterInfo& parameter : workloads::layer_parameters(network, layer))
      if (parameter.role == workloads::ParameterRole::operand) inputs.push_back({parameter.name, parameter.shape, 0});
  }
  return inputs;
}

double scalar(const TensorMap& arrays, const std::string& name, double otherwise) {
  const auto found = arrays.find(name);
  if (found == arrays.end()) return otherwise;
  const std::vector<double> values = workloads::reals(found->second);
  if (values.size() != 1 || !std::isfinite(values.front())) throw UserError("'" + name + "' is not one finite number");
  return values.front();
}

std::vector<float> real_values(const TensorMap& arrays, const Wanted& input, const Tensor& tensor) {
  double scale = 1;
  double zero = 0;
  if (workloads::is_integer(tensor.type) && input.rows_of_table == 0) {
    scale = scalar(arrays, input.name + ".scale", 0);
    zero = scalar(arrays, input.name + ".zero_point", 0);
    if (scale <= 0) throw UserError("it holds integers, for which '" + input.name + ".scale' must say what a step is");
  }
  std::vector<float> values;
  values.reserve(static_cast<std::size_t>(workloads::element_count(tensor.shape)));
  for (const double value : workloads::reals(tensor)) {
    const auto real = static_cast<float>((value - zero) * scale);
    if (!std::isfinite(real)) throw UserError("it holds a number that is not finite");
    if (input.rows_of_table > 0 && (value < 0 || value >= static_cast<double>(input.rows_of_table)))
      throw UserError(fmt::format("it holds the index {}; its table has {} rows", value, input.rows_of_table));
    if (input.rows_of_table > 0 && value != std::floor(value))
      throw UserError(fmt::format("it holds the index {}, which is no integer", value));
    values.push_back(real);
  }
  return values;
}

/// How many samples of `shape` an array holds.
std::int64_t sample_count(const Shape& found, const Shape& shape) {
  const bool fits = found.size() == shape.size() && !found.empty() && found.front() % shape.front() == 0 &&
                    std::equal(found.begin() + 1, found.end(), shape.begin() + 1);
  if (!fits)
    throw UserError("its shape is " + workloads::to_string(found) + ", the network's input is " +
                    workloads::to_string(shape) + " (the first axis may be a multiple)");
  if (found.front() == 0) throw UserError("it holds no sample");
  return found.front() / shape.front();
}

void reject_unknown(const std::filesystem::path& path, const TensorMap& arrays, const std::vector<Wanted>& inputs) {
  std::vector<std::string> names{"labels"};
  for (const Wanted& input : inputs)
    for (const char* suffix : {"", ".scale", ".zero_point"}) names.push_back(input.name + suffix);
  for (const auto& [name, tensor] : arrays) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const std::string near = workloads::nearest(name, names);
    throw UserError(path.string() + ": array '" + name + "': the network has no such input" +
                    (near.empty() ? "" : ", did you mean '" + near + "'?"));
  }
}

std::vector<std::int64_t> checked_labels(const TensorMap& arrays, std::int64_t needed) {
  const auto found = arrays.find("labels");
  if (found == arrays.end()) return {};
  std::vector<std::int64_t> labels = workloads::integers(found->second);
  if (static_cast<std::int64_t>(labels.size()) != needed)
    throw UserError(fmt::format("there are {} for {} samples", labels.size(), needed));
  return labels;
}

}  // namespace

DataSet DataSet::read(const std::filesystem::path& path, const workloads::Network& network) {
  const TensorMap arrays = workloads::read_npz(path);
  const std::vector<Wanted> inputs = wanted_inputs(network);
  if (inputs.empty()) throw UserError("network '" + network.name() + "' reads nothing");
  reject_unknown(path, arrays, inputs);
  DataSet data;
  std::string name;
  try {
    for (const Wanted& input : inputs) {
      name = input.name;
      const auto found = arrays.find(name);
      if (found == arrays.end()) throw UserError("it is missing; the network reads it");
      const std::int64_t samples = sample_count(found->second.shape, input.shape);
      if (data.samples_ != 0 && samples != data.samples_)
        throw UserError(fmt::format("it has {} samples, '{}' has {}", samples, inputs.front().name, data.samples_));
      data.samples_ = samples;
      data.values_[name] = real_values(arrays, input, found->second);
    }
    name = "labels";
    data.labels_ = checked_labels(arrays, data.samples_ * inputs.front().shape.front());
  } catch (const UserError& error) {
    throw UserError(path.string() + ": array '" + name + "': " + error.what());
  }
  data.source_ = fmt::format("{} samples of {}", data.samples_, path.string());
  return data;
}

DataSet DataSet::draw(const workloads::Network& network, std::int64_t samples, std::uint64_t seed) {
  DataSet data;
  data.samples_ = samples;
  for (const Wanted& input : wanted_inputs(network)) {
    const std::int64_t count = samples * workloads::element_count(input.shape);
    data.values_[input.name] = input.rows_of_table > 0 ? draw_indices(count, input.rows_of_table, seed, input.name)
                                                       : draw_normal(count, seed, input.name);
  }
  data.source_ = fmt::format("{} samples drawn from seed {}", samples, seed);
  return data;
}

DataSet DataSet::first(std::int64_t samples) const {
  DataSet part = *this;
  part.samples_ = std::min(samples, samples_);
  const auto shortened = [&](auto& values) {
    values.resize(values.size() / static_cast<std::size_t>(samples_) * static_cast<std::size_t>(part.samples_));
  };
  for (auto& [name, values] : part.values_) shortened(values);
  shortened(part.labels_);
  return part;
}

Sample DataSet::sample(std::int64_t index) const {
  Sample sample;
  for (const auto& [name, values] : values_) {
    const std::size_t size = values.size() / static_cast<std::size_t>(samples_);
    sample[name] = std::span<const float>{values}.subspan(static_cast<std::size_t>(index) * size, size);
  }
  return sample;
}

std::span<const std::int64_t> DataSet::labels(std::int64_t index) const {
  if (labels_.empty()) return {};
  const std::size_t size = labels_.size() / static_cast<std::size_t>(samples_);
  return std::span<const std::int64_t>{labels_}.subspan(static_cast<std::size_t>(index) * size, size);
}

std::vector<std::string> index_tensors(const workloads::Network& network) {
  std::vector<std::string> names;
  for (const workloads::Layer& layer : network.layers())
    if (layer.kind == workloads::LayerKind::embedding) names.push_back(layer.inputs.front());
  return names;
}

}  // namespace systole::sim
