// Layers that multiply, executed on codes: equal to loops over the formula of integer inference (Jacob et al., CVPR
// 2018, section 2.2), code for code: round((sum (q - Z)(w - Zw) + bias) sx sw / sy) + Zy.
#include <catch2/catch.hpp>

#include "tests/sim/inference_support.hpp"

using namespace systole;
using namespace systole::tests;
using workloads::Layer;
using workloads::Shape;

namespace {

struct Axes {
  std::int64_t images, channels, rows, cols;
};

Axes axes_of(const Shape& shape) {
  return {shape[0], shape[1], shape.size() == 4 ? shape[2] : 1, shape.back()};
}

/// Sums of centred codes; a tap outside the image adds nothing.
std::vector<std::int64_t> convolution(const workloads::Network& network, const CodeVector& x, std::int32_t zero,
                                      const std::vector<std::int64_t>& w) {
  const Layer& layer = network.layers().front();
  const auto& conv = std::get<workloads::Conv>(layer.attributes);
  const Axes in = axes_of(network.shape("x"));
  const Axes out = axes_of(layer.output);
  const std::int64_t of_group = in.channels / conv.groups;
  const auto [kernel_rows, kernel_cols] = conv.window.kernel;
  std::vector<std::int64_t> sums;
  for (std::int64_t n = 0; n < out.images; ++n)
    for (std::int64_t f = 0; f < out.channels; ++f)
      for (std::int64_t y = 0; y < out.rows; ++y)
        for (std::int64_t c = 0; c < out.cols; ++c) {
          std::int64_t sum = 0;
          for (std::int64_t k = 0; k < of_group * kernel_rows * kernel_cols; ++k) {
            const std::int64_t channel = f / (conv.filters / conv.groups) * of_group + k / (kernel_rows * kernel_cols);
            const std::int64_t row = y * conv.window.stride[0] - conv.window.pad_before[0] +
                                     k / kernel_cols % kernel_rows * conv.window.dilation[0];
            const std::int64_t col =
                c * conv.window.stride[1] - conv.window.pad_before[1] + k % kernel_cols * conv.window.dilation[1];
            if (row < 0 || row >= in.rows || col < 0 || col >= in.cols) continue;
            const std::int64_t at = ((n * in.channels + channel) * in.rows + row) * in.cols + col;
            sum += (x[static_cast<std::size_t>(at)] - zero) *
                   w[static_cast<std::size_t>(f * of_group * kernel_rows * kernel_cols + k)];
          }
          sums.push_back(sum);
        }
  return sums;
}

struct Operands {
  std::string activation;
  std::string weight;
  models::CodeFormat activation_codes;
  models::CodeFormat weight_codes;
  bool affine_weights;
};

const std::vector<Operands>& operand_types() {
  static const std::vector<Operands> types{{"int8", "int8", kInt8, kInt8, false},
                                           {"uint8", "int8", kUint8, kInt8, false},
                                           {"int9", "int9", kUint8, kUint8, true},
                                           {"int16", "int8", kInt16, kInt8, false}};
  return types;
}

/// Random codes through one convolution; what they are by the formula beside what the executor makes of them.
struct ConvolutionCase {
  std::mt19937 engine;
  Bench bench;
  QuantParams in;
  QuantParams out;
  CodeVector x;
  CodeVector w;
  std::vector<QuantParams> weight_params;
  FloatVector bias;

  ConvolutionCase(const Operands& operands, const std::string& input, const std::string& layer, bool affine,
                  bool per_channel, unsigned seed)
      : engine{seed},
        bench{chip_of({"array.operands.activation=" + operands.activation, "array.operands.weight=" + operands.weight}),
              network_of("x: [" + input + "]", {"name: y, " + layer})} {
    const auto real = [&](double low, double high) {
      return std::uniform_real_distribution<double>{low, high}(engine);
    };
    const auto zero = [&](const models::CodeFormat& format) {
      return affine ? std::uniform_int_distribution<int>{format.lowest() / 2, format.highest() / 2}(engine) : 0;
    };
    in = {real(0.01, 0.05), zero(operands.activation_codes), operands.activation_codes};
    const auto count = [](const Shape& shape) { return static_cast<std::size_t>(workloads::element_count(shape)); };
    const workloads::ParameterInfo weight =
        workloads::layer_parameters(bench.network, bench.network.layers()[0]).front();
    const auto channels = static_cast<std::size_t>(weight.shape.front());
    x = random_codes(engine, in.format, count(bench.network.shape("x")));
    w = random_codes(engine, operands.weight_codes, count(weight.shape));
    for (std::size_t c = 0; c < (per_channel ? channels : 1); ++c)
      weight_params.push_back(
          {real(0.001, 0.01), operands.affine_weights ? zero(operands.weight_codes) : 0, operands.weight_codes});
    bias.resize(channels);
    // Four times the deviation of the coarsest channel's sums fills half of the codes.
    double squares = 0;
    const std::vector<std::int64_t> sums = convolution(bench.network, x, in.zero_point, centred_weights());
    for (const std::int64_t sum : sums) squares += static_cast<double>(sum) * static_cast<double>(sum);
    const double deviation = std::sqrt(squares / static_cast<double>(sums.size())) * in.scale * 0.01;
    out = {deviation * 8 / (in.format.highest() - in.format.lowest()), zero(in.format), in.format};
    for (float& value : bias) value = static_cast<float>(real(-1, 1) * deviation);
    FloatVector weights(w.size());
    models::dequantize(w, {1, weight_params.size(), w.size() / weight_params.size()}, weight_params, weights);
    bench.tensor("x", in).tensor("y", out).weight("y", weights, weight_params);
    bench.weights.set("y.bias", bias);
  }

