// Activations on the way out at cycle detail: a table over 8-bit codes, of which 127 stands for 8.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <numeric>

#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"
#include "sim/operands/post_processing.hpp"

using namespace systole;
using namespace systole::sim;
using workloads::Clamp;
using workloads::Layer;
using workloads::LayerKind;

namespace {

constexpr int kLargest = 127;

Layer layer(LayerKind kind, workloads::Attributes attributes) {
  return {"a", kind, {"x"}, std::move(attributes), {}};
}

/// The codes of the sums -127 .. 127, which are the table's own codes.
void check_codes(const std::vector<Layer>& activations, double largest, const std::function<double(double)>& expected) {
  const models::Chip chip = load_chip(find_file(Shelf::accelerators, "edge8"), {}).chip;
  REQUIRE(chip.array.activation == models::OperandType::int8);
  models::LayerData data;
  data.golden.resize(2 * kLargest + 1);
  std::iota(data.golden.begin(), data.golden.end(), -kLargest);
  data.m = static_cast<std::int64_t>(data.golden.size());
  std::vector<const Layer*> carried;
  for (const Layer& activation : activations) carried.push_back(&activation);
  const models::PostProcess post{post_processing(chip, models::Work{}, data, {}, carried)};
  for (const std::int64_t sum : data.golden) {
    CAPTURE(sum);
    const double real = expected(static_cast<double>(sum) * 8 / kLargest);
    CHECK(post(sum, 0) == std::lrint(real * kLargest / largest));
  }
}

}  // namespace

TEST_CASE("a carried clamp bounds real numbers: ReLU6 is 0 to 6", "[Q1]") {
  check_codes({layer(LayerKind::clamp, Clamp{0, 6})}, 6, [](double x) { return std::clamp(x, 0.0, 6.0); });
  check_codes({layer(LayerKind::clamp, Clamp{-4, 2})}, 4, [](double x) { return std::clamp(x, -4.0, 2.0); });
}

TEST_CASE("a carried tanh is a table of tanh", "[Q1]") {
  // The table's lowest entry, code -128, is the largest magnitude.
  check_codes({layer(LayerKind::tanh, workloads::Plain{})}, std::tanh(128.0 * 8 / 127),
              [](double x) { return std::tanh(x); });
}

TEST_CASE("activations are carried one after another", "[Q1]") {
  check_codes({layer(LayerKind::relu, workloads::Plain{}), layer(LayerKind::clamp, Clamp{-1, 2})}, 2,
              [](double x) { return std::clamp(std::max(x, 0.0), -1.0, 2.0); });
}
