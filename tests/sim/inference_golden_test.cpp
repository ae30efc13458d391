// Published vectors, run as networks of one layer: what operators show by themselves must hold in a network, too.
// Beside each what a wrong implementation would give.
#include <catch2/catch.hpp>
#include <limits>

#include "tests/sim/inference_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

const QuantParams kUnit8{1, 0, kInt8};

/// One layer that reads x (and x2, ..), codes of the given parameters; its output's codes.
CodeVector through(const std::string& layer, const std::vector<std::pair<CodeVector, QuantParams>>& inputs,
                   const QuantParams& out, const std::string& shape, sim::StageCounts* counts = nullptr) {
  std::string shapes;
  std::string names;
  std::map<std::string, FloatVector> values;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::string name = "x" + std::to_string(i);
    shapes += (i == 0 ? "" : ", ") + name + ": [" + shape + "]";
    names += (i == 0 ? "" : ", ") + name;
    values[name] = reals_of(inputs[i].first, inputs[i].second);
  }
  Bench bench{chip_of({"array.operands.activation=uint8"}),
              network_of(shapes, {"name: y, inputs: [" + names + "], " + layer})};
  for (std::size_t i = 0; i < inputs.size(); ++i) bench.tensor("x" + std::to_string(i), inputs[i].second);
  bench.tensor("y", out);
  if (layer.find("mixed") != std::string::npos)
    bench.weights.set("y.weight", {std::log(0.5F), std::log(0.3F), std::log(0.2F)});
  const models::OneThread one_thread;
  const Ran ran = run(bench, values);
  if (counts != nullptr) *counts = ran.counts;
  return ran.codes.at("y");
}

/// The published convolution of q = [[5, 7], [4, 6]], zero point 3, 3x3, padding 1; codes come out 100 higher.
Ran published_convolution(const std::string& type) {
  const bool nine = type == "int9";
  Bench bench{chip_of({"array.operands.activation=" + type, nine ? "array.operands.weight=int9" : "clock=1 GHz"}),
              network_of("x: [1, 1, 2, 2]", {"name: y, kind: conv2d, filters: 2, kernel: 3, padding: 1, bias: false"})};
  const models::CodeFormat codes = type == "int8" ? kInt8 : kUint8;
  const QuantParams in{1, 3, codes};
  bench.tensor("x", in).tensor("y", {1, 100, codes});
  const FloatVector weights{1, 0, -1, 2, 1, -2, 1, 0, -1, 1, 1, 1, 1, 2, 1, 1, 1, 1};
  bench.weight("y", weights, {{1, nine ? 128 : 0, nine ? kUint8 : kInt8}});
  return run(bench, {{"x", reals_of({5, 7, 4, 6}, in)}});
}

CodeVector lifted(CodeVector codes) {
  for (auto& code : codes) code = static_cast<std::int16_t>(code + 100);
  return codes;
}

/// Sums that a linear layer of 16-bit operands is made to have, requantised by `mode` to 16 bits.
CodeVector requantized(const std::string& mode, double multiplier, const std::vector<std::int16_t>& sums) {
  const auto n = std::to_string(sums.size());
  Bench bench{chip_of({"array.operands.activation=int16", "vector.requantize=" + mode}),
              network_of("x: [" + n + ", 1]", {"name: y, kind: linear, features: 1, bias: false"})};
  const QuantParams in{multiplier, 0, kInt16};
  bench.tensor("x", in).tensor("y", {1, 0, kInt16}).weight("y", {1}, {kUnit8});
  return run(bench, {{"x", reals_of(sums, in)}}).codes.at("y");
}

}  // namespace

TEST_CASE("zero-point padding in a network: the published sums, raw and with zero points taken off at the edge",
          "[C6][C8][T8][X4]") {
  const CodeVector correct = lifted({-9, 9, -9, 7, 12, 14, 11, 13});
  for (const std::string type : {"int8", "uint8", "int9"}) {
    CAPTURE(type);
    const Ran ran = published_convolution(type);
    CHECK(ran.codes.at("y") == correct);
    // Padding with code 0 instead: a border of reals below zero.
    CHECK(ran.codes.at("y") != lifted({-18, 18, -18, 16, -3, -1, -4, -2}));
  }
  CHECK(published_convolution("uint8").sums.at("y") == std::vector<std::int64_t>{-6, 12, -6, 10, 42, 44, 41, 43});
  CHECK(published_convolution("int9").sums.at("y") == std::vector<std::int64_t>{-9, 9, -9, 7, 12, 14, 11, 13});
}

