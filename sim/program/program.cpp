#include "sim/program/program.hpp"

#include <algorithm>
#include <utility>

#include "models/errors.hpp"
#include "sim/program/engines.hpp"
#include "sim/program/lowering.hpp"

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

Program::Program(const models::Chip& chip, workloads::Network network)
    : chip_{std::make_unique<const models::Chip>(chip)}, network_{std::move(network)} {
  const auto consumers = network_.consumers();
  assign_roles();
  fuse_followers(consumers);
  for (ProgramLayer& layer : layers_) {
    if (layer.role != Role::work) continue;
    const Layer& source = network_.layers()[layer.index];
    layer.work = lower(*chip_, network_, source, choose_engine(chip_->mapping, network_, source));
    for (const std::size_t carried : layer.carries) {
      const LayerKind kind = network_.layers()[carried].kind;
      if (kind == LayerKind::batch_norm) continue;
      const models::VectorOp op = *vector_op(kind);
      layer.work.vector_cycles += chip_->vector.cost(op);
      ++layer.work.lane_operations[static_cast<std::size_t>(op)];
    }
  }
  if (chip_->mapping.fuse) keep_on_chip(consumers);
  map_layers();
}

void Program::assign_roles() {
  for (std::size_t index = 0; index < network_.layers().size(); ++index) {
    ProgramLayer layer;
    layer.index = index;
    layer.role = is_view(network_.layers()[index].kind) ? Role::view : Role::work;
    layers_.push_back(std::move(layer));
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
