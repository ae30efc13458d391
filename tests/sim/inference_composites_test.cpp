// The composites of quantised DARTS (Q4 to Q7) as networks of plain layers: which tensors have codes of their own, and
// what runs on them.
#include <catch2/catch.hpp>

#include "tests/sim/inference_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

std::vector<std::string> stage_names(const workloads::Network& network) {
  std::vector<std::string> names;
  for (const sim::Stage& stage : sim::stages_of(network)) names.push_back(sim::stage_name(network, stage));
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("ReLU, convolution and norm are two stages; the codes that come out are the norm's", "[Q5][Q6][T14]") {
  const workloads::Network std_conv =
      network_of("x: [1, 2, 4, 4]", {"name: r, kind: relu", "name: c, kind: conv2d, filters: 2, kernel: 1, bias: false",
                                     "name: n, kind: batch_norm"});
  CHECK(stage_names(std_conv) == Names{"r", "c +n"});
  CHECK(sim::calibrated_tensors(std_conv, sim::stages_of(std_conv)) == Names{"x", "n"});
  // SepConv: depthwise, pointwise, norm twice over; every product has codes of its own, ReLU its input's.
  const workloads::Network separable = network_of(
      "x: [1, 2, 4, 4]",
      {"name: r1, kind: relu", "name: d1, kind: conv2d, filters: 2, kernel: 3, padding: 1, groups: 2, bias: false",
       "name: p1, kind: conv2d, filters: 2, kernel: 1, bias: false", "name: n1, kind: batch_norm",
       "name: r2, kind: relu", "name: d2, kind: conv2d, filters: 2, kernel: 3, padding: 1, groups: 2, bias: false",
       "name: p2, kind: conv2d, filters: 2, kernel: 1, bias: false", "name: n2, kind: batch_norm"});
  CHECK(stage_names(separable) == Names{"r1", "d1", "p1 +n1 +r2", "d2", "p2 +n2"});
  CHECK(sim::calibrated_tensors(separable, sim::stages_of(separable)) == Names{"x", "d1", "r2", "d2", "n2"});
}

TEST_CASE("a pool passes its codes on; the norm behind it has codes of its own", "[Q4][T14]") {
  const workloads::Network pool_norm = network_of(
      "x: [1, 2, 4, 4]", {"name: p, kind: max_pool, kernel: 3, stride: 1, padding: 1", "name: n, kind: batch_norm"});
  CHECK(stage_names(pool_norm) == Names{"p", "n"});
  CHECK(sim::calibrated_tensors(pool_norm, sim::stages_of(pool_norm)) == Names{"x", "n"});
  sim::Scales scales;
  scales.activations = {{"x", {0.1, 7, kUint8}}, {"n", {0.2, 9, kUint8}}};
  const sim::TensorParams params = sim::tensor_params(pool_norm, sim::stages_of(pool_norm), scales);
  CHECK(params.at("p") == params.at("x"));
  CHECK(params.at("n").zero_point == 9);
  scales.activations.erase("n");
  CHECK_THROWS_AS(sim::tensor_params(pool_norm, sim::stages_of(pool_norm), scales), models::UserError);
}

TEST_CASE("a ReLU that is carried clamps at the output's zero point, not at its lowest code", "[Q2][Q5]") {
  Bench bench{chip_of(),
              network_of("x: [1, 4]", {"name: c, kind: linear, features: 4, bias: false", "name: r, kind: relu"})};
  const QuantParams in{1, 0, kInt8};
  // With a zero point of 100 the codes below it stand for reals below zero: a saturating store would keep them.
  bench.tensor("x", in).tensor("r", {1, 100, kUint8});
  bench.weight("c", {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, {in});
  CHECK(run(bench, {{"x", {-50, -1, 0, 30}}}).codes.at("r") == CodeVector{100, 100, 100, 130});
  Bench clamped{chip_of(), network_of("x: [1, 4]", {"name: c, kind: linear, features: 4, bias: false",
                                                    "name: r, kind: clamp, low: -20, high: 6"})};
  clamped.scales = bench.scales;
  clamped.weights = bench.weights;
  CHECK(run(clamped, {{"x", {-50, -1, 0, 30}}}).codes.at("r") == CodeVector{80, 99, 100, 106});
}

TEST_CASE("the second half of a factorized reduction reads x[.., 1:, 1:]", "[Q7]") {
  // A ramp of 0 .. 15: every second element of every second row, from 0, 0 and from 1, 1.
  Bench bench{chip_of({"array.operands.activation=uint8"}),
              network_of("x: [1, 1, 4, 4]",
                         {"name: r, kind: relu", "name: a, kind: conv2d, filters: 1, kernel: 1, stride: 2, bias: false",
                          "name: s, kind: slice, inputs: [r], axis: 2, begin: 1, size: 3",
                          "name: t, kind: slice, axis: 3, begin: 1, size: 3",
                          "name: b, kind: conv2d, filters: 1, kernel: 1, stride: 2, bias: false",
                          "name: c, kind: concat, inputs: [a, b], axis: 1"})};
  const QuantParams unit{1, 0, kUint8};
  bench.tensor("x", unit).tensor("a", unit).tensor("b", {0.5, 0, kUint8}).tensor("c", {2, 5, kUint8});
  bench.weight("a", {1}, {{1, 0, kInt8}}).weight("b", {1}, {{1, 0, kInt8}});
  FloatVector ramp(16);
  for (std::size_t i = 0; i < 16; ++i) ramp[i] = static_cast<float>(i);
  const Ran ran = run(bench, {{"x", ramp}});
  CHECK(ran.codes.at("a") == CodeVector{0, 2, 8, 10});
  CHECK(ran.codes.at("b") == CodeVector{10, 14, 26, 30});  // 5, 7, 13, 15 in steps of a half
  // Both brought to steps of 2 and a zero point of 5; 2.5, 3.5, 6.5 and 7.5 are ties, to even.
  CHECK(ran.codes.at("c") == CodeVector{5, 6, 9, 10, 7, 9, 11, 13});
}

TEST_CASE("running a network changes nothing in it: a second run, and one from the same weights, give the same codes",
          "[Q13][Q20]") {
  Bench bench{chip_of(), network_of("x: [1, 2, 3, 3]", {"name: c, kind: conv2d, filters: 2, kernel: 3, padding: 1",
                                                        "name: n, kind: batch_norm"})};
  bench.weights = sim::NetworkWeights::draw(bench.network, 3);
  bench.tensor("x", {0.03, 4, kInt8}).tensor("n", {0.05, -7, kInt8});
  bench.scales.weights["c"] = {{{0.02, 0, kInt8}, {0.01, 0, kInt8}}, models::SymmetricSpan::restricted, false, {}};
  const sim::NetworkWeights before = bench.weights;
  std::mt19937 engine{8};
  const FloatVector x = reals_of(random_codes(engine, kInt8, 18), bench.scales.activations.at("x"));
  const Ran first = run(bench, {{"x", x}});
  run(bench, {{"x", x}}, true, sim::StageArithmetic::real);
  CHECK(run(bench, {{"x", x}}).codes == first.codes);
  for (const char* name : {"c.weight", "c.bias", "n.weight", "n.bias", "n.running_mean", "n.running_var"}) {
    const auto kept = bench.weights.get(name);
    const auto old = before.get(name);
    CHECK(std::equal(kept.begin(), kept.end(), old.begin(), old.end()));
  }
}
