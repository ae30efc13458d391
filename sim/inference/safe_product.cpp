#include "sim/inference/safe_product.hpp"

#include <algorithm>
#include <limits>

#include "models/numerics/sum_range.hpp"
#include "sim/inference/layer_shapes.hpp"

namespace systole::sim {

using models::OperandRange;
using workloads::Layer;
using workloads::Network;

namespace {

/// [filters][reduction], which all but bare GEMMs have already.
std::vector<std::int16_t> by_filter(const Layer& layer, const ProductGeometry& geometry,
                                    const std::vector<std::int16_t>& weights) {
  if (layer.kind != workloads::LayerKind::gemm) return weights;
  return transposed(std::span{weights}, static_cast<std::size_t>(geometry.shape.channels),
                    static_cast<std::size_t>(geometry.shape.filters));
}

/// Codes less their zero point need a bit more than the codes: of 16-bit codes they may not fit.
bool fits_operand(const OperandRange& range) {
  return range.lowest >= std::numeric_limits<std::int16_t>::min() &&
         range.highest <= std::numeric_limits<std::int16_t>::max();
}

/// Sums over some of each filter's weights.
std::vector<models::SumRange> sums_of_ones(const std::vector<std::int16_t>& weights, std::size_t reduction) {
  std::vector<models::SumRange> sums;
  const std::span<const std::int16_t> all{weights};
  for (std::size_t at = 0; at < all.size(); at += reduction)
    sums.push_back(models::sum_range(all.subspan(at, reduction), {0, 1}));
  return sums;
}

/// Whether sums of those weights, each times a number of the range or 0, fit the bits.
bool fit(const std::vector<models::SumRange>& ones, const OperandRange& input, int bits) {
  const std::int64_t low = std::min(input.lowest, 0);
  const std::int64_t high = std::max(input.highest, 0);
  return std::all_of(ones.begin(), ones.end(), [&](const models::SumRange& of) {
    return models::SumRange{of.highest * low + of.lowest * high, of.highest * high + of.lowest * low}.fits(bits);
  });
}

}  // namespace

std::optional<SafeProduct> SafeProduct::make(const SafeOperand& input, const Network& network, const Layer& layer,
                                             const std::vector<std::int16_t>& weights,
                                             const models::PostProcessing& post) {
  const ProductGeometry geometry = product_geometry(network, layer);
  const std::vector<std::int16_t> filters = by_filter(layer, geometry, weights);
  const models::CodeInput codes{{input.params.format.lowest(), input.params.format.highest()}, input.params.zero_point};
  std::vector<models::SumRange> ones = sums_of_ones(filters, static_cast<std::size_t>(geometry.shape.reduction()));
  if (!fits_operand(codes.centred()) || !fit(ones, codes.centred(), kSumBits)) return std::nullopt;
  SafeProduct product{models::QuantizedConvolution{geometry.shape, filters, codes, post, geometry.order}, input};
  product.ones_ = std::move(ones);
  product.holds_all_ = product.holds(codes.codes);
  return product;
}

/// Padding reads the zero point, which the array's edge may have taken off.
bool SafeProduct::holds(const OperandRange& codes) const {
  const OperandRange with_padding{std::min(codes.lowest, input_.params.zero_point),
                                  std::max(codes.highest, input_.params.zero_point)};
  return fit(ones_, with_padding.less(input_.edge_offset), input_.accumulator_bits);
}

bool SafeProduct::holds(models::Codes input) const {
  return holds_all_ || holds(models::range_of(input));
}

}  // namespace systole::sim