  const QuantParams& params_of(std::size_t channel) const {
    return weight_params[weight_params.size() == 1 ? 0 : channel];
  }
  std::vector<std::int64_t> centred_weights() const {
    const std::size_t per_channel = w.size() / bias.size();
    std::vector<std::int64_t> centred;
    for (std::size_t i = 0; i < w.size(); ++i) centred.push_back(w[i] - params_of(i / per_channel).zero_point);
    return centred;
  }
};

}  // namespace

TEST_CASE("convolutions on codes are the formula's, for all operands, schemes and geometries",
          "[C4][C5][C6][C8][T7][T20]") {
  const std::vector<std::pair<std::string, std::string>> geometries{
      {"2, 3, 6, 7", "kind: conv2d, filters: 5, kernel: 3, padding: 1"},
      {"1, 4, 9, 5", "kind: conv2d, filters: 6, kernel: [3, 2], stride: [2, 1], padding: [1, 0]"},
      {"1, 4, 9, 9", "kind: conv2d, filters: 4, kernel: 3, padding: 2, dilation: 2, groups: 2"},
      {"1, 6, 5, 5", "kind: conv2d, filters: 6, kernel: 3, padding: 1, groups: 6"},
      {"1, 7, 4, 4", "kind: conv2d, filters: 3, kernel: 1"},
      {"2, 2, 17", "kind: conv1d, filters: 4, kernel: 5, padding: 2, stride: 2"}};
  unsigned seed = 0;
  for (const Operands& operands : operand_types())
    for (const auto& [input, layer] : geometries)
      for (const bool affine : {false, true})
        for (const bool per_channel : {false, true}) {
          CAPTURE(operands.activation, operands.weight, layer, affine, per_channel);
          const ConvolutionCase c{operands, input, layer, affine, per_channel, ++seed};
          const std::vector<std::int64_t> w = c.centred_weights();
          const std::vector<std::int64_t> sums = convolution(c.bench.network, c.x, c.in.zero_point, w);
          const Shape& shape = c.bench.network.layers()[0].output;
          const std::size_t channels = c.bias.size();
          const std::size_t pixels = sums.size() / channels / static_cast<std::size_t>(shape[0]);
          const std::size_t per_filter = w.size() / channels;
          CodeVector expected;
          std::vector<std::int64_t> on_array;
          for (std::size_t i = 0; i < sums.size(); ++i) {
            const std::size_t channel = i / pixels % channels;
            const double unit = c.in.scale * c.params_of(channel).scale;
            const double total =
                static_cast<double>(sums[i]) + std::nearbyint(static_cast<double>(c.bias[channel]) / unit);
            expected.push_back(code_by_formula(total * (unit / c.out.scale), c.out));
            std::int64_t of_weights = 0;
            for (std::size_t k = 0; k < per_filter; ++k) of_weights += w[channel * per_filter + k];
            // int9 operands enter the array without their zero points; others bring them along, as padding does.
            on_array.push_back(sums[i] + (operands.activation == "int9" ? 0 : c.in.zero_point * of_weights));
          }
          const std::map<std::string, FloatVector> input_values{{"x", reals_of(c.x, c.in)}};
          const Ran shown = run(c.bench, input_values);
          CHECK(shown.codes.at("y") == expected);
          CHECK(shown.sums.at("y") == on_array);
          CHECK(run(c.bench, input_values, false).codes.at("y") == expected);
          // Clamped codes alone would show nothing; unsigned ones without a zero point lose all sums below 0.
          CHECK(std::count_if(expected.begin(), expected.end(), [&](std::int16_t code) {
                  return code > c.out.format.lowest() && code < c.out.format.highest();
                }) > static_cast<std::ptrdiff_t>(expected.size() / 5));
        }
}

