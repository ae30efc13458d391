#include "models/reference/convolution.hpp"

#include <utility>
#include <vector>

#include "models/numerics/padded_copy.hpp"
#include "models/numerics/span_size.hpp"
#include "models/onednn/prepared_convolution.hpp"

namespace systole::models {

namespace {

PreparedPrimitive prepare(const ConvolutionShape& shape, std::span<const float> weights, std::span<const float> bias) {
  require_size(weights.size(), shape.weight_size(), "FloatConvolution: the weights");
  if (!bias.empty()) require_size(bias.size(), shape.groups * shape.filters, "FloatConvolution: the bias");
  return prepare_convolution(shape, {kFloat, kFloat, kFloat}, {}, weights.data(), bias.empty() ? nullptr : bias.data());
}

/// The shape that oneDNN is asked for: padding is written out where it would not pad itself.
ConvolutionShape asked(ConvolutionShape shape) {
  if (!pads_by_itself(shape.rows)) shape.rows = padded(shape.rows);
  if (!pads_by_itself(shape.cols)) shape.cols = padded(shape.cols);
  return shape;
}

}  // namespace

struct FloatConvolution::Prepared {
  ConvolutionShape shape;
  ConvolutionShape inner;
  PreparedPrimitive primitive;
  std::vector<float> with_padding;  // empty where oneDNN pads
};

FloatConvolution::FloatConvolution(const ConvolutionShape& shape, std::span<const float> weights,
                                   std::span<const float> bias) {
  const ConvolutionShape inner = asked(shape);
  prepared_ = std::make_unique<Prepared>(Prepared{shape, inner, prepare(inner, weights, bias), {}});
  if (inner != shape) prepared_->with_padding.resize(static_cast<std::size_t>(inner.input_size()));
}

FloatConvolution::FloatConvolution(FloatConvolution&&) noexcept = default;
FloatConvolution& FloatConvolution::operator=(FloatConvolution&&) noexcept = default;
FloatConvolution::~FloatConvolution() = default;

void FloatConvolution::run(std::span<const float> input, std::span<float> output) {
  Prepared& p = *prepared_;
  require_size(input.size(), p.shape.input_size(), "FloatConvolution: the input");
  require_size(output.size(), p.shape.output_size(), "FloatConvolution: the output");
  const float* from = input.data();
  if (!p.with_padding.empty()) {
    // An axis that oneDNN pads itself keeps its size and its padding.
    WindowAxis rows = p.shape.rows;
    WindowAxis cols = p.shape.cols;
    if (p.inner.rows == rows) rows.pad_before = 0;
    if (p.inner.cols == cols) cols.pad_before = 0;
    copy_padded(rows, cols, input, p.inner.rows.in, p.inner.cols.in, 0.0F, std::span{p.with_padding},
                [](float value) { return value; });
    from = p.with_padding.data();
  }
  p.primitive.set(DNNL_ARG_SRC, from);
  p.primitive.set(DNNL_ARG_DST, output.data());
  p.primitive.run();
}

}  // namespace systole::models
