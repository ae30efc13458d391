// Shape inference: the output shape of a layer from its attributes and the shapes it reads. Each function throws
// models::UserError that says what does not fit; Network::add puts the layer's name and the shapes in front.
#pragma once

#include <vector>

#include "workloads/network/layer.hpp"

namespace systole::workloads {

using Shapes = std::vector<Shape>;

/// Checks the number of inputs and the attributes, then dispatches to the functions below.
Shape infer_output(const Layer& layer, const Shapes& inputs);

Shape infer_conv(LayerKind kind, const Conv& conv, const Shape& in);
Shape infer_pool(const Pool& pool, const Shape& in);
Shape infer_adaptive_pool(const AdaptivePool& pool, const Shape& in);
Shape infer_patchify(const Patchify& patchify, const Shape& in);

Shape infer_linear(const Linear& linear, const Shape& in);
Shape infer_gemm(const Gemm& gemm);
Shape infer_matmul(const MatMul& matmul, const Shape& a, const Shape& b);
Shape infer_embedding(const Embedding& embedding, const Shape& in);

/// Element-wise and normalising kinds; add, mul and div broadcast like numpy, mixed wants equal shapes.
Shape infer_plain(LayerKind kind, const Shapes& inputs);

Shape infer_clamp(const Clamp& clamp, const Shape& in);
Shape infer_zero(const Zero& zero, const Shape& in);

Shape infer_concat(const Concat& concat, const Shapes& inputs);
Shape infer_slice(const Slice& slice, const Shape& in);
Shape infer_reshape(const Reshape& reshape, const Shape& in);
Shape infer_transpose(const Transpose& transpose, const Shape& in);

/// Throws unless `value` is in 1 .. `max`.
void require_positive(std::string_view what, std::int64_t value, std::int64_t max);
/// Throws unless `in` has `rank` axes; `layout` says which ("[N, C, H, W]").
void require_rank(const Shape& in, std::size_t rank, std::string_view layout);
/// Throws unless `in` is [N, C, L] or [N, C, H, W].
void require_spatial(const Shape& in);
[[noreturn]] void reject(const std::string& why);

}  // namespace systole::workloads
