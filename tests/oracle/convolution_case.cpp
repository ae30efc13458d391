#include "tests/oracle/convolution_case.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/numerics/int8_convolution.hpp"
#include "tests/oracle/random_scales.hpp"

namespace systole::tests {

using namespace models;
using workloads::Shape;

namespace {

/// An axis whose outputs are all that ONNX makes of it, with different padding at its ends.
WindowAxis random_axis(CodeRandom& random, std::int64_t kernel, std::int64_t& pad_after) {
  WindowAxis axis;
  axis.kernel = kernel;
  axis.stride = random.number(1, 3);
  axis.dilation = random.number(1, kernel > 1 ? 3 : 1);
  const std::int64_t reach = axis.dilation * (kernel - 1) + 1;
  axis.pad_before = random.number(0, kernel - 1);
  pad_after = random.number(0, kernel - 1);
  axis.in = random.number(std::max<std::int64_t>(1, reach - axis.pad_before - pad_after), reach + 9);
  axis.out = (axis.in + axis.pad_before + pad_after - reach) / axis.stride + 1;
  return axis;
}

Convolution random_shape(CodeRandom& random, ConvolutionKind kind) {
  Convolution c;
  ConvolutionShape& s = c.shape;
  const std::int64_t kernel = kind == ConvolutionKind::pointwise ? 1 : random.number(1, 5);
  s.images = random.number(1, 2);
  s.groups = kind == ConvolutionKind::grouped     ? random.number(2, 4)
             : kind == ConvolutionKind::depthwise ? random.number(2, 40)
                                                  : 1;
  s.channels = kind == ConvolutionKind::depthwise ? 1
               : kind == ConvolutionKind::deep    ? random.number(200, 400)
                                                  : random.number(1, 20);
  s.filters = kind == ConvolutionKind::depthwise ? random.number(1, 2) : random.number(1, 20);
  c.line = kind == ConvolutionKind::line;
  s.rows = c.line ? plain_axis(1) : random_axis(random, kernel, c.row_pad_after);
  s.cols = random_axis(random, kind == ConvolutionKind::pointwise ? 1 : random.number(1, 5), c.col_pad_after);
  return c;
}

}  // namespace

bool Convolution::sums_codes() const {
  return shape.rows.pad_before + row_pad_after + shape.cols.pad_before + col_pad_after == 0 &&
         w.front().zero_point == 0;
}

std::vector<std::int64_t> centred_sums(const Convolution& c) {
  return exact_convolution(c.shape, centred(c.input, c.x.zero_point), centred(c.weights, c.w.front().zero_point));
}

std::vector<std::int64_t> int8_sums(const Convolution& c) {
  const OperandRange range{c.x.format.lowest() - c.x.zero_point, c.x.format.highest() - c.x.zero_point};
  std::vector<std::int32_t> sums(static_cast<std::size_t>(c.shape.output_size()));
  Int8Convolution convolution{c.shape, centred(c.weights, c.w.front().zero_point), range};
  convolution.run(std::span<const std::int16_t>{centred(c.input, c.x.zero_point)}, sums);
  return {sums.begin(), sums.end()};
}

std::vector<std::int64_t> raw_sums(const Convolution& c) {
  return c.sums_codes() ? exact_convolution(c.shape, c.input, c.weights) : centred_sums(c);
}

Convolution random_convolution(CodeRandom& random, int number, Scales scales, CodeFormat x, CodeFormat w) {
  Convolution c = random_shape(random, static_cast<ConvolutionKind>(number % 6));
  c.scales = scales;
  c.x = random.params(x);
  c.y = random.params(x);
  const auto outputs = static_cast<std::size_t>(c.filters());
  c.w.resize(random.yes() ? outputs : 1);
  const std::int32_t w_zero = w.is_signed && random.number(0, 3) > 0 ? 0 : random.params(w).zero_point;
  for (auto& params : c.w) params = {random.params(w).scale, w_zero, w};
  const ConvolutionShape& s = c.shape;
  c.input = random.codes(s.images * s.groups * s.channels * s.rows.in * s.cols.in, x);
  c.weights = random_weights(random, c.filters() * s.channels * s.rows.kernel * s.cols.kernel, w);
  if (random.yes())
    for (std::size_t f = 0; f < outputs; ++f) c.bias.push_back(static_cast<std::int32_t>(random.number(-20000, 20000)));
  choose_scales(random, scales, centred_sums(c), c.x, c.w, c.y);
  return c;
}

namespace {

/// `rows` and `cols`, or `cols` alone.
Shape shape_of(const Convolution& c, std::int64_t a, std::int64_t b, std::int64_t rows, std::int64_t cols) {
  return c.line ? Shape{a, b, cols} : Shape{a, b, rows, cols};
}

std::map<std::string, OnnxAttribute> attributes_of(const Convolution& c) {
  const ConvolutionShape& s = c.shape;
  using List = std::vector<std::int64_t>;
  const auto axes = [&](std::int64_t row, std::int64_t col) { return c.line ? List{col} : List{row, col}; };
  List pads = axes(s.rows.pad_before, s.cols.pad_before);
  for (const auto pad : axes(c.row_pad_after, c.col_pad_after)) pads.push_back(pad);
  return {{"group", s.groups},
          {"kernel_shape", axes(s.rows.kernel, s.cols.kernel)},
          {"strides", axes(s.rows.stride, s.cols.stride)},
          {"dilations", axes(s.rows.dilation, s.cols.dilation)},
          {"pads", pads}};
}

OnnxCase with_operands(const Convolution& c) {
  const ConvolutionShape& s = c.shape;
  OnnxCase test;
  test.inputs["x"] =
      code_tensor(shape_of(c, s.images, s.groups * s.channels, s.rows.in, s.cols.in), c.input, c.x.format);
  test.constants["w"] =
      code_tensor(shape_of(c, c.filters(), s.channels, s.rows.kernel, s.cols.kernel), c.weights, c.w.front().format);
  test.constants["x_zero"] = zero_tensor(c.x);
  test.outputs = {"y"};
  return test;
}

}  // namespace

OnnxCase qlinear_conv(const Convolution& c) {
  OnnxCase test = with_operands(c);
  std::vector<double> scales;
  std::vector<std::int32_t> zeros;
  for (const auto& params : c.w) {
    scales.push_back(params.scale);
    zeros.push_back(params.zero_point);
  }
  const Shape per_filter = c.w.size() == 1 ? Shape{} : Shape{c.filters()};
  test.constants["x_scale"] = scale_tensor(c.x);
  test.constants["w_scale"] = tensor_of<float>(per_filter, scales);
  test.constants["w_zero"] = code_tensor(per_filter, zeros, c.w.front().format);
  test.constants["y_scale"] = scale_tensor(c.y);
  test.constants["y_zero"] = zero_tensor(c.y);
  std::vector<std::string> inputs{"x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "y_scale", "y_zero"};
  if (!c.bias.empty()) {
    test.constants["bias"] = tensor_of<std::int32_t>({c.filters()}, c.bias);
    inputs.emplace_back("bias");
  }
  test.nodes = {{"QLinearConv", inputs, {"y"}, attributes_of(c), ""}};
  return test;
}

OnnxCase conv_integer(const Convolution& c) {
  OnnxCase test = with_operands(c);
  test.constants["w_zero"] = zero_tensor(c.w.front());
  test.nodes = {{"ConvInteger", {"x", "w", "x_zero", "w_zero"}, {"y"}, attributes_of(c), ""}};
  return test;
}

PostProcess post_process(const Convolution& c, RequantMode mode) {
  PostProcessing p;
  p.multipliers.clear();
  p.mode = mode;
  p.zero_point = c.y.zero_point;
  p.lowest = c.y.format.lowest();
  p.highest = c.y.format.highest();
  const std::size_t length = c.weights.size() / static_cast<std::size_t>(c.filters());
  for (std::size_t f = 0; f < static_cast<std::size_t>(c.filters()); ++f) {
    p.multipliers.push_back(c.multiplier(f));
    const auto first = c.weights.begin() + static_cast<std::ptrdiff_t>(f * length);
    const CodeSums codes{static_cast<std::int64_t>(length),
                         std::accumulate(first, first + static_cast<std::ptrdiff_t>(length), std::int64_t{0}), 0};
    if (c.sums_codes()) p.correction.push_back(zero_point_correction({c.x.zero_point, 0}, codes));
  }
  p.bias = c.bias;
  return PostProcess{p};
}

}  // namespace systole::tests
