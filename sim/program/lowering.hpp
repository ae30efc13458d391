// A layer of a network becomes Work for an engine, or is found to cost nothing.
#pragma once

#include <optional>

#include "models/chip/chip.hpp"
#include "models/dataflow/work.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

/// Layers that only rename or rearrange what lies in memory: the DMA's addresses do it, no engine is asked. An identity
/// is one, as its output has its input's scale; zeros are not even in memory.
bool is_view(workloads::LayerKind kind);
/// Layers that are a GEMM: they go to the array unless a rule says otherwise.
bool is_gemm(workloads::LayerKind kind);
/// A convolution in which every channel has filters of its own.
bool is_depthwise(const workloads::Network& network, const workloads::Layer& layer);

/// The operation of the vector unit that an element-wise or normalising layer is made of; none for GEMMs and views.
std::optional<models::VectorOp> vector_op(workloads::LayerKind kind);

/// Lowers a layer that is not a view. Throws UserError when `engine` cannot run it.
models::Work lower(const models::Chip& chip, const workloads::Network& network, const workloads::Layer& layer,
                   models::Engine engine);

}  // namespace systole::sim
