// The float reference beside ONNX Runtime's float32 operators.
#include <catch2/catch.hpp>

#include "models/reference/broadcast.hpp"
#include "models/reference/convolution.hpp"
#include "models/reference/functions.hpp"
#include "models/reference/normalization.hpp"
#include "models/reference/pool.hpp"
#include "models/reference/product.hpp"
#include "models/reference/rope.hpp"
#include "tests/oracle/convolution_case.hpp"

using namespace systole::models;
using namespace systole::tests;
using systole::workloads::reals;
using systole::workloads::Shape;

namespace {

struct FloatCase {
  OnnxCase onnx;
  std::vector<float> ours;
  double error = 1e-6;  // relative to results, or absolute below 1
};

/// Of a sum of k products of numbers within ±1, whose partial sums are of the order of sqrt k / 3: k roundings, of some
/// 2^-24 of that each, add up like a random walk. Four times that.
double sum_error(std::int64_t k) {
  return 1e-6 + 4 * 0x1p-24 / 3 * static_cast<double>(k);
}

FloatCase float_case(const std::string& op, std::map<std::string, OnnxAttribute> attributes,
                     const std::vector<std::pair<Shape, std::vector<float>>>& inputs, const std::string& domain = "") {
  FloatCase made;
  std::vector<std::string> names;
  for (const auto& [shape, values] : inputs) {
    names.emplace_back(1, static_cast<char>('a' + names.size()));
    made.onnx.inputs[names.back()] = tensor_of<float>(shape, values);
  }
  made.onnx.nodes = {{op, names, {"y"}, std::move(attributes), domain}};
  made.onnx.outputs = {"y"};
  return made;
}

void check(const std::vector<FloatCase>& cases) {
  std::vector<OnnxCase> models;
  for (const auto& test : cases) models.push_back(test.onnx);
  const auto results = run_onnx(models);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::vector<double> theirs = reals(results[i].at("y"));
    const std::vector<float>& ours = cases[i].ours;
    REQUIRE(ours.size() == theirs.size());
    double worst = 0;
    for (std::size_t e = 0; e < ours.size(); ++e)
      worst = std::max(worst, std::abs(static_cast<double>(ours[e]) - theirs[e]) / std::max(1.0, std::abs(theirs[e])));
    CAPTURE(i, models[i].nodes.front().op);
    CHECK(worst <= cases[i].error);
  }
}

std::vector<std::int64_t> two(std::int64_t a, std::int64_t b) {
  return {a, b};
}

}  // namespace

TEST_CASE("float convolutions are Conv's", "[Q1][T25]") {
  CodeRandom random{91};
  std::vector<FloatCase> cases;
  for (int i = 0; i < 60; ++i) {
    const Convolution c = random_convolution(random, i, Scales::random, kInt8, kInt8);
    const OnnxCase shaped = conv_integer(c);  // for its shapes and attributes
    const auto input = random.floats(c.shape.input_size());
    const auto weights = random.floats(c.shape.weight_size());
    const auto bias = random.floats(c.filters());
    cases.push_back(float_case(
        "Conv", shaped.nodes.front().attributes,
        {{shaped.inputs.at("x").shape, input}, {shaped.constants.at("w").shape, weights}, {{c.filters()}, bias}}));
    cases.back().ours.resize(static_cast<std::size_t>(c.shape.output_size()));
    cases.back().error = sum_error(c.shape.reduction());
    FloatConvolution(c.shape, weights, bias).run(input, cases.back().ours);
  }
  check(cases);
}

