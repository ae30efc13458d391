// Pools and softmax of codes beside ONNX Runtime's MaxPool, QLinearAveragePool, QLinearGlobalAveragePool and
// QLinearSoftmax.
#include "models/numerics/operators/pooling.hpp"

#include <catch2/catch.hpp>

#include "models/numerics/operators/softmax.hpp"
#include "tests/oracle/code_operator.hpp"
#include "tests/oracle/random_scales.hpp"

using namespace systole::models;
using namespace systole::tests;
using systole::workloads::integers;
using systole::workloads::Shape;

namespace {

constexpr double kUlp = 0x1p-24;
constexpr double kSteps = 512;  // beyond which every result saturates

struct Pool {
  std::int64_t planes = 1;
  WindowAxis rows;
  WindowAxis cols;
  std::vector<std::int64_t> pads;  // top, left, bottom, right
  QuantParams x;
  CodeVector codes;

  std::map<std::string, OnnxAttribute> attributes() const {
    using List = std::vector<std::int64_t>;
    return {
        {"kernel_shape", List{rows.kernel, cols.kernel}}, {"strides", List{rows.stride, cols.stride}}, {"pads", pads}};
  }
  OnnxCase onnx() const {
    OnnxCase test;
    test.inputs["x"] = code_tensor({1, planes, rows.in, cols.in}, codes, x.format);
    test.outputs = {"y"};
    return test;
  }
};

/// Windows of which none lies in padding as a whole, without dilation, which averages have in neither.
Pool random_pool(CodeRandom& random, CodeFormat format, bool padded) {
  Pool pool;
  pool.planes = random.number(1, 8);
  pool.pads.resize(4);
  for (const std::size_t a : {0U, 1U}) {
    WindowAxis& axis = a == 0 ? pool.rows : pool.cols;
    axis.kernel = padded ? random.number(1, 5) : std::int64_t{1} << random.number(0, 2);
    axis.stride = random.number(1, 3);
    axis.pad_before = padded ? random.number(0, axis.kernel - 1) : 0;
    const std::int64_t pad_after = padded ? random.number(0, axis.kernel - 1) : 0;
    axis.in = axis.kernel + random.number(0, 9);
    axis.out = (axis.in + axis.pad_before + pad_after - axis.kernel) / axis.stride + 1;
    pool.pads[a] = axis.pad_before;
    pool.pads[a + 2] = pad_after;
  }
  pool.x = random.params(format);
  pool.codes = random.codes(pool.planes * pool.rows.in * pool.cols.in, format);
  return pool;
}

/// Real averages of what lies inside, in units of one step of the input.
std::vector<double> averages(const Pool& pool) {
  std::vector<double> averages;
  const auto first = [](const WindowAxis& axis, std::int64_t out) { return out * axis.stride - axis.pad_before; };
  const auto begin = [&](const WindowAxis& axis, std::int64_t out) {
    return std::max<std::int64_t>(0, first(axis, out));
  };
  const auto end = [&](const WindowAxis& axis, std::int64_t out) {
    return std::min(axis.in, first(axis, out) + axis.kernel);
  };
  for (std::int64_t plane = 0; plane < pool.planes; ++plane)
    for (std::int64_t oy = 0; oy < pool.rows.out; ++oy)
      for (std::int64_t ox = 0; ox < pool.cols.out; ++ox) {
        double sum = 0;
        double count = 0;
        for (std::int64_t y = begin(pool.rows, oy); y < end(pool.rows, oy); ++y)
          for (std::int64_t x = begin(pool.cols, ox); x < end(pool.cols, ox); ++x) {
            sum +=
                pool.codes[static_cast<std::size_t>((plane * pool.rows.in + y) * pool.cols.in + x)] - pool.x.zero_point;
            ++count;
          }
        averages.push_back(sum / count);
      }
  return averages;
}

QuantParams output_params(CodeRandom& random, const QuantParams& x, Scales scales) {
  QuantParams y = random.params(x.format);
  y.scale = scales == Scales::powers_of_two ? x.scale : static_cast<float>(x.scale * random.real(0.3, 1.5));
  return y;
}

CodeOperator with_average(const Pool& pool, const QuantParams& y, const std::string& name) {
  CodeOperator op;
  op.y = y;
  op.onnx = pool.onnx();
  op.onnx.constants = {{"x_scale", scale_tensor(pool.x)},
                       {"x_zero", zero_tensor(pool.x)},
                       {"y_scale", scale_tensor(y)},
                       {"y_zero", zero_tensor(y)}};
  op.onnx.nodes = {{name, {"x", "x_scale", "x_zero", "y_scale", "y_zero"}, {"y"}, {}, "com.microsoft"}};
  for (const double average : averages(pool)) op.steps.push_back(average * pool.x.scale / y.scale);
  op.ours.resize(op.steps.size());
  return op;
}

CodeOperator random_average(CodeRandom& random, Scales scales, CodeFormat format) {
  Pool pool = random_pool(random, format, scales == Scales::random);
  if (scales == Scales::powers_of_two) pool.x.scale = std::exp2(std::round(std::log2(pool.x.scale)));
  CodeOperator op = with_average(pool, output_params(random, pool.x, scales), "QLinearAveragePool");
  op.onnx.nodes.front().attributes = pool.attributes();
  AveragePool(pool.rows, pool.cols, pool.x, op.y)(pool.codes, op.ours);
  // A float32 sum of values of up to 255 steps, its quotients, and the zero point.
  const auto count = static_cast<double>(pool.rows.kernel * pool.cols.kernel);
  op.error = kUlp * ((count + 3) * 255 * pool.x.scale / op.y.scale + kSteps);
  return op;
}

CodeOperator random_global_average(CodeRandom& random, Scales scales, CodeFormat format) {
  Pool pool;
  const bool exact = scales == Scales::powers_of_two;
  pool.planes = random.number(1, 40);
  pool.rows = {exact ? 4 : random.number(1, 12), 1, 1, 1, 1, 0};
  pool.cols = {exact ? 8 : random.number(1, 12), 1, 1, 1, 1, 0};
  pool.rows.kernel = pool.rows.in;
  pool.cols.kernel = pool.cols.in;
  pool.x = random.params(format);
  if (exact) pool.x.scale = std::exp2(std::round(std::log2(pool.x.scale)));
  pool.codes = random.codes(pool.planes * pool.rows.in * pool.cols.in, format);
  CodeOperator op = with_average(pool, output_params(random, pool.x, scales), "QLinearGlobalAveragePool");
  AdaptiveAveragePool({pool.rows.in, 1}, {pool.cols.in, 1}, pool.x, op.y)(pool.codes, op.ours);
  op.error = 4 * kUlp * kSteps;
  return op;
}

template <class Make>
CodeComparison compare_random(unsigned seed, int count, Scales scales, const Make& make) {
  CodeRandom random{seed};
  std::vector<CodeOperator> operators;
  for (int i = 0; i < count; ++i) operators.push_back(make(random, scales, i % 2 == 0 ? kUint8 : kInt8));
  return checked_comparison(operators);
}

/// One row of codes each, with an output scale of 1/255: ONNX Runtime takes floor(1 / scale), so that the float below
/// it is meant.
struct SoftmaxRow {
  QuantParams x;
  CodeVector codes;

