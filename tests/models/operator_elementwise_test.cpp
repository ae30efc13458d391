// Sums, products, quotients and mixed operations of codes that were quantised apart.
#include "models/numerics/operators/elementwise.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <limits>

#include "models/errors.hpp"
#include "models/numerics/operators/broadcast.hpp"
#include "tests/models/operator_support.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

const QuantParams kFirst{0.02, 10, kUint8};
const QuantParams kSecond{0.05, 128, kUint8};
const QuantParams kThird{0.06, 100, kUint8};

/// Operands of one size behind spans.
struct Operands {
  std::vector<CodeVector> codes;
  std::vector<Codes> spans() const { return {codes.begin(), codes.end()}; }
};

template <class Operator>
CodeVector results(const Operator& of, const Operands& operands) {
  CodeVector out(operands.codes.front().size());
  of(operands.spans(), out);
  return out;
}

struct Case {
  std::vector<QuantParams> inputs;
  Operands operands;
};

Case random_case(RandomCodes& random, int most_bits = 15) {
  Case result;
  const auto count = static_cast<std::size_t>(random.number(1, 600));  // several blocks, the last in part
  for (std::int64_t i = random.number(1, 4); i > 0; --i) {
    result.inputs.push_back(random.params(random.format(2, most_bits)));
    result.operands.codes.push_back(random.codes(result.inputs.back().format, count));
  }
  return result;
}

}  // namespace

TEST_CASE("sums of two scales are the published codes", "[Q9]") {
  const std::vector<QuantParams> inputs{kFirst, kSecond};
  const Operands operands{{{10, 60, 255, 0, 110}, {128, 148, 255, 0, 8}}};
  CHECK(results(addition(inputs, kThird), operands) == CodeVector{100, 133, 255, 0, 33});
}

TEST_CASE("sums and products of any operands are within half a step of the real ones", "[Q9][Q1]") {
  CHECK(rc::check([] {
    RandomCodes random;
    const Case c = random_case(random);
    double range_of_sum = 0;
    double range_of_product = 1;
    for (const QuantParams& input : c.inputs) {
      range_of_sum += range_of(input);
      range_of_product *= range_of(input);
    }
    const QuantParams of_sum = random.params_for(range_of_sum);
    const QuantParams of_product = random.params_for(range_of_product);
    const CodeVector sums = results(addition(c.inputs, of_sum), c.operands);
    const CodeVector products = results(Multiplication{c.inputs, of_product}, c.operands);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      double sum = 0;
      double product = 1;
      for (std::size_t k = 0; k < c.inputs.size(); ++k) {
        sum += c.inputs[k].real(c.operands.codes[k][i]);
        product *= c.inputs[k].real(c.operands.codes[k][i]);
      }
      RC_ASSERT(error_in_steps(sums[i], sum, of_sum) <= kHalfStep);
      RC_ASSERT(error_in_steps(products[i], product, of_product) <= kHalfStep);
    }
  }));
}

TEST_CASE("element-wise integers are what fake quantisation computes, for scales of powers of two bit for bit",
          "[S19][Q9]") {
  std::int64_t elements = 0;
  std::int64_t beyond_one_step = 0;
  CHECK(rc::check([&] {
    RandomCodes random;
    Case c = random_case(random, 12);
    const bool powers_of_two = random.number(0, 1) == 1;
    if (powers_of_two)
      for (QuantParams& input : c.inputs) input.scale = std::ldexp(1.0, static_cast<int>(random.number(-8, 0)));
    double range = 0;
    for (const QuantParams& input : c.inputs) range += range_of(input);
    QuantParams output = random.params_for(range);
    if (powers_of_two) output.scale = std::exp2(std::round(std::log2(output.scale)));
    const CodeVector sums = results(addition(c.inputs, output), c.operands);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      float sum = 0;  // as a framework computes it; exact for powers of two: 13 + 8 + 2 bits
      for (std::size_t k = 0; k < c.inputs.size(); ++k)
        sum += static_cast<float>(c.inputs[k].real(c.operands.codes[k][i]));
      const std::int16_t fake = code_of(static_cast<double>(sum), output);
      if (powers_of_two) RC_ASSERT(sums[i] == fake);
      ++elements;
      beyond_one_step += std::abs(sums[i] - fake) > 1 ? 1 : 0;
    }
  }));
  CHECK(elements > 1000);
  CHECK(beyond_one_step * 1000 <= elements);
}