TEST_CASE("float linear layers and products are Gemm's and MatMul's", "[Q1][T25]") {
  CodeRandom random{92};
  std::vector<FloatCase> cases;
  for (int i = 0; i < 30; ++i) {
    const LinearShape linear{random.number(1, 20), random.number(1, 300), random.number(1, 40)};
    const auto input = random.floats(linear.rows * linear.inputs);
    const auto weights = random.floats(linear.outputs * linear.inputs);
    const auto bias = random.floats(linear.outputs);
    cases.push_back(float_case(
        "Gemm", {{"transB", std::int64_t{1}}},
        {{{linear.rows, linear.inputs}, input}, {{linear.outputs, linear.inputs}, weights}, {{linear.outputs}, bias}}));
    cases.back().ours.resize(static_cast<std::size_t>(linear.rows * linear.outputs));
    cases.back().error = sum_error(linear.inputs);
    FloatLinear(linear, weights, bias).run(input, cases.back().ours);

    const MatmulShape product{random.number(1, 4), random.number(1, 20), random.number(1, 200), random.number(1, 20)};
    const auto a = random.floats(product.batch * product.m * product.k);
    const auto b = random.floats(product.batch * product.k * product.n);
    cases.push_back(float_case(
        "MatMul", {}, {{{product.batch, product.m, product.k}, a}, {{product.batch, product.k, product.n}, b}}));
    cases.back().ours.resize(static_cast<std::size_t>(product.batch * product.m * product.n));
    cases.back().error = sum_error(product.k);
    float_matmul(product, a, b, cases.back().ours);
  }
  check(cases);
}

TEST_CASE("float softmax and norms are those of ONNX", "[Q3][T25]") {
  CodeRandom random{93};
  std::vector<FloatCase> cases;
  for (int i = 0; i < 20; ++i) {
    const AxisShape s{random.number(1, 6), random.number(2, 90), 1};
    const auto input = random.floats(s.elements(), -6, 6);
    const auto gain = random.floats(s.size, -2, 2);
    const auto shift = random.floats(s.size, -2, 2);
    const auto mean = random.floats(s.size, -3, 3);
    const auto variance = random.floats(s.size, 0.1F, 4);
    const Shape shape{s.outer, s.size};
    const Shape line{s.size};
    const auto add = [&](const FloatCase& test, const auto& compute) {
      cases.push_back(test);
      cases.back().error = 1e-5;
      cases.back().ours.resize(input.size());
      compute(cases.back().ours);
    };
    add(float_case("Softmax", {}, {{shape, input}}), [&](auto& out) { float_softmax(s, input, out); });
    add(float_case("LayerNormalization", {{"epsilon", 1e-5F}}, {{shape, input}, {line, gain}, {line, shift}}),
        [&](auto& out) {
          float_layer_norm(s, input, {gain, shift}, out, 1e-5);
        });
    add(float_case("SimplifiedLayerNormalization", {{"epsilon", 1e-6F}}, {{shape, input}, {line, gain}}),
        [&](auto& out) {
          float_rms_norm(s, input, {gain, {}}, out, 1e-6);
        });
    add(float_case("BatchNormalization", {{"epsilon", 1e-5F}},
                   {{shape, input}, {line, gain}, {line, shift}, {line, mean}, {line, variance}}),
        [&](auto& out) {
          float_batch_norm(s, input, {mean, variance}, {gain, shift}, out, 1e-5);
        });
  }
  check(cases);
}

TEST_CASE("float functions and broadcasting operations are those of ONNX", "[Q1][T25]") {
  CodeRandom random{94};
  std::vector<FloatCase> cases;
  const auto input = random.floats(500, -9, 9);
  const auto add = [&](FloatFunction function, const std::string& op, const std::string& domain,
                       const std::map<std::string, OnnxAttribute>& attributes) {
    cases.push_back(float_case(op, attributes, {{{500}, input}}, domain));
    cases.back().ours.resize(input.size());
    float_apply(function, input, cases.back().ours);
  };
  add(FloatFunction::relu, "Relu", "", {});
  add(FloatFunction::sigmoid, "Sigmoid", "", {});
  add(FloatFunction::tanh, "Tanh", "", {});
  add(FloatFunction::exp, "Exp", "", {});
  add(FloatFunction::gelu, "Gelu", "com.microsoft", {});
  add(FloatFunction::silu, "QuickGelu", "com.microsoft", {{"alpha", 1.0F}});
  const std::pair<FloatOperation, std::string> operations[] = {{FloatOperation::add, "Add"},
                                                               {FloatOperation::subtract, "Sub"},
                                                               {FloatOperation::multiply, "Mul"},
                                                               {FloatOperation::divide, "Div"}};
  const std::pair<Shape, Shape> shapes[] = {
      {{2, 3, 5}, {2, 3, 5}}, {{2, 3, 5}, {3, 1}}, {{4, 1, 6}, {5, 1}}, {{7}, {}}};
  for (const auto& [operation, name] : operations)
    for (const auto& [a_shape, b_shape] : shapes) {
      const auto shape = broadcast_shape(a_shape, b_shape);
      const auto count = [](const Shape& of) {
        std::int64_t elements = 1;
        for (const std::int64_t size : of) elements *= size;
        return elements;
      };
      const auto a = random.floats(count(a_shape), -3, 3);
      const auto b = random.floats(count(b_shape), 0.5F, 3);
      cases.push_back(float_case(name, {}, {{a_shape, a}, {b_shape, b}}));
      cases.back().ours.resize(static_cast<std::size_t>(count(shape)));
      float_combine(operation, {a, a_shape}, {b, b_shape}, cases.back().ours);
    }
  check(cases);
}

