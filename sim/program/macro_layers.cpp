#include "sim/program/macro_layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "models/errors.hpp"
#include "models/numerics/operators/lane_operations.hpp"
#include "sim/program/lowering.hpp"

namespace systole::sim {

using models::VectorOp;
using workloads::Layer;
using workloads::LayerKind;
using workloads::Network;

namespace {

std::int64_t vectors_of(const Layer& layer) {
  return workloads::element_count(layer.output) / layer.output.back();
}

bool keeps_vectors(LayerKind kind) {
  switch (kind) {
    case LayerKind::relu:
    case LayerKind::clamp:
    case LayerKind::silu:
    case LayerKind::gelu:
    case LayerKind::sigmoid:
    case LayerKind::tanh:
    case LayerKind::add:
    case LayerKind::mul:
    case LayerKind::identity:
    case LayerKind::slice:
      return true;
    default:
      return false;
  }
}

/// All of the network's inputs of `layer` are among `names`.
bool reads_only(const Layer& layer, const std::set<std::string>& names) {
  return !layer.inputs.empty() && std::all_of(layer.inputs.begin(), layer.inputs.end(),
                                              [&](const std::string& input) { return names.contains(input); });
}

}  // namespace

models::CimMapping macro_mapping(const models::Chip& chip, const Network& network, const Layer& layer) {
  const auto refuse = [&](const std::string& why) {
    throw models::UserError("layer '" + layer.name + "' is a " + std::string{workloads::kind_name(layer.kind)} + ": " +
                            why + "; see mapping.engines");
  };
  if (!is_gemm(layer.kind)) refuse("CIM macros run products with constant weights only");
  if (layer.kind == LayerKind::matmul)
    refuse("both its operands are activations, and the cells of CIM macros hold constant weights");
  if (const auto* conv = std::get_if<workloads::Conv>(&layer.attributes); conv != nullptr && conv->groups > 1)
    refuse(fmt::format("of its {} groups each would leave the cells of the others empty, which is not modelled",
                       conv->groups));
  const models::Work work = lower(chip, network, layer, models::Engine::array);
  return models::map_onto_arrays(chip.cim->arithmetic, work.k(), work.n);
}

std::optional<MacroChain> find_chain(const Network& network, const std::vector<std::vector<std::size_t>>& consumers,
                                     std::size_t first, const std::function<bool(std::size_t)>& on_macros) {
  const std::vector<Layer>& layers = network.layers();
  // Others follow for convolutions, whose vectors are pixels in another order.
  if (layers[first].kind != LayerKind::linear) return std::nullopt;
  const std::int64_t vectors = vectors_of(layers[first]);
  std::set<std::string> names{layers[first].name};
  std::vector<std::size_t> members{first};
  MacroChain chain;
  for (std::size_t index = first + 1; index < layers.size() && chain.second == 0; ++index) {
    const Layer& layer = layers[index];
    if (!reads_only(layer, names) || vectors_of(layer) != vectors) continue;
    if (layer.kind == LayerKind::linear && on_macros(index)) {
      chain.second = index;
    } else if (keeps_vectors(layer.kind)) {
      names.insert(layer.name);
      members.push_back(index);
      if (!is_view(layer.kind)) chain.between.push_back(index);
    }
  }
  if (chain.second == 0 || chain.between.empty()) return std::nullopt;
  const auto is_read_inside = [&](std::size_t member) {
    return !consumers[member].empty() &&
           std::all_of(consumers[member].begin(), consumers[member].end(), [&](std::size_t reader) {
             return reader == chain.second || std::find(members.begin(), members.end(), reader) != members.end();
           });
  };
  if (!std::all_of(members.begin(), members.end(), is_read_inside)) return std::nullopt;
  return chain;
}

models::CimChain work_between(const models::Chip& chip, const Network& network, std::size_t first,
                              const MacroChain& chain) {
  const std::vector<Layer>& layers = network.layers();
  const std::int64_t vectors = vectors_of(layers[first]);
  models::CimChain work;
  const auto add = [&work](VectorOp op, std::int64_t operations, std::int64_t cycles) {
    work.lane_operations[static_cast<std::size_t>(op)] += operations;
    work.vector_cycles += cycles;
  };
  const std::int64_t sums = layers[first].output.back();
  add(VectorOp::requant, sums, sums * chip.vector.cost(VectorOp::requant));
  for (const std::size_t index : chain.between) {
    const Layer& layer = layers[index];
    const VectorOp op = *vector_op(layer.kind);
    const bool joins = layer.kind == LayerKind::add || layer.kind == LayerKind::mul;
    const auto operations = models::lane_operations(op, joins ? static_cast<std::int64_t>(layer.inputs.size()) : 2);
    const std::int64_t each = joins ? lane_cycles(chip.vector, operations) : chip.vector.cost(op);
    const std::int64_t elements = workloads::element_count(layer.output) / vectors;
    add(op, elements * operations.count, elements * each);
  }
  return work;
}

bool is_written_on_the_way(const models::Chip& chip, const std::string& network,
                           const std::vector<MacroLayer>& layers) {
  std::int64_t arrays = 0;
  for (const MacroLayer& layer : layers) arrays += layer.mapping.arrays();
  const models::CimEngine& engine = *chip.cim;
  if (arrays <= engine.macros) return false;
  const MacroLayer& largest = *std::max_element(layers.begin(), layers.end(), [](const auto& a, const auto& b) {
    return a.mapping.arrays() < b.mapping.arrays();
  });
  const bool one_at_a_time = largest.mapping.arrays() <= engine.macros;
  if (engine.programming.allowed && one_at_a_time) return true;
  const std::string size = engine.arithmetic.rows
                               ? fmt::format("{} x {}", *engine.arithmetic.rows, engine.arithmetic.cols)
                               : fmt::format("unlimited rows x {}", engine.arithmetic.cols);
  std::string text = fmt::format(
      "'{}' needs {} arrays of {} for its {} layers on CIM macros, and '{}' has {} (cim.macros); the largest layer, "
      "'{}', needs {}",
      network, arrays, size, layers.size(), chip.name, engine.macros, largest.name, largest.mapping.arrays());
  text += one_at_a_time
              ? fmt::format("; use --set cim.macros={}, or cim.reprogram=allow, which writes cells on the way", arrays)
              : "; a layer's arrays work together, and writing cells on the way does not help";
  throw models::UserError(text);
}

}  // namespace systole::sim