TEST_CASE("a mixed operation is the published code, with each candidate's own parameters", "[Q8][T15]") {
  const std::array<double, 3> weights{0.5, 0.3, 0.2};
  const std::vector<QuantParams> candidates{kFirst, kSecond, {0.04, 0, kUint8}};
  const QuantParams output{0.03, 20, kUint8};
  const Operands operands{{{60}, {148}, {25}}};
  CHECK(results(mixture(weights, candidates, output), operands) == CodeVector{53});
  // DARTSQ as it is: eight copies of the input's parameters. (0.5·60 - 0.3·10 + ..: another tensor altogether.)
  const std::vector<QuantParams> copies(3, kFirst);
  CHECK(results(mixture(weights, copies, output), operands) != CodeVector{53});
}

TEST_CASE("a mixed operation is within half a step of its quantised weights' sum, and these within half a code",
          "[Q8]") {
  CHECK(rc::check([] {
    RandomCodes random;
    const Case c = random_case(random);
    const std::size_t count = c.inputs.size();
    std::vector<double> weights(count);
    double total = 0;
    for (double& weight : weights) total += weight = std::exp(random.real(-3, 3));
    double range = 0;
    double weight_error = 0;  // of a result, in reals
    for (std::size_t k = 0; k < count; ++k) {
      weights[k] /= total;
      range += weights[k] * range_of(c.inputs[k]);
      weight_error += 0.5 / 255 * range_of(c.inputs[k]);
    }
    const QuantParams output = random.params_for(range);
    const CodeVector out = results(mixture(weights, c.inputs, output), c.operands);
    for (std::size_t i = 0; i < out.size(); ++i) {
      double of_reals = 0;
      double of_codes = 0;
      for (std::size_t k = 0; k < count; ++k) {
        const double real = c.inputs[k].real(c.operands.codes[k][i]);
        of_reals += weights[k] * real;
        of_codes += std::nearbyint(weights[k] * 255) / 255 * real;
      }
      RC_ASSERT(error_in_steps(out[i], of_codes, output) <= kHalfStep);
      RC_ASSERT(error_in_steps(out[i], of_reals, output) <= kHalfStep + weight_error / output.scale);
    }
  }));
}

TEST_CASE("quotients are the published codes, and a denominator of 0 saturates and is counted", "[Q10]") {
  const Division divide{{0.004, 0, kUint8}, {0.02, 0, kUint8}, {1.0 / 255, 0, kUint8}};
  const CodeVector numerators{250, 125, 50, 0, 250, 0};
  const CodeVector denominators{50, 50, 50, 50, 0, 0};
  CodeVector out(numerators.size());
  CHECK(divide(numerators, denominators, out) == 2);
  CHECK(out == CodeVector{255, 128, 51, 0, 255, 255});
}

TEST_CASE("quotients are within half a step of the real ones, wherever there is one", "[Q10]") {
  CHECK(rc::check([] {
    RandomCodes random;
    const QuantParams above = random.params();
    const QuantParams below = random.params();
    const QuantParams output = random.params_for(range_of(above) / range_of(below) * 4);
    const auto count = static_cast<std::size_t>(random.number(1, 600));
    const CodeVector numerators = random.codes(above.format, count);
    const CodeVector denominators = random.codes(below.format, count);
    CodeVector out(count);
    const std::int64_t zeros = Division{above, below, output}(numerators, denominators, out);
    RC_ASSERT(zeros == std::count(denominators.begin(), denominators.end(), below.zero_point));
    for (std::size_t i = 0; i < count; ++i) {
      if (denominators[i] == below.zero_point) {
        RC_ASSERT(out[i] == output.format.highest());
      } else {
        const double quotient = above.real(numerators[i]) / below.real(denominators[i]);
        RC_ASSERT(error_in_steps(out[i], quotient, output) <= kHalfStep);
      }
    }
  }));
}

