#include "workloads/network/infer.hpp"

#include <fmt/format.h>

#include <limits>

#include "models/errors.hpp"
#include "workloads/network/limits.hpp"

namespace systole::workloads {

namespace {

struct Arity {
  std::size_t min;
  std::size_t max;
};

Arity arity(LayerKind kind) {
  constexpr std::size_t kMany = std::numeric_limits<std::size_t>::max();
  switch (kind) {
    case LayerKind::gemm:
    case LayerKind::parameter:
      return {0, 0};
    case LayerKind::matmul:
    case LayerKind::div:
      return {2, 2};
    case LayerKind::add:
    case LayerKind::mul:
    case LayerKind::mixed:
      return {2, kMany};
    case LayerKind::concat:
      return {1, kMany};
    default:
      return {1, 1};
  }
}

void check_arity(LayerKind kind, std::size_t found) {
  const auto [min, max] = arity(kind);
  if (found >= min && found <= max) {
    return;
  }
  if (max == 0) {
    reject(fmt::format("it reads no tensor, but {} input(s) are given", found));
  }
  reject(fmt::format("it reads {}{} tensor(s), but {} are given", min == max ? "" : "at least ", min, found));
}

/// One overload an attribute type, for std::visit.
class Inference {
 public:
  Inference(LayerKind kind, const Shapes& inputs) : kind_{kind}, inputs_{&inputs} {}

  Shape operator()(const Plain& /*plain*/) const { return infer_plain(kind_, *inputs_); }
  Shape operator()(const Conv& conv) const { return infer_conv(kind_, conv, inputs_->front()); }
  Shape operator()(const Linear& linear) const { return infer_linear(linear, inputs_->front()); }
  Shape operator()(const Gemm& gemm) const { return infer_gemm(gemm); }
  Shape operator()(const MatMul& matmul) const { return infer_matmul(matmul, inputs_->front(), inputs_->back()); }
  Shape operator()(const Pool& pool) const { return infer_pool(pool, inputs_->front()); }
  Shape operator()(const AdaptivePool& pool) const { return infer_adaptive_pool(pool, inputs_->front()); }
  Shape operator()(const Clamp& clamp) const { return infer_clamp(clamp, inputs_->front()); }
  Shape operator()(const Zero& zero) const { return infer_zero(zero, inputs_->front()); }
  Shape operator()(const Concat& concat) const { return infer_concat(concat, *inputs_); }
  Shape operator()(const Slice& slice) const { return infer_slice(slice, inputs_->front()); }
  Shape operator()(const Reshape& reshape) const { return infer_reshape(reshape, inputs_->front()); }
  Shape operator()(const Transpose& transpose) const { return infer_transpose(transpose, inputs_->front()); }
  Shape operator()(const Patchify& patchify) const { return infer_patchify(patchify, inputs_->front()); }
  Shape operator()(const Embedding& embedding) const { return infer_embedding(embedding, inputs_->front()); }
  Shape operator()(const Parameter& parameter) const { return parameter.shape; }

 private:
  LayerKind kind_;
  const Shapes* inputs_;
};

}  // namespace

void reject(const std::string& why) {
  throw models::UserError{why};
}

void require_positive(std::string_view what, std::int64_t value, std::int64_t max) {
  if (value < 1 || value > max) {
    reject(fmt::format("{} is {}, allowed are 1 to {}", what, value, max));
  }
}

void require_rank(const Shape& in, std::size_t rank, std::string_view layout) {
  if (in.size() != rank) {
    reject(fmt::format("it needs {} axes {}, but its input has {}", rank, layout, in.size()));
  }
}

void require_spatial(const Shape& in) {
  if (in.size() != 3 && in.size() != 4) {
    reject(fmt::format("it needs [N, C, L] or [N, C, H, W], but its input has {} axes", in.size()));
  }
}

Shape infer_output(const Layer& layer, const Shapes& inputs) {
  if (layer.attributes.index() != default_attributes(layer.kind).index()) {
    throw models::ModelError{
        fmt::format("layer '{}' of kind {} carries the attributes of another kind", layer.name, kind_name(layer.kind))};
  }
  check_arity(layer.kind, inputs.size());
  Shape output = std::visit(Inference{layer.kind, inputs}, layer.attributes);
  if (output.empty() || output.size() > kMaxRank) {
    reject(fmt::format("its output {} has {} axes, allowed are 1 to {}", to_string(output), output.size(), kMaxRank));
  }
  element_count(output);
  return output;
}

}  // namespace systole::workloads