  OnnxCase onnx() const {
    OnnxCase test;
    test.inputs["x"] = code_tensor({1, static_cast<std::int64_t>(codes.size())}, codes, x.format);
    test.constants = {{"x_scale", scale_tensor(x)},
                      {"x_zero", zero_tensor(x)},
                      {"y_scale", scale_tensor({std::nextafter(1.0F / 255, 0.0F), 0, kUint8})},
                      {"y_zero", zero_tensor({1, 0, kUint8})}};
    test.nodes = {{"QLinearSoftmax",
                   {"x", "x_scale", "x_zero", "y_scale", "y_zero"},
                   {"y"},
                   {{"axis", std::int64_t{-1}}, {"opset", std::int64_t{13}}},
                   "com.microsoft"}};
    test.outputs = {"y"};
    return test;
  }
};

std::vector<SoftmaxRow> random_rows(CodeRandom& random, double finest, double coarsest) {
  std::vector<SoftmaxRow> rows;
  for (int i = 0; i < 60; ++i) {
    QuantParams x = random.params(kUint8);
    x.scale = static_cast<float>(random.real(finest, coarsest));
    rows.push_back({x, random.codes(random.number(2, 60), kUint8)});
  }
  return rows;
}

}  // namespace

TEST_CASE("maxima of codes are MaxPool's", "[Q1][Q2][T25]") {
  CodeRandom random{71};
  std::vector<Pool> pools;
  std::vector<OnnxCase> models;
  for (int i = 0; i < 60; ++i) {
    pools.push_back(random_pool(random, i % 2 == 0 ? kUint8 : kInt8, true));
    models.push_back(pools.back().onnx());
    models.back().nodes = {{"MaxPool", {"x"}, {"y"}, pools.back().attributes(), ""}};
  }
  const auto results = run_onnx(models);
  for (std::size_t i = 0; i < pools.size(); ++i) {
    const Pool& pool = pools[i];
    CodeVector ours(static_cast<std::size_t>(pool.planes * pool.rows.out * pool.cols.out));
    MaxPool(pool.rows, pool.cols, pool.x.format)(pool.codes, ours);
    CAPTURE(i, pool.planes, pool.rows.in, pool.rows.kernel, pool.cols.in, pool.cols.kernel);
    CHECK(std::vector<std::int64_t>(ours.begin(), ours.end()) == integers(results[i].at("y")));
  }
}

