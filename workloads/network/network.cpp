#include "workloads/network/network.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/errors.hpp"
#include "workloads/document/diagnostic.hpp"
#include "workloads/network/infer.hpp"
#include "workloads/network/limits.hpp"
#include "workloads/network/names.hpp"

namespace systole::workloads {

namespace {

/// "layer 'fc' (linear of 1x64)".
std::string describe(const Layer& layer, const Shapes& inputs) {
  std::vector<std::string> shapes;
  shapes.reserve(inputs.size());
  std::transform(inputs.begin(), inputs.end(), std::back_inserter(shapes), [](const Shape& s) { return to_string(s); });
  return fmt::format("layer '{}' ({}{}{})", layer.name, kind_name(layer.kind), shapes.empty() ? "" : " of ",
                     fmt::join(shapes, ", "));
}

/// Only these have a learned scale: on any other kind `affine` means nothing and must not make layers differ.
bool is_norm(LayerKind kind) {
  return kind == LayerKind::layer_norm || kind == LayerKind::rms_norm || kind == LayerKind::batch_norm;
}

}  // namespace

void Network::add_input(std::string name, Shape shape) {
  check_tensor_name(name);
  if (has(name)) {
    throw models::UserError{fmt::format("network input '{}' is declared twice, or a layer has its name", name)};
  }
  if (shape.empty() || shape.size() > kMaxRank) {
    throw models::UserError{
        fmt::format("network input '{}' needs 1 to {} axes, but has {}", name, kMaxRank, shape.size())};
  }
  try {
    element_count(shape);
  } catch (const models::UserError& error) {
    throw models::UserError{fmt::format("network input '{}': {}", name, error.what())};
  }
  tensors_.emplace(name, Tensor{shape, std::nullopt});
  inputs_.emplace_back(std::move(name), std::move(shape));
}

const Layer& Network::add(Layer layer) {
  check_tensor_name(layer.name);
  if (auto* plain = std::get_if<Plain>(&layer.attributes); plain != nullptr && !is_norm(layer.kind)) {
    *plain = Plain{};
  }
  Shapes inputs;
  std::int64_t parameters = 0;
  std::int64_t macs = 0;
  try {
    if (has(layer.name)) {
      reject("its name is taken by another layer or by a network input");
    }
    for (const std::string& input : layer.inputs) {
      inputs.push_back(shape(input));
    }
    layer.output = infer_output(layer, inputs);
    parameters = parameter_count(*this, layer);
    macs = mac_count(*this, layer);
    if (parameters > kMaxElements - parameters_ || macs > kMaxMacs - macs_) {
      reject(fmt::format("with it the network has more than {} learned values or {} multiply-accumulates", kMaxElements,
                         kMaxMacs));
    }
  } catch (const models::UserError& error) {
    throw models::UserError{fmt::format("{}: {}", describe(layer, inputs), error.what())};
  }
  parameters_ += parameters;
  macs_ += macs;
  tensors_.emplace(layer.name, Tensor{layer.output, layers_.size()});
  return layers_.emplace_back(std::move(layer));
}

const Network::Tensor& Network::find(std::string_view tensor) const {
  const auto found = tensors_.find(tensor);
  if (found == tensors_.end()) {
    std::vector<std::string> known;
    known.reserve(tensors_.size());
    std::transform(tensors_.begin(), tensors_.end(), std::back_inserter(known),
                   [](const auto& entry) { return entry.first; });
    const std::string suggestion = nearest(std::string{tensor}, known);
    throw models::UserError{fmt::format("network '{}' has no tensor '{}'{}", name_, tensor,
                                        suggestion.empty() ? "" : fmt::format("; did you mean '{}'?", suggestion))};
  }
  return found->second;
}

const Layer* Network::producer(std::string_view tensor) const {
  const std::optional<std::size_t> index = find(tensor).producer;
  return index ? &layers_[*index] : nullptr;
}

std::vector<std::vector<std::size_t>> Network::consumers() const {
  std::vector<std::vector<std::size_t>> result(layers_.size());
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    for (const std::string& input : layers_[i].inputs) {
      const std::optional<std::size_t> producer = find(input).producer;
      if (!producer) {
        continue;
      }
      std::vector<std::size_t>& readers = result[*producer];
      if (readers.empty() || readers.back() != i) {
        readers.push_back(i);
      }
    }
  }
  return result;
}

void Network::set_forwards(std::int64_t forwards) {
  if (forwards < 1 || forwards > kMaxForwards) {
    throw models::UserError{fmt::format("forwards is {}, allowed are 1 to {}", forwards, kMaxForwards)};
  }
  forwards_ = forwards;
}

}  // namespace systole::workloads
