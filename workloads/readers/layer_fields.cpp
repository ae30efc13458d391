#include "workloads/readers/layer_fields.hpp"

#include "workloads/network/limits.hpp"

namespace systole::workloads {

namespace {

constexpr Range kSize{1, kMaxElements};
constexpr Range kIndex{0, kMaxElements};
constexpr Range kTaps{1, kMaxWindow};
constexpr Range kPadding{0, kMaxWindow};
constexpr Range kAxis{0, static_cast<std::int64_t>(kMaxRank) - 1};

Window read_window(const Fields& fields, int axes, bool stride_is_kernel) {
  Window window;
  fields.require("kernel");
  window.kernel = fields.per_axis("kernel", axes, kTaps, {1, 1});
  window.stride = fields.per_axis("stride", axes, kTaps, {1, 1});
  if (stride_is_kernel && fields.find("stride") == nullptr) {
    window.stride = window.kernel;
  }
  window.pad_before = fields.per_axis("padding", axes, kPadding, {0, 0});
  window.pad_after = fields.per_axis("padding_after", axes, kPadding, window.pad_before);
  window.dilation = fields.per_axis("dilation", axes, kTaps, {1, 1});
  return window;
}

Conv read_conv(const Fields& fields, int axes) {
  return {fields.integer("filters", kSize), read_window(fields, axes, false), fields.integer("groups", kSize, 1),
          fields.boolean("bias", true)};
}

/// One overload an attribute type; the argument only selects it.
class Reader {
 public:
  Reader(const Fields& fields, int axes) : fields_{&fields}, axes_{axes} {}

  Attributes operator()(const Plain& /*kind*/) const { return Plain{fields_->boolean("affine", true)}; }
  Attributes operator()(const Conv& /*kind*/) const { return read_conv(*fields_, axes_); }
  Attributes operator()(const Linear& /*kind*/) const {
    return Linear{fields_->integer("features", kSize), fields_->boolean("bias", true)};
  }
  Attributes operator()(const Gemm& /*kind*/) const {
    return Gemm{fields_->integer("m", kSize), fields_->integer("k", kSize), fields_->integer("n", kSize)};
  }
  Attributes operator()(const MatMul& /*kind*/) const {
    return MatMul{fields_->boolean("transpose_b", false),
                  fields_->find("scale") != nullptr ? fields_->real("scale") : 1};
  }
  Attributes operator()(const Pool& /*kind*/) const { return Pool{read_window(*fields_, axes_, true)}; }
  Attributes operator()(const AdaptivePool& /*kind*/) const {
    return AdaptivePool{fields_->per_axis("output", axes_, kSize, {1, 1})};
  }
  Attributes operator()(const Clamp& /*kind*/) const { return Clamp{fields_->real("low"), fields_->real("high")}; }
  Attributes operator()(const Zero& /*kind*/) const { return Zero{fields_->integer("stride", kTaps, 1)}; }
  Attributes operator()(const Concat& /*kind*/) const { return Concat{fields_->integer("axis", kAxis)}; }
  Attributes operator()(const Slice& /*kind*/) const {
    return Slice{fields_->integer("axis", kAxis), fields_->integer("begin", kIndex, 0),
                 fields_->integer("size", kSize)};
  }
  Attributes operator()(const Reshape& /*kind*/) const {
    return Reshape{fields_->integers("shape", {-1, kMaxElements})};
  }
  Attributes operator()(const Transpose& /*kind*/) const { return Transpose{fields_->integers("axes", kAxis)}; }
  Attributes operator()(const Patchify& /*kind*/) const { return Patchify{fields_->integer("patch", kTaps)}; }
  Attributes operator()(const Embedding& /*kind*/) const {
    return Embedding{fields_->integer("rows", kSize), fields_->integer("features", kSize)};
  }
  Attributes operator()(const Parameter& /*kind*/) const { return Parameter{fields_->integers("shape", kSize)}; }

 private:
  const Fields* fields_;
  int axes_;
};

std::vector<std::string> own_keys(LayerKind kind) {
  switch (kind) {
    case LayerKind::conv1d:
    case LayerKind::conv2d:
      return {"filters", "kernel", "stride", "padding", "padding_after", "dilation", "groups", "bias"};
    case LayerKind::linear:
      return {"features", "bias"};
    case LayerKind::gemm:
      return {"m", "k", "n"};
    case LayerKind::matmul:
      return {"transpose_b", "scale"};
    case LayerKind::max_pool:
    case LayerKind::avg_pool:
      return {"kernel", "stride", "padding", "padding_after", "dilation"};
    case LayerKind::adaptive_avg_pool:
      return {"output"};
    case LayerKind::layer_norm:
    case LayerKind::rms_norm:
    case LayerKind::batch_norm:
      return {"affine"};
    case LayerKind::clamp:
      return {"low", "high"};
    case LayerKind::zero:
      return {"stride"};
    case LayerKind::concat:
      return {"axis"};
    case LayerKind::slice:
      return {"axis", "begin", "size"};
    case LayerKind::reshape:
    case LayerKind::parameter:
      return {"shape"};
    case LayerKind::transpose:
      return {"axes"};
    case LayerKind::patchify:
      return {"patch"};
    case LayerKind::embedding:
      return {"rows", "features"};
    default:
      return {};
  }
}

}  // namespace

std::vector<std::string> layer_keys(LayerKind kind) {
  std::vector<std::string> keys{"name", "kind"};
  if (kind != LayerKind::gemm && kind != LayerKind::parameter) {
    keys.insert(keys.end(), {"input", "inputs"});
  }
  const std::vector<std::string> own = own_keys(kind);
  keys.insert(keys.end(), own.begin(), own.end());
  return keys;
}

Attributes read_attributes(LayerKind kind, const Fields& fields, int axes) {
  return std::visit(Reader{fields, axes}, default_attributes(kind));
}

}  // namespace systole::workloads
