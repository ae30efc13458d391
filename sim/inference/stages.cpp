#include "sim/inference/stages.hpp"

#include <algorithm>
#include <map>

#include "sim/inference/float_network.hpp"
#include "sim/inference/layout_layer.hpp"

namespace systole::sim {

using workloads::Layer;
using workloads::LayerKind;
using workloads::Network;

namespace {

bool folds_batch_norms(const Layer& layer) {
  return std::holds_alternative<workloads::Conv>(layer.attributes) || layer.kind == LayerKind::linear;
}

/// Layers whose result is rescaled to codes of their own: a clamp of those codes costs nothing more.
bool can_clamp(const Layer& layer) {
  return !inherits_params(layer.kind) && layer.kind != LayerKind::parameter && layer.kind != LayerKind::embedding;
}

/// The bounds of relu or clamp, or false.
bool tighten(const Layer& layer, Stage& stage) {
  if (layer.kind == LayerKind::relu) {
    stage.lowest = std::max(stage.lowest, 0.0);
    return true;
  }
  if (layer.kind != LayerKind::clamp) return false;
  // Of two clamps the later one decides where they do not overlap.
  const auto& bounds = std::get<workloads::Clamp>(layer.attributes);
  stage.lowest = std::clamp(stage.lowest, bounds.low, bounds.high);
  stage.highest = std::clamp(stage.highest, bounds.low, bounds.high);
  return true;
}

Stage stage_from(const Network& network, const std::vector<std::vector<std::size_t>>& consumers, std::size_t first) {
  const Layer& host = network.layers()[first];
  Stage stage{.layer = first, .batch_norm = {}, .clamps = {}};
  if (!can_clamp(host)) return stage;
  while (consumers[stage.last()].size() == 1) {
    const std::size_t next = consumers[stage.last()].front();
    const Layer& follower = network.layers()[next];
    if (follower.kind == LayerKind::batch_norm && stage.last() == first && folds_batch_norms(host)) {
      stage.batch_norm = next;
    } else if (tighten(follower, stage)) {
      stage.clamps.push_back(next);
    } else {
      break;
    }
  }
  return stage;
}

}  // namespace

std::size_t Stage::last() const {
  if (!clamps.empty()) return clamps.back();
  return batch_norm.value_or(layer);
}

std::vector<Stage> stages_of(const Network& network) {
  const auto consumers = network.consumers();
  std::vector<bool> carried(network.layers().size());
  std::vector<Stage> stages;
  for (std::size_t i = 0; i < network.layers().size(); ++i) {
    if (carried[i]) continue;
    stages.push_back(stage_from(network, consumers, i));
    if (stages.back().batch_norm) carried[*stages.back().batch_norm] = true;
    for (const std::size_t clamp : stages.back().clamps) carried[clamp] = true;
  }
  return stages;
}

std::vector<std::vector<std::string>> ending_tensors(const Network& network, const std::vector<Stage>& stages) {
  std::map<std::string, std::size_t> last;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    last[network.layers()[stages[i].last()].name] = i;
    for (const std::string& name : input_names(network.layers()[stages[i].layer])) last[name] = i;
  }
  std::vector<std::vector<std::string>> ending(stages.size());
  for (const auto& [name, stage] : last) ending[stage].push_back(name);
  return ending;
}

std::string stage_name(const Network& network, const Stage& stage) {
  std::string name = network.layers()[stage.layer].name;
  if (stage.batch_norm) name += " +" + network.layers()[*stage.batch_norm].name;
  for (const std::size_t clamp : stage.clamps) name += " +" + network.layers()[clamp].name;
  return name;
}

bool inherits_params(LayerKind kind) {
  switch (kind) {
    case LayerKind::max_pool:
    case LayerKind::relu:
    case LayerKind::clamp:
    case LayerKind::identity:
      return true;
    default:
      return passes_codes_on(kind);
  }
}

}  // namespace systole::sim