TEST_CASE("float pools are those of ONNX", "[Q1][T25]") {
  CodeRandom random{95};
  std::vector<FloatCase> cases;
  for (int i = 0; i < 30; ++i) {
    PoolShape pool{random.number(1, 9), {}, {}};
    for (WindowAxis* axis : {&pool.rows, &pool.cols}) {
      axis->kernel = random.number(1, 5);
      axis->stride = random.number(1, 3);
      axis->pad_before = random.number(0, axis->kernel - 1);
      axis->in = axis->kernel + random.number(0, 9);
      axis->out = (axis->in + axis->pad_before - axis->kernel) / axis->stride + 1;
    }
    const auto input = random.floats(pool.planes * pool.rows.in * pool.cols.in);
    const std::map<std::string, OnnxAttribute> attributes{
        {"kernel_shape", two(pool.rows.kernel, pool.cols.kernel)},
        {"strides", two(pool.rows.stride, pool.cols.stride)},
        {"pads", std::vector<std::int64_t>{pool.rows.pad_before, pool.cols.pad_before, 0, 0}}};
    const Shape shape{1, pool.planes, pool.rows.in, pool.cols.in};
    const auto outputs = static_cast<std::size_t>(pool.planes * pool.rows.out * pool.cols.out);
    cases.push_back(float_case("MaxPool", attributes, {{shape, input}}));
    cases.back().ours.resize(outputs);
    float_max_pool(pool, input, cases.back().ours);
    cases.push_back(float_case("AveragePool", attributes, {{shape, input}}));
    cases.back().ours.resize(outputs);
    float_average_pool(pool, input, cases.back().ours);
    cases.push_back(float_case("GlobalAveragePool", {}, {{shape, input}}));
    cases.back().ours.resize(static_cast<std::size_t>(pool.planes));
    float_adaptive_average_pool({pool.planes, pool.rows.in, pool.cols.in, 1, 1}, input, cases.back().ours);
  }
  check(cases);
}

TEST_CASE("float rotary embeddings of halves and of neighbours are RotaryEmbedding's", "[J26][T25]") {
  CodeRandom random{96};
  std::vector<FloatCase> cases;
  for (int i = 0; i < 20; ++i) {
    const std::int64_t heads = random.number(1, 4);
    const bool neighbours = i % 2 == 1;
    const RopeShape rope{heads, random.number(1, 40), 2 * random.number(1, 16),
                         neighbours ? RopePairs::neighbours : RopePairs::halves};
    const std::vector<double> angles = rope_angles(rope.positions, rope.features);
    std::vector<float> cosines;
    std::vector<float> sines;
    for (const double angle : angles) {
      cosines.push_back(static_cast<float>(std::cos(angle)));
      sines.push_back(static_cast<float>(std::sin(angle)));
    }
    const auto input = random.floats(heads * rope.positions * rope.features);
    FloatCase test = float_case("RotaryEmbedding", {{"interleaved", std::int64_t{neighbours ? 1 : 0}}},
                                {{{1, heads, rope.positions, rope.features}, input}}, "com.microsoft");
    const Shape table{rope.positions, rope.features / 2};
    test.onnx.constants = {{"first", tensor_of<std::int64_t>({1}, CodeVector{0})},
                           {"cosines", tensor_of<float>(table, cosines)},
                           {"sines", tensor_of<float>(table, sines)}};
    test.onnx.nodes.front().inputs = {"a", "first", "cosines", "sines"};
    test.ours.resize(input.size());
    float_rope(rope, angles, input, test.ours);
    cases.push_back(test);
  }
  check(cases);
}