TEST_CASE("products of two activations take both zero points off, and their scale along", "[C6][T8][T20]") {
  std::mt19937 engine{5};
  for (const std::string type : {"int8", "uint8", "int9"})
    for (const bool transposed : {false, true}) {
      CAPTURE(type, transposed);
      const models::CodeFormat codes = type == "int8" ? kInt8 : kUint8;
      const std::int32_t middle = type == "int8" ? 0 : 128;
      Bench bench{chip_of({"array.operands.activation=" + type}),
                  network_of(transposed ? "p: [2, 3, 5], q: [2, 4, 5]" : "p: [2, 3, 5], q: [2, 5, 4]",
                             {std::string{"name: y, kind: matmul, inputs: [p, q], scale: 0.35, transpose_b: "} +
                              (transposed ? "true" : "false")})};
      const QuantParams p{0.02, middle + 7, codes};
      const QuantParams q{0.03, middle - 19, codes};
      const QuantParams y{0.13, middle + 3, codes};
      bench.tensor("p", p).tensor("q", q).tensor("y", y);
      const CodeVector a = random_codes(engine, codes, 30);
      const CodeVector b = random_codes(engine, codes, 40);
      CodeVector expected;
      std::vector<std::int64_t> raw;
      for (std::size_t g = 0; g < 2; ++g)
        for (std::size_t m = 0; m < 3; ++m)
          for (std::size_t n = 0; n < 4; ++n) {
            std::int64_t sum = 0;
            raw.push_back(0);
            for (std::size_t k = 0; k < 5; ++k) {
              const std::int64_t left = a[(g * 3 + m) * 5 + k];
              const std::int64_t right = transposed ? b[(g * 4 + n) * 5 + k] : b[(g * 5 + k) * 4 + n];
              sum += (left - p.zero_point) * (right - q.zero_point);
              raw.back() += left * right;
            }
            if (type == "int9") raw.back() = sum;
            expected.push_back(code_by_formula(static_cast<double>(sum) * (0.02 * (0.03 * 0.35) / 0.13), y));
          }
      const Ran ran = run(bench, {{"p", reals_of(a, p)}, {"q", reals_of(b, q)}});
      CHECK(ran.codes.at("y") == expected);
      CHECK(ran.sums.at("y") == raw);
    }
}

TEST_CASE("bare GEMMs and linear layers are the formula's", "[C6]") {
  std::mt19937 engine{6};
  const QuantParams a{0.05, -11, kInt8};
  const CodeVector x = random_codes(engine, kInt8, 3 * 7);
  const CodeVector w = random_codes(engine, kInt8, 7 * 4);  // [k][n]
  const std::vector<QuantParams> params{{0.01, 0, kInt8}, {0.02, 0, kInt8}, {0.005, 0, kInt8}, {0.03, 0, kInt8}};
  const QuantParams y{0.5, 4, kInt8};
  FloatVector by_row(28);
  FloatVector by_column(28);
  CodeVector expected;
  for (std::size_t k = 0; k < 7; ++k)
    for (std::size_t n = 0; n < 4; ++n)
      by_row[k * 4 + n] = by_column[n * 7 + k] = static_cast<float>(params[n].real(w[k * 4 + n]));
  for (std::size_t m = 0; m < 3; ++m)
    for (std::size_t n = 0; n < 4; ++n) {
      std::int64_t sum = 0;
      for (std::size_t k = 0; k < 7; ++k) sum += (x[m * 7 + k] - a.zero_point) * w[k * 4 + n];
      expected.push_back(code_by_formula(static_cast<double>(sum) * (a.scale * params[n].scale / y.scale), y));
    }
  Bench gemm{chip_of(), network_of("", {"name: y, kind: gemm, m: 3, k: 7, n: 4"})};
  gemm.tensor("y.a", a).tensor("y", y).weight("y", by_row, params, ".b");
  CHECK(run(gemm, {{"y.a", reals_of(x, a)}}).codes.at("y") == expected);
  CHECK(run(gemm, {{"y.a", reals_of(x, a)}}, false).codes.at("y") == expected);
  Bench linear{chip_of(), network_of("x: [3, 7]", {"name: y, kind: linear, features: 4, bias: false"})};
  linear.tensor("x", a).tensor("y", y).weight("y", by_column, params);
  CHECK(run(linear, {{"x", reals_of(x, a)}}).codes.at("y") == expected);
  CHECK(run(linear, {{"x", reals_of(x, a)}}, false).codes.at("y") == expected);
}