TEST_CASE("the chip's requantisation decides ties as published", "[C4][C8]") {
  using Row = std::tuple<double, std::int16_t, std::int16_t, std::int16_t, std::int16_t, std::int16_t>;
  // Multiplier, sum; half even, half away, gemmlowp, single rounding.
  for (const auto& [multiplier, sum, even, away, gemmlowp, single] : std::vector<Row>{{0.0025, 200, 0, 1, 1, 1},
                                                                                      {0.0025, 1000, 2, 3, 3, 3},
                                                                                      {0.0025, -1000, -2, -3, -3, -3},
                                                                                      {0.25, -50, -12, -13, -13, -12},
                                                                                      {0.75, -50, -38, -38, -37, -37},
                                                                                      {1.0 / 3, 100, 33, 33, 34, 33},
                                                                                      {0.3, -1, 0, 0, -1, 0},
                                                                                      {0.01171875, 42, 0, 0, 1, 0}}) {
    CAPTURE(multiplier, sum);
    CHECK(requantized("float64_half_even", multiplier, {sum}) == CodeVector{even});
    CHECK(requantized("float64_half_away", multiplier, {sum}) == CodeVector{away});
    CHECK(requantized("gemmlowp", multiplier, {sum}) == CodeVector{gemmlowp});
    CHECK(requantized("single_rounding", multiplier, {sum}) == CodeVector{single});
  }
  CHECK(requantized("shift_truncate", 0.3, {-7000}) == CodeVector{-2101});
  CHECK(requantized("shift_truncate", 0.007247427341846, {100}) == CodeVector{0});
}

TEST_CASE("a multiplier of 32-bit floats would lose a step that the executor keeps", "[C4][X4]") {
  // 4096 · 4096 + 513 = 16,777,729, of which 24 bits of mantissa make 16,777,728: a tie that rounds down.
  const std::vector<std::int16_t> x{4096, 513};
  Bench bench{chip_of({"array.operands.activation=int16", "array.operands.weight=int16"}),
              network_of("x: [1, 2]", {"name: y, kind: linear, features: 1, bias: false"})};
  const QuantParams in{1.0 / 1024, 0, kInt16};
  bench.tensor("x", in).tensor("y", {1, 0, kInt16}).weight("y", {4096, 1}, {{1, 0, kInt16}});
  const std::int16_t code = run(bench, {{"x", reals_of(x, in)}}).codes.at("y").front();
  CHECK(code == 16385);  // 16384.5009..
  CHECK(std::nearbyint(static_cast<float>(16'777'729) * (1.0F / 1024)) == 16384);
}

TEST_CASE("products are widened before they are added: int8 times int8 in 8 bits would be another network",
          "[C6][X4]") {
  Bench bench{chip_of(), network_of("x: [1, 1]", {"name: y, kind: linear, features: 1, bias: false"})};
  bench.tensor("x", kUnit8).tensor("y", {127, 0, kInt8}).weight("y", {127}, {kUnit8});
  const Ran ran = run(bench, {{"x", {127}}});
  CHECK(ran.sums.at("y").front() == 16129);
  CHECK(ran.codes.at("y").front() == 127);
  CHECK(static_cast<std::int8_t>(127 * 127) == 1);
}

TEST_CASE("an accumulator of 16 bits saturates and wraps step by step, in the order of the reduction",
          "[C2][C3][T9][X4]") {
  // 127 x 127 three times up and once down: exact 32258, published for both policies and both orders.
  const auto sum = [](const std::string& policy, const FloatVector& weights) {
    Bench bench{chip_of({"array.accumulator.bits=16", "array.accumulator.overflow=" + policy}),
                network_of("x: [1, 4]", {"name: y, kind: linear, features: 1, bias: false"})};
    bench.tensor("x", kUnit8).tensor("y", {512, 0, kInt8}).weight("y", weights, {kUnit8});
    const Ran ran = run(bench, {{"x", {127, 127, 127, 127}}});
    CHECK(run(bench, {{"x", {127, 127, 127, 127}}}, false).codes.at("y") == ran.codes.at("y"));
    return std::pair{ran.sums.at("y").front(), ran.counts.overflowed_steps};
  };
  const FloatVector up_first{127, 127, 127, -127};
  const FloatVector down_first{-127, 127, 127, 127};
  CHECK(sum("saturate", up_first) == std::pair{std::int64_t{16638}, std::int64_t{1}});
  CHECK(sum("wrap", up_first) == std::pair{std::int64_t{32258}, std::int64_t{2}});
  CHECK(sum("saturate", down_first) == std::pair{std::int64_t{32258}, std::int64_t{0}});
  CHECK(sum("wrap", down_first) == std::pair{std::int64_t{32258}, std::int64_t{0}});
}

