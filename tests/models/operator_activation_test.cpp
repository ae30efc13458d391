// ReLU, clamps, tables of activations and the sigmoid of 64 points.
#include "models/numerics/operators/activations.hpp"

#include <catch2/catch.hpp>

#include <limits>

#include "models/errors.hpp"
#include "models/numerics/operators/clamp.hpp"
#include "models/numerics/post_process.hpp"
#include "tests/models/operator_support.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

template <class Operator>
CodeVector applied(const Operator& of, const CodeVector& in) {
  CodeVector out(in.size());
  of(in, out);
  return out;
}

CodeVector all_codes(const CodeFormat& format) {
  CodeVector codes;
  for (std::int32_t code = format.lowest(); code <= format.highest(); ++code)
    codes.push_back(static_cast<std::int16_t>(code));
  return codes;
}

}  // namespace

TEST_CASE("a relu clamps at its own zero point and keeps the parameters", "[Q2][Q1]") {
  const QuantParams params{0.1, 100, kUint8};
  CHECK(applied(relu(params), {99, 100, 101, 0, 255}) == CodeVector{100, 100, 101, 100, 255});
}

TEST_CASE("a clamp at the lowest code is no relu unless that is the zero point", "[Q5][X4]") {
  // A requantised sum of -30 with Zout = 100: its code 70 is inside [0, 255], and a saturating cast keeps it.
  PostProcessing description;
  description.zero_point = 100;
  description.lowest = 0;
  description.highest = 255;
  const auto code = static_cast<std::int16_t>(PostProcess{description}(-30, 0));
  CHECK(code == 70);
  const QuantParams hundred{1, 100, kUint8};
  CHECK(applied(relu(hundred), {code}) == CodeVector{100});
  CHECK(hundred.real(code) == -30);  // what the cast alone lets through
  description.activation = Activation::relu;
  CHECK(PostProcess{description}(-30, 0) == 100);
  // With Zout = 0 the cast is a relu.
  description.activation = Activation::none;
  description.zero_point = 0;
  CHECK(PostProcess{description}(-30, 0) == 0);
}

TEST_CASE("a relu and a clamp of codes are those of their reals", "[Q2][Q1]") {
  CHECK(rc::check([] {
    RandomCodes random;
    const QuantParams params = random.params();
    const CodeVector in = random.codes(params.format, 300);
    const CodeVector rectified = applied(relu(params), in);
    const double low = params.real(static_cast<std::int32_t>(random.number(params.format.lowest(), params.zero_point)));
    const double high = 6 * params.scale;
    const CodeVector clamped = applied(Clamp{params, low, high}, in);
    for (std::size_t i = 0; i < in.size(); ++i) {
      RC_ASSERT(params.real(rectified[i]) == std::max(params.real(in[i]), 0.0));
      RC_ASSERT(error_in_steps(clamped[i], std::clamp(params.real(in[i]), low, high), params) < 1e-6);
    }
  }));
  CHECK_THROWS_AS((Clamp{{1, 0, kInt8}, 1, 0}), ModelError);
  CHECK_THROWS_AS((Clamp{{1, 0, kInt8}, std::nan(""), 0}), ModelError);
}

TEST_CASE("tables of activations hold the nearest code, of 8 bits and of 16", "[Q1]") {
  CHECK(rc::check([] {
    RandomCodes random;
    double (*const tangent)(double) = std::tanh;
    for (double (*const function)(double) : {sigmoid, silu, gelu, tangent}) {
      const QuantParams input = random.params(random.number(0, 9) == 0 ? CodeFormat{16, true} : random.format(2, 8));
      const QuantParams output = random.params_for(std::max(1.0, range_of(input)));
      const CodeTable table{input, output, function};
      const CodeVector in = random.codes(input.format, 200);
      const CodeVector out = applied(table, in);
      for (std::size_t i = 0; i < in.size(); ++i) {
        RC_ASSERT(error_in_steps(out[i], function(input.real(in[i])), output) <= kHalfStep);
        RC_ASSERT(out[i] == table(in[i]));
      }
    }
  }));
}

TEST_CASE("the functions of the tables are the published ones", "[Q1]") {
  CHECK(sigmoid(0) == 0.5);
  CHECK(sigmoid(2) + sigmoid(-2) == Approx(1));
  CHECK(sigmoid(-800) == 0);
  CHECK(silu(1) == Approx(0.7310585786));
  CHECK(gelu(1) == Approx(0.8413447461));  // the normal distribution's Phi(1)
  CHECK(gelu(-1) == Approx(-0.1586552539));
  CHECK(gelu(-20) == Approx(-20 * 2.7536241186e-89));  // Phi(-20): 1 + erf would have given 0
}

TEST_CASE("a table refuses functions that are no number", "[Q16]") {
  const QuantParams params{0.1, 0, kInt8};
  CHECK_THROWS_AS((CodeTable{params, params, [](double x) { return std::sqrt(x); }}), ModelError);
  CHECK_NOTHROW(CodeTable{params, params, [](double x) { return 1 / x; }});  // infinite: the highest code
  CodeVector out(1);
  CHECK_THROWS_AS((CodeTable{params, params, sigmoid})(CodeVector(2), out), ModelError);
}

TEST_CASE("the sigmoid of 64 points is exact at its points and straight between them", "[Q1]") {
  const QuantParams input{12.0 / 255, 128, kUint8};
  const QuantParams output{1.0 / 255, 0, kUint8};
  const CodeVector out = applied(sigmoid_of_64_points(input, output), all_codes(kUint8));
  const auto exact = [&](std::int32_t code) { return code_of(sigmoid(input.real(code)), output); };
  for (const std::int32_t code : {0, 4, 8, 12, 16, 80, 85, 89, 170, 174, 250, 255}) {  // uint8(linspace(0, 255, 64))
    CAPTURE(code);
    CHECK(out[static_cast<std::size_t>(code)] == exact(code));
  }
  for (const std::int32_t left : {0, 4, 8}) {
    const double middle = (exact(left) + exact(left + 4)) / 2.0;
    CHECK(out[static_cast<std::size_t>(left + 2)] == std::nearbyint(middle));
  }
  // 80 to 85 is one of the three intervals of 5.
  CHECK(out[82] == std::nearbyint(exact(80) + (exact(85) - exact(80)) * 2 / 5.0));
}

TEST_CASE("the sigmoid of 64 points is within its bound, and mostly within a step", "[Q1]") {
  std::int64_t codes = 0;
  std::int64_t beyond_one_step = 0;
  CHECK(rc::check([&] {
    RandomCodes random;
    const QuantParams input = {random.real(2, 16) / 255, static_cast<std::int32_t>(random.number(0, 255)), kUint8};
    const QuantParams output{1.0 / 255, 0, kUint8};
    const double bound = 1 + 1e-6 + 0.301 * input.scale * input.scale / output.scale;
    const CodeVector in = all_codes(kUint8);
    const CodeVector out = applied(sigmoid_of_64_points(input, output), in);
    for (std::size_t i = 0; i < in.size(); ++i) {
      const double error = error_in_steps(out[i], sigmoid(input.real(in[i])), output);
      RC_ASSERT(error <= bound);
      ++codes;
      beyond_one_step += error > 1 ? 1 : 0;
    }
  }));
  CHECK(codes >= 25'600);
  CHECK(beyond_one_step * 20 <= codes);
  CHECK_THROWS_AS(sigmoid_of_64_points({0.1, 0, {7, true}}, {0.1, 0, kInt8}), ModelError);
}
