#include "workloads/network/layer.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>

#include "models/errors.hpp"
#include "workloads/network/limits.hpp"

namespace systole::workloads {

namespace {

// In the order of LayerKind.
constexpr std::array<std::string_view, 33> kKindNames{
    "conv1d",   "conv2d", "linear", "gemm",    "matmul",     "max_pool",  "avg_pool",   "adaptive_avg_pool",
    "add",      "mul",    "div",    "mixed",   "relu",       "clamp",     "silu",       "gelu",
    "sigmoid",  "tanh",   "exp",    "softmax", "layer_norm", "rms_norm",  "batch_norm", "rope",
    "identity", "zero",   "concat", "slice",   "reshape",    "transpose", "patchify",   "embedding",
    "parameter"};
static_assert(kKindNames.size() == static_cast<std::size_t>(LayerKind::parameter) + 1);

}  // namespace

std::int64_t bounded_product(std::initializer_list<std::int64_t> factors, std::int64_t limit, std::string_view what) {
  std::int64_t product = 1;
  for (const std::int64_t factor : factors) {
    if (factor > limit / product) {
      throw models::UserError{fmt::format("{} exceed the limit of {}", what, limit)};
    }
    product *= factor;
  }
  return product;
}

std::int64_t element_count(const Shape& shape) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size <= 0) {
      throw models::UserError{fmt::format("shape {} holds a size that is not positive", to_string(shape))};
    }
    if (size > kMaxElements / count) {
      throw models::UserError{fmt::format("shape {} has more than {} elements, the most a tensor may have",
                                          to_string(shape), kMaxElements)};
    }
    count *= size;
  }
  return count;
}

std::string to_string(const Shape& shape) {
  return shape.empty() ? "scalar" : fmt::format("{}", fmt::join(shape, "x"));
}

std::string_view kind_name(LayerKind kind) {
  return kKindNames.at(static_cast<std::size_t>(kind));
}

const std::vector<LayerKind>& all_layer_kinds() {
  static const std::vector<LayerKind> kinds = [] {
    std::vector<LayerKind> all;
    for (std::size_t i = 0; i < kKindNames.size(); ++i) {
      all.push_back(static_cast<LayerKind>(i));
    }
    return all;
  }();
  return kinds;
}

std::int64_t Window::output_size(int axis, std::int64_t in) const {
  const auto i = static_cast<std::size_t>(axis);
  const std::int64_t travel = in + pad_before.at(i) + pad_after.at(i) - dilation.at(i) * (kernel.at(i) - 1) - 1;
  return travel < 0 ? 0 : travel / stride.at(i) + 1;
}

Attributes default_attributes(LayerKind kind) {
  switch (kind) {
    case LayerKind::conv1d:
    case LayerKind::conv2d:
      return Conv{};
    case LayerKind::linear:
      return Linear{};
    case LayerKind::gemm:
      return Gemm{};
    case LayerKind::matmul:
      return MatMul{};
    case LayerKind::max_pool:
    case LayerKind::avg_pool:
      return Pool{};
    case LayerKind::adaptive_avg_pool:
      return AdaptivePool{};
    case LayerKind::clamp:
      return Clamp{};
    case LayerKind::zero:
      return Zero{};
    case LayerKind::concat:
      return Concat{};
    case LayerKind::slice:
      return Slice{};
    case LayerKind::reshape:
      return Reshape{};
    case LayerKind::transpose:
      return Transpose{};
    case LayerKind::patchify:
      return Patchify{};
    case LayerKind::embedding:
      return Embedding{};
    case LayerKind::parameter:
      return Parameter{};
    default:
      return Plain{};
  }
}

}  // namespace systole::workloads