TEST_CASE("every rounding but half-even gives its own codes for ties", "[Q9]") {
  const QuantParams fine{0.5, 0, kInt8};
  const QuantParams coarse{1.0, 0, kInt8};
  const std::vector<QuantParams> inputs{fine};
  const Operands ties{{{1, 3, 5, -1, -3}}};  // 0.5, 1.5, 2.5, -0.5, -1.5
  CHECK(results(addition(inputs, coarse), ties) == CodeVector{0, 2, 2, 0, -2});
  CHECK(results(addition(inputs, coarse, Rounding::half_away), ties) == CodeVector{1, 2, 3, -1, -2});
  CHECK(results(addition(inputs, coarse, Rounding::half_up), ties) == CodeVector{1, 2, 3, 0, -1});
  CHECK(results(addition(inputs, coarse, Rounding::floor), ties) == CodeVector{0, 1, 2, -1, -2});
}

TEST_CASE("smaller operands are repeated as numpy repeats them", "[Q9]") {
  const auto expanded = [](const CodeVector& in, std::vector<std::int64_t> from, std::vector<std::int64_t> to) {
    std::int64_t size = 1;
    for (const std::int64_t axis : to) size *= axis;
    CodeVector out(static_cast<std::size_t>(size), -1);
    broadcast(in, from, to, out);
    return out;
  };
  CHECK(expanded({7}, {}, {2, 2}) == CodeVector{7, 7, 7, 7});
  CHECK(expanded({1, 2, 3}, {3}, {2, 3}) == CodeVector{1, 2, 3, 1, 2, 3});
  CHECK(expanded({1, 2}, {2, 1}, {2, 3}) == CodeVector{1, 1, 1, 2, 2, 2});
  CHECK(expanded({1, 2, 3, 4}, {2, 1, 2}, {2, 2, 2}) == CodeVector{1, 2, 1, 2, 3, 4, 3, 4});
  CHECK(expanded({1, 2, 3, 4}, {2, 2}, {2, 2}) == CodeVector{1, 2, 3, 4});
  CHECK_THROWS_AS(expanded({1, 2}, {2}, {2, 3}), ModelError);
  CHECK_THROWS_AS(expanded({1, 2}, {1, 2}, {2}), ModelError);
  CHECK_THROWS_AS(expanded({1, 2}, {3}, {3}), ModelError);
}

TEST_CASE("operators refuse scales of 0, infinite scales and foreign zero points", "[Q16][T18][X4]") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double scale : {0.0, -1.0, infinity, std::nan("")}) {
    const QuantParams bad{scale, 0, kUint8};
    const std::vector<QuantParams> inputs{kFirst, bad};
    CHECK_THROWS_AS(addition(inputs, kThird), ModelError);
    CHECK_THROWS_AS((Multiplication{inputs, kThird}), ModelError);
    CHECK_THROWS_AS((Division{kFirst, bad, kThird}), ModelError);
    CHECK_THROWS_AS((Division{kFirst, kSecond, bad}), ModelError);
  }
  // A zero point of -50 belongs to no uint8 code: what a range without 0 makes of one.
  CHECK_THROWS_AS(require_usable({0.01, -50, kUint8}, "x"), ModelError);
  CHECK_THROWS_AS(require_usable({0.01, 0, {16, false}}, "x"), ModelError);
  CHECK_THROWS_AS(code_of(std::nan(""), kFirst), ModelError);
}

TEST_CASE("operators refuse operands of other numbers and sizes", "[Q9]") {
  const std::vector<QuantParams> inputs{kFirst, kSecond};
  const WeightedSum sum = addition(inputs, kThird);
  CodeVector out(2);
  CHECK_THROWS_AS(sum(Operands{{{1, 2}}}.spans(), out), ModelError);
  CHECK_THROWS_AS(sum(Operands{{{1, 2}, {1, 2, 3}}}.spans(), out), ModelError);
  CHECK_THROWS_AS(addition({}, kThird), ModelError);
  const std::array<double, 2> weights{0.5, 1.5};
  CHECK_THROWS_AS(mixture(weights, inputs, kThird), ModelError);
}
