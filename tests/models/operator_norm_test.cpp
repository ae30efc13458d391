// Layer norm, RMS norm and rotary embedding on codes, beside their real functions.
#include "models/numerics/operators/row_norm.hpp"

#include <catch2/catch.hpp>

#include <array>

#include "models/errors.hpp"
#include "models/numerics/operators/rope.hpp"
#include "tests/models/operator_support.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

struct Norm {
  RowNormKind kind;
  std::vector<float> gamma;
  std::vector<float> beta;
  double eps;
};

/// Normalised values of a row, before gamma.
std::vector<double> normalised(const Norm& norm, std::span<const std::int16_t> row, const QuantParams& params) {
  const auto n = static_cast<double>(row.size());
  double mean = 0;
  if (norm.kind == RowNormKind::layer)
    for (const std::int16_t code : row) mean += params.real(code) / n;
  double square = 0;
  for (const std::int16_t code : row) square += std::pow(params.real(code) - mean, 2) / n;
  std::vector<double> result;
  for (const std::int16_t code : row) result.push_back((params.real(code) - mean) / std::sqrt(square + norm.eps));
  return result;
}

/// Checks rows against the header's bound; returns the elements further off than one step.
std::int64_t check_rows(const Norm& norm, const QuantParams& input, const QuantParams& output, RequantMode mode,
                        const CodeVector& in) {
  CodeVector out(in.size());
  RowNorm{norm.kind, input, norm.gamma, norm.beta, norm.eps, output, mode}(in, out);
  const std::size_t length = norm.gamma.size();
  double scale = 0;
  double beta = 0;
  for (const float value : norm.gamma) scale = std::max(scale, std::fabs(double{value}) / 32'767);
  for (const float value : norm.beta) beta = std::max(beta, std::fabs(double{value}));
  const double unit = std::max(0x1p-15 * scale, 0x1p-30 * (std::sqrt(double(length)) * scale * 32'767 + beta));
  const double rounding = mode == RequantMode::gemmlowp ? 0.75 + 1e-3 : 0.5 + 1e-3;
  std::int64_t beyond_one_step = 0;
  for (std::size_t first = 0; first < in.size(); first += length) {
    const std::vector<double> row = normalised(norm, std::span{in}.subspan(first, length), input);
    for (std::size_t i = 0; i < length; ++i) {
      const double x = std::fabs(row[i]);
      const double bound =
          rounding + (x * scale / 2 + std::fabs(norm.gamma[i]) * (0x1p-16 + x * 0x1p-29) + unit) / output.scale;
      const double error = error_in_steps(out[first + i], row[i] * norm.gamma[i] + norm.beta[i], output);
      RC_ASSERT(error <= bound);
      beyond_one_step += error > 1 ? 1 : 0;
    }
  }
  return beyond_one_step;
}

}  // namespace

TEST_CASE("the integer square root is the floor of the real one", "[Q1]") {
  for (std::uint64_t n = 0; n < 10'000; ++n) {
    const std::uint64_t root = integer_sqrt(n);
    CHECK((root * root <= n && (root + 1) * (root + 1) > n));
  }
  for (const std::uint64_t root : {0xFFFFULL, 0x10000ULL, 0x7FFFFFFFULL, 0xFFFFFFFFULL}) {
    CHECK(integer_sqrt(root * root) == root);
    CHECK(integer_sqrt(root * root - 1) == root - 1);
    CHECK(integer_sqrt(root * root + 2 * root) == root);
  }
  CHECK(integer_sqrt(~std::uint64_t{0}) == 0xFFFFFFFFULL);
}

TEST_CASE("norms of rows are within their bound of the real ones, nearly all within a step", "[Q1]") {
  std::int64_t elements = 0;
  std::int64_t beyond_one_step = 0;
  CHECK(rc::check([&] {
    RandomCodes random;
    const auto length = static_cast<std::size_t>(random.number(1, 300));
    Norm norm{random.number(0, 1) == 1 ? RowNormKind::layer : RowNormKind::rms, {}, {}, 0};
    norm.eps = std::pow(10.0, random.real(-8, -3));
    double gamma = 0;
    for (std::size_t i = 0; i < length; ++i) {
      norm.gamma.push_back(static_cast<float>(random.real(-2, 2)));
      norm.beta.push_back(static_cast<float>(random.real(-1, 1)));
      gamma = std::max(gamma, std::fabs(double{norm.gamma.back()}));
    }
    const QuantParams input = random.params();
    const QuantParams output = random.params_for(gamma * 3 + 1);
    const RequantMode mode = random.number(0, 1) == 1 ? RequantMode::gemmlowp : RequantMode::float64_half_even;
    beyond_one_step += check_rows(norm, input, output, mode, random.codes(input.format, 2 * length));
    elements += static_cast<std::int64_t>(2 * length);
  }));
  CHECK(beyond_one_step * 20 <= elements);
}

TEST_CASE("norms hold their bound where eps decides, and for the longest rows of the widest codes", "[Q1]") {
  const auto norm = [](RowNormKind kind, std::size_t length, double eps) {
    return Norm{kind, std::vector<float>(length, 1.0F), std::vector<float>(length, 0.0F), eps};
  };
  const QuantParams output{8.0 / 255, 0, kInt8};
  for (const RowNormKind kind : {RowNormKind::layer, RowNormKind::rms}) {
    // A single step of 0.01 against an eps of 0.0001: sqrt(variance + eps) is mostly eps.
    CHECK(check_rows(norm(kind, 2, 1e-4), {0.01, 0, kInt8}, output, RequantMode::float64_half_even, {0, 1}) == 0);
    const CodeVector extremes = RandomCodes{5}.codes({1 + 15, true}, 16'384);
    const QuantParams wide{1e-3, -32'768, {16, true}};
    CHECK(check_rows(norm(kind, 16'384, 1e-5), wide, output, RequantMode::float64_half_even, extremes) == 0);
    const CodeVector highest(16'384, 32'767);
    CHECK(check_rows(norm(kind, 16'384, 1e-5), wide, output, RequantMode::float64_half_even, highest) == 0);
  }
}

TEST_CASE("a row without variance is its beta", "[Q1][Q16]") {
  const std::vector<float> gamma{1, 2, 3};
  const std::vector<float> beta{0.5F, -0.5F, 0};
  const QuantParams output{0.1, 10, kInt8};
  CodeVector out(3);
  for (const double eps : {0.0, 1e-5}) {  // without eps the real function is 0/0
    RowNorm{RowNormKind::layer, {0.1, 3, kInt8}, gamma, beta, eps, output}(CodeVector{77, 77, 77}, out);
    CHECK(out == CodeVector{15, 5, 10});
    RowNorm{RowNormKind::rms, {0.1, 3, kInt8}, gamma, beta, eps, output}(CodeVector{3, 3, 3}, out);
    CHECK(out == CodeVector{15, 5, 10});
  }
}

TEST_CASE("norms refuse rows, scales and lists that do not fit", "[Q1]") {
  const QuantParams params{0.1, 0, kInt8};
  const std::vector<float> three(3, 1.0F);
  const std::vector<float> two(2, 1.0F);
  const std::vector<float> none;
  const std::vector<float> infinite{1e30F * 1e30F};
  const auto make = [&](const std::vector<float>& gamma, const std::vector<float>& beta, double eps) {
    return RowNorm{RowNormKind::layer, params, gamma, beta, eps, params};
  };
  CHECK_THROWS_AS(make(none, none, 1e-5), ModelError);
  CHECK_THROWS_AS(make(three, two, 1e-5), ModelError);
  CHECK_THROWS_AS(make(three, none, -1e-5), ModelError);
  CHECK_THROWS_AS(make(three, none, 1e30), ModelError);
  CHECK_THROWS_AS(make(infinite, none, 1e-5), ModelError);
  CHECK_THROWS_AS(make(std::vector<float>(16'385, 1.0F), none, 1e-5), ModelError);
  CodeVector out(4);
  CHECK_THROWS_AS(make(three, none, 1e-5)(CodeVector(4), out), ModelError);
}

TEST_CASE("rotations of pairs are within their bound of the real ones", "[Q1]") {
  CHECK(rc::check([] {
    RandomCodes random;
    RopeRows shape;
    shape.positions = random.number(1, 9);
    shape.length = 2 * random.number(1, 8);
    shape.repeats = random.number(1, 3);
    shape.pairs = random.number(0, 1) == 1 ? RopePairs::halves : RopePairs::neighbours;
    const QuantParams input = random.params();
    const QuantParams output = random.params_for(1.4 * range_of(input));
    const std::int64_t rows = 2 * shape.positions * shape.repeats;
    const CodeVector in = random.codes(input.format, static_cast<std::size_t>(rows * shape.length));
    CodeVector out(in.size());
    Rope{shape, input, output}(in, out);
    for (std::int64_t row = 0; row < rows; ++row) {
      const auto position = static_cast<double>(row / shape.repeats % shape.positions);
      for (std::int64_t i = 0; i < shape.length / 2; ++i) {
        const bool halves = shape.pairs == RopePairs::halves;
        const auto first = static_cast<std::size_t>(row * shape.length + (halves ? i : 2 * i));
        const std::size_t second = first + static_cast<std::size_t>(halves ? shape.length / 2 : 1);
        const double angle = position / std::pow(10'000, 2.0 * double(i) / double(shape.length));
        const double a = input.real(in[first]);
        const double b = input.real(in[second]);
        const double bound = kHalfStep + (std::fabs(a) + std::fabs(b)) * 0x1p-15 / output.scale;
        RC_ASSERT(error_in_steps(out[first], a * std::cos(angle) - b * std::sin(angle), output) <= bound);
        RC_ASSERT(error_in_steps(out[second], a * std::sin(angle) + b * std::cos(angle), output) <= bound);
      }
    }
  }));
}

TEST_CASE("the first position is not rotated, and rotations in place are the same", "[Q1]") {
  const QuantParams params{0.1, 5, kInt8};
  RopeRows shape;
  shape.positions = 3;
  shape.length = 4;
  const Rope rotate{shape, params, params};
  CodeVector codes = RandomCodes{7}.codes({7, true}, 12);
  CodeVector out(12);
  rotate(codes, out);
  for (std::size_t i = 0; i < 4; ++i) CHECK(out[i] == codes[i]);
  rotate(codes, codes);
  CHECK(codes == out);
  shape.length = 3;
  CHECK_THROWS_AS((Rope{shape, params, params}), ModelError);
  CHECK_THROWS_AS(rotate(CodeVector(6), out), ModelError);
}