TEST_CASE("operands quantised apart: the published sums, joins, mixtures and quotients", "[Q8][Q9][Q10][T15]") {
  const QuantParams s1{0.02, 10, kUint8};
  const QuantParams s2{0.05, 128, kUint8};
  const QuantParams s3{0.06, 100, kUint8};
  CHECK(through("kind: add", {{{10, 60, 255, 0, 110}, s1}, {{128, 148, 255, 0, 8}, s2}}, s3, "1, 5") ==
        CodeVector{100, 133, 255, 0, 33});
  CHECK(through("kind: concat, axis: 1", {{{60, 0}, s1}, {{148, 255}, s2}}, s3, "1, 2") ==
        CodeVector{117, 97, 117, 206});
  // Softmax of their logarithms gives the shares .5, .3 and .2. Each candidate has its own scale and zero point.
  CHECK(through("kind: mixed", {{{60}, s1}, {{148}, s2}, {{25}, {0.04, 0, kUint8}}}, {0.03, 20, kUint8}, "1, 1") ==
        CodeVector{53});
  // Were all read with the first one's parameters, as DARTSQ's freeze() has it: (.5 · 50 + .3 · 138 + .2 · 15) · .02 /
  // .03 = 46.3 and a code of 66.
  sim::StageCounts counts;
  CHECK(through("kind: div", {{{250, 125, 50, 0, 9}, {0.004, 0, kUint8}}, {{50, 50, 50, 50, 0}, {0.02, 0, kUint8}}},
                {1.0 / 255, 0, kUint8}, "1, 5", &counts) == CodeVector{255, 128, 51, 0, 255});
  CHECK(counts.zero_divisors == 1);
}

TEST_CASE("averages divide by the elements inside the image", "[Q1][T17]") {
  const QuantParams params{1, 0, kUint8};
  const CodeVector image{10, 11, 0, 12, 12, 0, 0, 0, 27};
  const CodeVector averages =
      through("kind: avg_pool, kernel: 3, stride: 1, padding: 1", {{image, params}}, params, "1, 1, 3, 3");
  CHECK(averages[0] == 11);  // the corner: 45 / 4 = 11.25; with padding counted it would be 45 / 9 = 5
  CHECK(averages[1] == 8);   // an edge: 45 / 6 = 7.5, to even
  CHECK(averages[4] == 8);   // the centre: 72 / 9
  CHECK(averages[8] == 10);  // the last corner: 39 / 4 = 9.75
}

TEST_CASE("maxima, ReLU and identities keep their input's codes; ReLU clamps at its zero point", "[Q1][Q2][T14][T16]") {
  const QuantParams in{0.1, 100, kUint8};
  const QuantParams other{7, 3, kUint8};  // given for y, and not to be used: these layers inherit
  const CodeVector x{99, 100, 130, 0};
  CHECK(through("kind: relu", {{x, in}}, other, "1, 1, 2, 2") == CodeVector{100, 100, 130, 100});
  CHECK(through("kind: max_pool, kernel: 2", {{x, in}}, other, "1, 1, 2, 2") == CodeVector{130});
  CHECK(through("kind: identity", {{x, in}}, other, "1, 1, 2, 2") == x);
  CHECK(through("kind: clamp, low: -0.5, high: 2", {{x, in}}, other, "1, 1, 2, 2") == CodeVector{99, 100, 120, 95});
}

TEST_CASE("a batch norm by itself is the published one, by running statistics; swapped ones give other codes",
          "[Q1][Q3][Q4][X4]") {
  const auto codes = [](const FloatVector& mean, const FloatVector& variance) {
    Bench bench{chip_of({"array.operands.activation=uint8", "vector.requantize=gemmlowp"}),
                network_of("x: [1, 2, 1, 4]", {"name: p, kind: max_pool, kernel: 1", "name: y, kind: batch_norm"})};
    const QuantParams in{0.05, 128, kUint8};
    bench.tensor("x", in).tensor("y", {0.04, 100, kUint8});
    // gamma / sqrt(variance + eps) = 1 and -.5, beta less mean times that = .2 and .1.
    bench.weights.set("y.weight", {1, -0.5F});
    bench.weights.set("y.bias", {0.2F, 0.1F});
    bench.weights.set("y.running_mean", mean);
    bench.weights.set("y.running_var", variance);
    return run(bench, {{"x", reals_of({138, 128, 255, 128, 118, 128, 255, 128}, in)}}).codes.at("y");
  };
  const CodeVector published = codes({0, 0}, {1 - 1e-5F, 1 - 1e-5F});
  // Of the first channel 17.5, 5 and 163.75 steps above zero, of the second 8.75, 2.5 and -76.9.
  CHECK(published == CodeVector{118, 105, 255, 105, 109, 103, 23, 103});
  CHECK(codes({0.3F, 0}, {4, 1}) != published);
}

TEST_CASE("a tensor that is always zero has a scale, and divides nothing by zero", "[Q1][Q16][T18]") {
  for (const QuantParams& out : {models::zero_tensor_params(kUint8), QuantParams{1, 255, kUint8}}) {
    const CodeVector codes = through("kind: zero", {{{1, 2, 3, 4}, {0.1, 7, kUint8}}}, out, "1, 1, 2, 2");
    CHECK(codes == CodeVector(4, static_cast<std::int16_t>(out.zero_point)));
  }
}
