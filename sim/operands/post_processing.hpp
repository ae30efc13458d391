// What the vector unit does to a layer's sums at cycle detail: bias, zero points, the scale of its codes, activation.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/dataflow/work.hpp"
#include "models/datapath/layer_data.hpp"
#include "workloads/network/layer.hpp"
#include "workloads/tensors/tensor.hpp"

namespace systole::sim {

/// Integers are used as they are; real numbers become round(bias / scale), for which operands must have been real, too.
std::vector<std::int32_t> given_bias(const workloads::Tensor& tensor, double scale);
/// Drawn uniformly from a sixteenth of the range of the layer's sums.
std::vector<std::int32_t> drawn_bias(const std::vector<std::int64_t>& sums, std::int64_t channels, std::uint64_t seed,
                                     std::string_view name);

/// The scale is that of the layer's own largest sum: the range of its codes is used in full. `carried`: the layers that
/// are done on the way out. Activations other than ReLU become one table over 8-bit codes, of which the largest
/// stands for 8: sums of given integers have no scale of their own.
models::PostProcessing post_processing(const models::Chip& chip, const models::Work& work,
                                       const models::LayerData& data, std::vector<std::int32_t> bias,
                                       const std::vector<const workloads::Layer*>& carried);

}  // namespace systole::sim