// Measured: none of 6,954 codes differ with random scales, and 329 of 3,807 with powers of two.
TEST_CASE("averages of codes are QLinearAveragePool's, but that it adds an odd zero point before it rounds ties",
          "[Q1][T25]") {
  const CodeComparison random = compare_random(72, 60, Scales::random, random_average);
  CHECK(random.agreement.share() < 1e-3);
  const CodeComparison exact = compare_random(73, 60, Scales::powers_of_two, random_average);
  CHECK(exact.ours.different == 0);
  CHECK(exact.theirs_before.different == 0);
  CHECK(exact.theirs_after.different > 0);
}

// Measured: none of 1,308 codes differ.
TEST_CASE("averages of planes are QLinearGlobalAveragePool's", "[Q1][T25]") {
  const CodeComparison random = compare_random(74, 60, Scales::random, random_global_average);
  CHECK(random.agreement.share() < 1e-3);
  const CodeComparison exact = compare_random(75, 60, Scales::powers_of_two, random_global_average);
  CHECK(exact.agreement.different == 0);
}

// ONNX Runtime's is the exact softmax but for float32, rounded to the nearest code; ours is rounded down. Its
// exponential counts in whole steps of ln2, of which a coarse scale has few. Measured: with up to 0.02 a step 959 of
// 1,900 codes differ, by one; with up to 0.1 a step 573 of 1,808, by up to 15.
TEST_CASE("integer softmax is QLinearSoftmax's within the bound of its exponential", "[Q11][T25]") {
  CodeRandom random{76};
  std::vector<SoftmaxRow> rows = random_rows(random, 0.002, 0.02);
  const std::vector<SoftmaxRow> coarse = random_rows(random, 0.02, 0.1);
  const std::size_t fine = rows.size();
  rows.insert(rows.end(), coarse.begin(), coarse.end());
  std::vector<OnnxCase> models;
  for (const auto& row : rows) models.push_back(row.onnx());
  const auto results = run_onnx(models);
  Agreement of_fine;
  Agreement of_coarse;
  double excess = -1e9;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [x, codes] = rows[i];
    CodeVector ours(codes.size());
    IntegerSoftmax(x, kUint8)(codes, codes.size(), ours);
    const std::vector<std::int64_t> theirs = integers(results[i].at("y"));
    const double largest = *std::max_element(codes.begin(), codes.end());
    for (std::size_t e = 0; e < ours.size(); ++e) {
      const double z = (largest - codes[e]) * x.scale / std::log(2.0);
      const double factor = 2.2e-3 + (z + 2) * x.scale;
      const double difference = std::abs(ours[e] - static_cast<double>(theirs[e]));
      (i < fine ? of_fine : of_coarse).add(ours[e], theirs[e]);
      // To a whole step down, half a step to the nearest, and the relative error of what ONNX Runtime has.
      excess = std::max(excess, difference - 1.5 - (static_cast<double>(theirs[e]) + 0.5) * 2 * factor);
    }
  }
  CHECK(excess <= 0);
  CHECK(of_fine.worst <= 2);
}
