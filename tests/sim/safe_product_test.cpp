// When a product may be computed the fastest way: exactly when no sum of some of its terms can leave the accumulator.
#include "sim/inference/safe_product.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <vector>

#include "tests/sim/inference_support.hpp"

using namespace systole;
using namespace systole::sim;
using namespace systole::tests;

namespace {

struct Extremes {
  std::int64_t lowest = 0;
  std::int64_t highest = 0;
};

/// Over every choice of terms and both ends of the inputs for each: what a sum can be on its way, by trying them all.
Extremes sums_by_trial(const std::vector<std::int16_t>& weights, std::int64_t low, std::int64_t high) {
  Extremes found;
  const std::size_t choices = std::size_t{1} << weights.size();
  for (std::size_t chosen = 0; chosen < choices; ++chosen)
    for (std::size_t ends = 0; ends < choices; ++ends) {
      std::int64_t sum = 0;
      for (std::size_t i = 0; i < weights.size(); ++i)
        if ((chosen >> i & 1) != 0) sum += weights[i] * ((ends >> i & 1) != 0 ? high : low);
      found = {std::min(found.lowest, sum), std::max(found.highest, sum)};
    }
  return found;
}

bool fits(const Extremes& sums, int bits) {
  return sums.lowest >= -(std::int64_t{1} << (bits - 1)) && sums.highest < std::int64_t{1} << (bits - 1);
}

}  // namespace

TEST_CASE("a product is safe exactly when no sum of some of its terms leaves the accumulator", "[C1][C2]") {
  std::mt19937 engine{20};
  const auto draw = [&](int low, int high) { return std::uniform_int_distribution<int>{low, high}(engine); };
  int held = 0;
  int refused = 0;
  for (int trial = 0; trial < 300; ++trial) {
    const int length = draw(1, 5);
    const int filters = draw(1, 2);
    const auto network = network_of("x: [1, " + std::to_string(length) + "]",
                                    {"name: y, kind: linear, features: " + std::to_string(filters) + ", bias: false"});
    std::vector<std::int16_t> weights(static_cast<std::size_t>(length * filters));
    for (auto& weight : weights) weight = static_cast<std::int16_t>(draw(-127, 127));
    const std::int32_t zero_point = draw(-128, 127);
    const auto edge = static_cast<std::int16_t>(draw(0, 1) * zero_point);
    std::vector<std::int16_t> codes(static_cast<std::size_t>(length));
    for (auto& code : codes) code = static_cast<std::int16_t>(draw(-128, 127));
    const auto [least, most] = std::minmax_element(codes.begin(), codes.end());
    const std::int64_t low = std::min<std::int64_t>(*least, zero_point) - edge;
    const std::int64_t high = std::max<std::int64_t>(*most, zero_point) - edge;
    Extremes all;
    for (int filter = 0; filter < filters; ++filter) {
      const auto first = weights.begin() + filter * length;
      const Extremes one = sums_by_trial({first, first + length}, low, high);
      all = {std::min(all.lowest, one.lowest), std::max(all.highest, one.highest)};
    }
    for (int bits = 8; bits <= 20; ++bits) {
      CAPTURE(trial, length, filters, zero_point, edge, bits, all.lowest, all.highest);
      const SafeOperand operand{bits, {0.1, zero_point, kInt8}, edge};
      const auto product = SafeProduct::make(operand, network, network.layers().at(0), weights, {});
      REQUIRE(product.has_value());
      const bool expected = fits(all, bits);
      CHECK(product->holds(codes) == expected);
      if (product->holds_all()) CHECK(expected);
      (expected ? held : refused) += 1;
    }
  }
  CHECK(held > 100);
  CHECK(refused > 100);
}
