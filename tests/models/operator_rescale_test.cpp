// Identities, concatenations and constants: codes in other parameters.
#include "models/numerics/operators/rescale.hpp"

#include <catch2/catch.hpp>

#include "models/errors.hpp"
#include "models/numerics/operators/elementwise.hpp"
#include "tests/models/operator_support.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

constexpr std::array kModes{RequantMode::float64_half_even, RequantMode::float64_half_away, RequantMode::gemmlowp,
                            RequantMode::single_rounding};

CodeVector rescaled(const Rescale& rescale, const CodeVector& in) {
  CodeVector out(in.size());
  rescale(in, out);
  return out;
}

}  // namespace

TEST_CASE("a concatenation rescales each operand to the published codes", "[Q9][Q7]") {
  const std::vector<QuantParams> inputs{{0.02, 10, kUint8}, {0.05, 128, kUint8}};
  const Concatenation concatenate{inputs, {0.06, 100, kUint8}};
  REQUIRE(concatenate.inputs() == 2);
  CodeVector out(4);
  concatenate(0, CodeVector{60, 0}, MutableCodes{out}.subspan(0, 2));
  concatenate(1, CodeVector{148, 255}, MutableCodes{out}.subspan(2, 2));
  CHECK(out == CodeVector{117, 97, 117, 206});
}

TEST_CASE("an identity leaves codes alone where parameters are equal, and requantises where they are not",
          "[T16][Q1]") {
  const QuantParams from{0.02, 10, kUint8};
  CodeVector all(256);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int16_t>(i);
  for (const RequantMode mode : kModes) {
    const Rescale same{from, from, mode};
    CHECK(same.is_identity());
    CHECK(rescaled(same, all) == all);
  }
  const QuantParams to{0.04, 100, kUint8};
  const Rescale other{from, to};
  CHECK_FALSE(other.is_identity());
  // 0.02 · (60 - 10) = 1 = 0.04 · (125 - 100); unchanged, 60 would read as -1.6.
  CHECK(rescaled(other, {60, 10}) == CodeVector{125, 100});
  CHECK(to.real(60) == Approx(-1.6));
}

TEST_CASE("a rescale is as near the real value as its arithmetic allows", "[Q9][T16]") {
  CHECK(rc::check([] {
    RandomCodes random;
    const QuantParams input = random.params();
    const QuantParams output = random.params_for(range_of(input));
    const CodeVector in = random.codes(input.format, 300);
    for (const RequantMode mode : kModes) {
      const CodeVector out = rescaled(Rescale{input, output, mode}, in);
      const double bound = mode == RequantMode::gemmlowp          ? 0.75 + 0x1p-15
                           : mode == RequantMode::single_rounding ? 0.5 + 0x1p-15
                                                                  : kHalfStep;
      for (std::size_t i = 0; i < in.size(); ++i) RC_ASSERT(error_in_steps(out[i], input.real(in[i]), output) <= bound);
    }
  }));
}

TEST_CASE("there and back to finer codes changes nothing", "[T16]") {
  CHECK(rc::check([] {
    RandomCodes random;
    const QuantParams coarse = random.params(random.format(2, 8));
    QuantParams fine{coarse.scale / 16, 0, {15, true}};
    fine.zero_point = static_cast<std::int32_t>(random.number(-100, 100));
    const CodeVector in = random.codes(coarse.format, 100);
    RC_ASSERT(rescaled(Rescale{fine, coarse}, rescaled(Rescale{coarse, fine}, in)) == in);
  }));
}

TEST_CASE("a tensor of zeros has a scale and a code, and no NaN comes of it", "[T18][Q16][Q1]") {
  const QuantParams zero = zero_tensor_params(kUint8);
  CHECK(zero.scale == 1.0);
  CHECK(zero.zero_point == 0);
  CHECK(zero.real(0) == 0.0);
  CHECK(code_of(0.0, zero) == 0);
  // Added to another tensor, zeros change nothing; alone, they stay zero.
  const QuantParams other{0.02, 10, kUint8};
  const std::vector<QuantParams> inputs{zero, other};
  const CodeVector zeros(3, 0);
  const CodeVector codes{0, 10, 255};
  const std::vector<Codes> operands{zeros, codes};
  CodeVector out(3);
  addition(inputs, other)(operands, out);
  CHECK(out == codes);
  CHECK(rescaled(Rescale{zero, other}, zeros) == CodeVector(3, 10));
  // The wrong variant, a scale of (max - min) / 255 = 0 as it comes from the range, divides 0 by 0.
  const double scale_of_range = (0.0 - 0.0) / 255;
  CHECK(std::isnan(0.0 / scale_of_range));
  CHECK_THROWS_AS((Rescale{{scale_of_range, 0, kUint8}, other}), ModelError);
}

TEST_CASE("a scale taken for another epoch's is off by their ratio", "[Q16]") {
  // Parameters are values of an operator and never change under it: a range that grows makes a new operator.
  const QuantParams stale{0.01, 0, kUint8};
  const QuantParams fresh{0.02, 0, kUint8};
  const QuantParams output{0.02, 0, kUint8};
  CHECK(rescaled(Rescale{fresh, output}, {100}) == CodeVector{100});
  CHECK(rescaled(Rescale{stale, output}, {100}) == CodeVector{50});
}

TEST_CASE("fake quantisation does not commute with a factor", "[Q20]") {
  // From the log of DARTSQ's author: quantising s1 s2/s3 and dividing by std is not quantising s1 s2/(s3 std).
  const QuantParams tenths{0.1, 0, kInt8};
  const auto fake = [&](double real) { return tenths.real(code_of(real, tenths)); };
  CHECK(fake(1.0) / 3 == Approx(0.3333).epsilon(1e-3));
  CHECK(fake(1.0 / 3) == Approx(0.3));
}
