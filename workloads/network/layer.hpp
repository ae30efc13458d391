// A layer of a network: its kind, the kind's attributes, the tensors it reads and the shape it writes.
//
// Shapes are batch first: [N, C, H, W] for images, [N, C, L] for signals, [N, T, D] for tokens, [N, D] for vectors.
// A tensor is named after the layer that writes it, or after the network's input.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace systole::workloads {

using Shape = std::vector<std::int64_t>;

/// Product of all sizes; 1 for a scalar. Throws models::UserError above `kMaxElements` (limits.hpp).
std::int64_t element_count(const Shape& shape);
std::string to_string(const Shape& shape);  // "1x3x32x32"

enum class LayerKind {
  conv1d,
  conv2d,
  linear,
  gemm,
  matmul,
  max_pool,
  avg_pool,
  adaptive_avg_pool,
  add,
  mul,
  div,
  mixed,
  relu,
  clamp,
  silu,
  gelu,
  sigmoid,
  tanh,
  exp,
  softmax,
  layer_norm,
  rms_norm,
  batch_norm,
  rope,
  identity,
  zero,
  concat,
  slice,
  reshape,
  transpose,
  patchify,
  embedding,
  parameter,
};

/// Name as written in network files and reports, e.g. "conv2d".
std::string_view kind_name(LayerKind kind);
/// All kinds in declaration order, for readers and documentation.
const std::vector<LayerKind>& all_layer_kinds();

/// A sliding window over the last two axes; one-dimensional kinds use axis 1 and leave axis 0 at its defaults.
/// `pad_after` may exceed `pad_before`: SCALE-Sim's CSV rounds output sizes up, and the taps outside read zero.
struct Window {
  std::array<std::int64_t, 2> kernel{1, 1};
  std::array<std::int64_t, 2> stride{1, 1};
  std::array<std::int64_t, 2> pad_before{0, 0};
  std::array<std::int64_t, 2> pad_after{0, 0};
  std::array<std::int64_t, 2> dilation{1, 1};

  /// floor((in + pad_before + pad_after - dilation (kernel - 1) - 1) / stride) + 1 (timing.md §1); < 1 when it does not
  /// fit.
  std::int64_t output_size(int axis, std::int64_t in) const;
  bool operator==(const Window&) const = default;
};

struct Conv {
  std::int64_t filters = 1;
  Window window;
  std::int64_t groups = 1;
  bool bias = true;
  bool operator==(const Conv&) const = default;
};
/// y = x W (+ b) over the last axis.
struct Linear {
  std::int64_t features = 1;
  bool bias = true;
  bool operator==(const Linear&) const = default;
};
/// A bare GEMM [M x K] x [K x N] with its own operands, as in a SCALE-Sim GEMM CSV. Reads no tensor.
struct Gemm {
  std::int64_t m = 1;
  std::int64_t k = 1;
  std::int64_t n = 1;
  bool operator==(const Gemm&) const = default;
};
/// Batched product of two activations [.., M, K] x [.., K, N], or x [.., N, K]^T with `transpose_b`, times `scale`
/// (above 0: attention divides by the root of a head's width, which costs nothing where results are rescaled anyway).
struct MatMul {
  bool transpose_b = false;
  double scale = 1;
  bool operator==(const MatMul&) const = default;
};
struct Pool {
  Window window;
  bool operator==(const Pool&) const = default;
};
/// Output size of the last one or two axes; 1 = global.
struct AdaptivePool {
  std::array<std::int64_t, 2> output{1, 1};
  bool operator==(const AdaptivePool&) const = default;
};
/// Element-wise or normalising kinds without attributes beyond "has learned scale (and shift)".
struct Plain {
  bool affine = true;
  bool operator==(const Plain&) const = default;
};
/// min(max(x, low), high); ReLU6 is 0 .. 6.
struct Clamp {
  double low = 0;
  double high = 6;
  bool operator==(const Clamp&) const = default;
};
/// Zeros in the shape of x[.., ::stride, ::stride]: DARTS' candidate "none", which takes the place of strided layers
/// too.
struct Zero {
  std::int64_t stride = 1;
  bool operator==(const Zero&) const = default;
};
/// Axis counts from 0 and includes the batch.
struct Concat {
  std::int64_t axis = 1;
  bool operator==(const Concat&) const = default;
};
struct Slice {
  std::int64_t axis = 1;
  std::int64_t begin = 0;
  std::int64_t size = 1;
  bool operator==(const Slice&) const = default;
};
struct Reshape {
  Shape shape;
  bool operator==(const Reshape&) const = default;
};  // one entry may be -1
struct Transpose {
  std::vector<std::int64_t> axes;
  bool operator==(const Transpose&) const = default;
};
/// [N, C, H, W] -> [N, (H/patch)(W/patch), patch*patch*C].
struct Patchify {
  std::int64_t patch = 16;
  bool operator==(const Patchify&) const = default;
};
/// Table look-up: [N] or [N, T] indices -> [N, features] or [N, T, features].
struct Embedding {
  std::int64_t rows = 1;
  std::int64_t features = 1;
  bool operator==(const Embedding&) const = default;
};
/// A learned tensor (class token, position embedding). Reads no tensor.
struct Parameter {
  Shape shape;
  bool operator==(const Parameter&) const = default;
};

using Attributes = std::variant<Plain, Conv, Linear, Gemm, MatMul, Pool, AdaptivePool, Clamp, Zero, Concat, Slice,
                                Reshape, Transpose, Patchify, Embedding, Parameter>;

/// The alternative that layers of this kind carry, with its default values.
Attributes default_attributes(LayerKind kind);

struct Layer {
  std::string name;
  LayerKind kind = LayerKind::relu;
  std::vector<std::string> inputs;
  Attributes attributes;
  Shape output;  // set by Network::add
  bool operator==(const Layer&) const = default;
};

}  // namespace systole::workloads
