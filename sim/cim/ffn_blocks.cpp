#include "sim/cim/ffn_blocks.hpp"

#include <fmt/format.h>

#include <optional>

#include "models/errors.hpp"

namespace systole::sim {

using workloads::Layer;
using workloads::LayerKind;
using workloads::Network;
using workloads::Slice;

namespace {

const Layer* writer(const Network& network, const Layer* reader, std::size_t input, LayerKind kind) {
  if (reader == nullptr || reader->inputs.size() <= input) return nullptr;
  const Layer* layer = network.producer(reader->inputs[input]);
  return layer != nullptr && layer->kind == kind ? layer : nullptr;
}

/// The half of w12's output that a slice takes.
bool takes_half(const Network& network, const Layer& layer, const Layer& w12, std::int64_t hidden, bool second) {
  const auto& slice = std::get<Slice>(layer.attributes);
  const auto axis = static_cast<std::int64_t>(network.shape(w12.name).size()) - 1;
  return slice.axis == axis && slice.size == hidden && slice.begin == (second ? hidden : 0);
}

std::optional<FfnBlock> block_behind(const Network& network, const Layer& w3) {
  const Layer* product = writer(network, &w3, 0, LayerKind::mul);
  const Layer* silu = writer(network, product, 0, LayerKind::silu);
  const Layer* x2 = writer(network, product, 1, LayerKind::slice);
  const Layer* x1 = writer(network, silu, 0, LayerKind::slice);
  const Layer* w12 = writer(network, x1, 0, LayerKind::linear);
  if (w12 == nullptr || x2 == nullptr || writer(network, x2, 0, LayerKind::linear) != w12) return {};
  const workloads::Shape& input = network.shape(w12->inputs.front());
  FfnBlock block;
  block.shape.width = input.back();
  block.shape.hidden = network.shape(product->name).back();
  block.shape.tokens = workloads::element_count(input) / block.shape.width;
  const auto& first = std::get<workloads::Linear>(w12->attributes);
  const auto& last = std::get<workloads::Linear>(w3.attributes);
  const bool fits = takes_half(network, *x1, *w12, block.shape.hidden, false) &&
                    takes_half(network, *x2, *w12, block.shape.hidden, true) &&
                    first.features == 2 * block.shape.hidden && last.features == block.shape.width;
  if (!fits) return {};
  block.w12 = w12->name;
  block.w3 = w3.name;
  block.bias12 = first.bias;
  block.bias3 = last.bias;
  return block;
}

}  // namespace

std::vector<FfnBlock> ffn_blocks(const Network& network) {
  std::vector<FfnBlock> blocks;
  for (const Layer& layer : network.layers()) {
    if (layer.kind != LayerKind::linear) continue;
    std::optional<FfnBlock> block = block_behind(network, layer);
    if (!block) continue;
    block->number = static_cast<int>(blocks.size());
    blocks.push_back(std::move(*block));
  }
  return blocks;
}

std::vector<FfnBlock> chosen_blocks(const Network& network, const std::vector<int>& numbers) {
  const std::vector<FfnBlock> all = ffn_blocks(network);
  if (all.empty())
    throw models::UserError("network '" + network.name() +
                            "' has no SwiGLU feed-forward block, w3 · (silu(x1) · x2) of [x1, x2] = w12 · x; one that "
                            "has: jit_b16_ffn");
  if (numbers.empty()) return {all.front()};
  std::vector<FfnBlock> chosen;
  for (const int number : numbers) {
    if (number < 0 || number >= static_cast<int>(all.size()))
      throw models::UserError(
          fmt::format("network '{}' has no block {}: its blocks are 0 to {}", network.name(), number, all.size() - 1));
    chosen.push_back(all[static_cast<std::size_t>(number)]);
  }
  return chosen;
}

}  // namespace systole::sim
