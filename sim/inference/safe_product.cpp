#include "sim/inference/safe_product.hpp"

#include <algorithm>
#include <utility>

#include "models/numerics/sum_range.hpp"
#include "sim/inference/layer_shapes.hpp"

namespace systole::sim {

using models::OperandRange;
using workloads::Layer;
using workloads::Network;

namespace {

constexpr int kSumBits = 32;

/// [filters][reduction], which all but bare GEMMs have already.
std::vector<std::int16_t> by_filter(const Layer& layer, const ProductGeometry& geometry,
                                    const std::vector<std::int16_t>& weights) {
  if (layer.kind != workloads::LayerKind::gemm) return weights;
  return transposed(std::span{weights}, static_cast<std::size_t>(geometry.shape.channels),
                    static_cast<std::size_t>(geometry.shape.filters));
}

bool sums_fit(const std::vector<std::int16_t>& weights, std::size_t reduction, const OperandRange& input, int bits) {
  const std::span<const std::int16_t> all{weights};
  for (std::size_t at = 0; at < all.size(); at += reduction)
    if (!models::sum_range(all.subspan(at, reduction), input).fits(bits)) return false;
  return true;
}

OperandRange shifted(const models::CodeFormat& format, std::int32_t by) {
  return {format.lowest() - by, format.highest() - by};
}

}  // namespace

SafeProduct::SafeProduct(models::Int8Convolution sums, std::int32_t zero_point, const models::PostProcessing& post)
    : convolution_{std::move(sums)}, zero_point_{zero_point}, post_{post} {}

std::optional<SafeProduct> SafeProduct::make(const SafeOperand& input, const Network& network, const Layer& layer,
                                             const std::vector<std::int16_t>& weights,
                                             const models::PostProcessing& post) {
  const ProductGeometry geometry = product_geometry(network, layer);
  const std::vector<std::int16_t> filters = by_filter(layer, geometry, weights);
  const auto reduction = static_cast<std::size_t>(geometry.shape.reduction());
  const OperandRange seen = shifted(input.params.format, input.edge_offset);
  const OperandRange centred = shifted(input.params.format, input.params.zero_point);
  if (!sums_fit(filters, reduction, seen, input.accumulator_bits) || !sums_fit(filters, reduction, centred, kSumBits))
    return std::nullopt;
  SafeProduct product{{geometry.shape, filters, centred, geometry.order}, input.params.zero_point, post};
  if (geometry.order == models::ChannelOrder::first)
    product.pixels_ = static_cast<std::size_t>(geometry.shape.rows.out * geometry.shape.cols.out);
  product.channels_ = static_cast<std::size_t>(geometry.shape.groups * geometry.shape.filters);
  product.centred_.resize(static_cast<std::size_t>(geometry.shape.input_size()));
  product.sums_.resize(static_cast<std::size_t>(geometry.shape.output_size()));
  return product;
}

void SafeProduct::run(models::Codes input, models::MutableCodes output) {
  std::transform(input.begin(), input.end(), centred_.begin(),
                 [zero = zero_point_](std::int16_t code) { return static_cast<std::int16_t>(code - zero); });
  convolution_.run(centred_, sums_);
  for (std::size_t i = 0; i < sums_.size(); ++i)
    output[i] = static_cast<std::int16_t>(post_(sums_[i], i / pixels_ % channels_));
}

}  // namespace systole::sim
