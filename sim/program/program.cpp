#include "sim/program/program.hpp"

#include <algorithm>
#include <utility>

#include "models/cim/timing.hpp"
#include "models/errors.hpp"
#include "sim/program/engines.hpp"
#include "sim/program/lowering.hpp"
#include "sim/program/macro_layers.hpp"

namespace systole::sim {

using workloads::Layer;
using workloads::LayerKind;

namespace {

bool is_activation(LayerKind kind) {
  switch (kind) {
    case LayerKind::relu:
    case LayerKind::clamp:
    case LayerKind::silu:
    case LayerKind::gelu:
    case LayerKind::sigmoid:
    case LayerKind::tanh:
      return true;
    default:
      return false;
  }
}

/// A batch norm folds into the weights before it, an activation is applied to results as they leave.
bool can_carry(const Layer& host, const Layer& follower) {
  const bool folds = std::holds_alternative<workloads::Conv>(host.attributes) || host.kind == LayerKind::linear;
  return is_activation(follower.kind) || (follower.kind == LayerKind::batch_norm && folds);
}

}  // namespace

Program::Program(const models::Chip& chip, workloads::Network network) : Program{chip, std::move(network), Unmapped{}} {
  map_layers();
}

Program::Program(const models::Chip& chip, workloads::Network network, Unmapped /*tag*/)
    : chip_{std::make_unique<const models::Chip>(chip)}, network_{std::move(network)} {
  const auto consumers = network_.consumers();
  assign_roles();
  place_on_macros();
  fuse_followers(consumers);
  join_pipelines(consumers);
  lower_layers();
  program_cells();
  widen_inputs_of_macros();
  if (chip_->mapping.fuse) keep_on_chip(consumers);
}

std::vector<LoweredLayer> lower_network(const models::Chip& chip, const workloads::Network& network) {
  const Program program{chip, network, Program::Unmapped{}};
  std::vector<LoweredLayer> layers;
  for (const ProgramLayer& layer : program.layers_)
    if (layer.role == Role::work) layers.push_back({network.layers()[layer.index].name, layer.work});
  return layers;
}

void Program::assign_roles() {
  for (std::size_t index = 0; index < network_.layers().size(); ++index) {
    ProgramLayer layer;
    layer.index = index;
    layer.role = is_view(network_.layers()[index].kind) ? Role::view : Role::work;
    layers_.push_back(std::move(layer));
  }
}

/// Weights stay in their cells for as long as the network runs, if there are enough of them.
void Program::place_on_macros() {
  if (!chip_->cim) return;
  std::vector<MacroLayer> on_macros;
  for (ProgramLayer& layer : layers_) {
    const Layer& source = network_.layers()[layer.index];
    if (layer.role != Role::work || choose_engine(chip_->mapping, network_, source) != models::Engine::cim) continue;
    layer.macros = macro_mapping(*chip_, network_, source);
    on_macros.push_back({source.name, *layer.macros});
  }
  writes_cells_ = is_written_on_the_way(*chip_, network_.name(), on_macros);
}

/// The second layer of a pipeline, and what is between, ride on the first.
void Program::join_pipelines(const std::vector<std::vector<std::size_t>>& consumers) {
  if (!chip_->cim || !chip_->cim->pipeline) return;
  const auto on_macros = [&](std::size_t index) { return layers_[index].macros.has_value(); };
  for (ProgramLayer& host : layers_) {
    if (host.role != Role::work || !host.macros) continue;
    const auto chain = find_chain(network_, consumers, host.index, on_macros);
    if (!chain) continue;
    ProgramLayer& second = layers_[chain->second];
    if (writes_cells_ && host.macros->arrays() + second.macros->arrays() > chip_->cim->macros) continue;
    std::vector<std::size_t> carried = chain->between;
    carried.push_back(second.index);
    carried.insert(carried.end(), second.carries.begin(), second.carries.end());
    for (const std::size_t index : carried) {
      layers_[index].role = Role::fused;
      layers_[index].host = host.index;
    }
    host.carries = carried;
    host.second = second.index;
    host.work.chain = work_between(*chip_, network_, host.index, *chain);
    host.work.chain->n = host.macros->outputs;
    host.work.chain->k = second.macros->inputs;
  }
}

void Program::lower_layers() {
  for (ProgramLayer& layer : layers_) {
    if (layer.role != Role::work) continue;
    const Layer& source = network_.layers()[layer.index];
    const auto chain = layer.work.chain;
    layer.work = lower(*chip_, network_, source, choose_engine(chip_->mapping, network_, source));
    layer.work.chain = chain;
    const std::vector<std::size_t>& last = layer.second ? layers_[*layer.second].carries : layer.carries;
    if (layer.second) layer.work.n = layers_[*layer.second].macros->outputs;
    for (const std::size_t carried : last) {
      const LayerKind kind = network_.layers()[carried].kind;
      if (kind == LayerKind::batch_norm) continue;
      const models::VectorOp op = *vector_op(kind);
      layer.work.vector_cycles += chip_->vector.cost(op);
      ++layer.work.lane_operations[static_cast<std::size_t>(op)];
    }
  }
}

void Program::program_cells() {
  if (!writes_cells_) return;
  const auto cycles = [&](const ProgramLayer& layer) {
    return models::to_cycles(models::programming_time(chip_->cim->programming, layer.macros->weights()), chip_->clock);
  };
  for (ProgramLayer& layer : layers_) {
    if (layer.role != Role::work || !layer.macros) continue;
    layer.work.programming = cycles(layer);
    if (layer.second) layer.work.programming += cycles(layers_[*layer.second]);
  }
}

/// The work layer whose result a tensor is, through views and fused layers; none for inputs and parameters.
const ProgramLayer* Program::producer_on_engine(const std::string& tensor) const {
  const Layer* source = network_.producer(tensor);
  while (source != nullptr) {
    const ProgramLayer& layer = layers_[static_cast<std::size_t>(source - network_.layers().data())];
    if (layer.role == Role::work) return &layer;
    if (layer.role == Role::fused) return &layers_[layer.host];
    if (source->inputs.empty()) return nullptr;
    source = network_.producer(source->inputs.front());
  }
  return nullptr;
}

/// What macros read has more bits than the array's activations: who makes it writes as many.
void Program::widen_inputs_of_macros() {
  for (const ProgramLayer& layer : layers_) {
    if (layer.role != Role::work || !layer.macros || network_.layers()[layer.index].inputs.empty()) continue;
    const ProgramLayer* producer = producer_on_engine(network_.layers()[layer.index].inputs.front());
    if (producer == nullptr) continue;
    models::Work& work = layers_[producer->index].work;
    work.c_element = std::max(work.c_element, layer.work.a_element);
  }
}

void Program::fuse_followers(const std::vector<std::vector<std::size_t>>& consumers) {
  for (ProgramLayer& host : layers_) {
    if (host.role != Role::work) continue;
    std::size_t last = host.index;
    while (consumers[last].size() == 1) {
      const std::size_t next = consumers[last].front();
      if (!can_carry(network_.layers()[host.index], network_.layers()[next])) break;
      layers_[next].role = Role::fused;
      layers_[next].host = host.index;
      host.carries.push_back(next);
      last = next;
    }
  }
}

/// A result that fits a half of the ofmap buffer stays there when the next layer on an engine is its only reader.
void Program::keep_on_chip(const std::vector<std::vector<std::size_t>>& consumers) {
  if (chip_->scratchpad.ofmap.halves < 2) return;
  const models::Bytes half{chip_->scratchpad.ofmap.size.count() / chip_->scratchpad.ofmap.halves};
  ProgramLayer* before = nullptr;
  for (ProgramLayer& layer : layers_) {
    if (layer.role != Role::work) continue;
    if (before != nullptr) {
      const std::size_t end = before->carries.empty() ? before->index : before->carries.back();
      const models::Work& work = before->work;
      const models::Bytes kept = std::max(work.partial_element, work.c_element) * (work.m() * work.n * work.groups);
      const auto& inputs = network_.layers()[layer.index].inputs;
      const bool only_reader = consumers[end].size() == 1 && consumers[end].front() == layer.index &&
                               inputs.front() == network_.layers()[end].name && layer.work.a_operands == 1;
      if (only_reader && kept <= half) before->work.c_on_chip = layer.work.a_on_chip = true;
    }
    before = &layer;
  }
}

void Program::map_layers() {
  // Networks repeat their shapes: each is mapped once.
  std::vector<const ProgramLayer*> mapped;
  for (ProgramLayer& layer : layers_) {
    if (layer.role != Role::work) continue;
    const auto same = std::find_if(mapped.begin(), mapped.end(),
                                   [&](const ProgramLayer* other) { return other->work == layer.work; });
    try {
      layer.mapping = same != mapped.end() ? (*same)->mapping : models::map_layer(*chip_, layer.work);
    } catch (const models::UserError& error) {
      throw models::UserError("layer '" + network_.layers()[layer.index].name + "': " + error.what());
    }
    if (same == mapped.end()) mapped.push_back(&layer);
    layer.schedule.emplace(*chip_, layer.work, layer.mapping.tiling);
  }
}

}  // namespace systole::sim
