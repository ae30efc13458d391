// Layers that move elements about without changing them, for real numbers and for codes.
#pragma once

#include <functional>
#include <span>

#include "workloads/network/network.hpp"

namespace systole::sim {

template <class T>
using LayoutLayer = std::function<void(std::span<const std::span<const T>> inputs, std::span<T> output)>;

/// concat, slice, reshape, transpose, patchify. Throws models::ModelError for any other kind.
template <class T>
LayoutLayer<T> make_layout_layer(const workloads::Network& network, const workloads::Layer& layer);

extern template LayoutLayer<float> make_layout_layer(const workloads::Network&, const workloads::Layer&);
extern template LayoutLayer<std::int16_t> make_layout_layer(const workloads::Network&, const workloads::Layer&);

/// Whether `make_layout_layer` makes it, and all of its output's codes are codes of its only input.
bool passes_codes_on(workloads::LayerKind kind);

}  // namespace systole::sim
