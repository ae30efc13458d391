// Integer convolutions and their requantisation beside ONNX Runtime's QLinearConv and ConvInteger.
#include <catch2/catch.hpp>

#include "tests/oracle/convolution_case.hpp"
#include "tests/oracle/float32_requantization.hpp"

using namespace systole::models;
using namespace systole::tests;
using systole::workloads::integers;

namespace {

/// QLinearConv takes unsigned or signed activations with signed weights, and unsigned ones with unsigned.
std::vector<Convolution> random_cases(unsigned seed, int count, Scales scales) {
  constexpr std::pair<CodeFormat, CodeFormat> kFormats[] = {{kUint8, kInt8}, {kInt8, kInt8}, {kUint8, kUint8}};
  CodeRandom random{seed};
  std::vector<Convolution> cases;
  for (int i = 0; i < count; ++i) {
    const auto& [x, w] = kFormats[i / 6 % 3];
    cases.push_back(random_convolution(random, i, scales, x, w));
  }
  return cases;
}

std::vector<PostProcess> post_processes(const std::vector<Convolution>& cases, RequantMode mode) {
  std::vector<PostProcess> made;
  for (const auto& c : cases) made.push_back(post_process(c, mode));
  return made;
}

struct Output {
  std::size_t number = 0;  // of its case
  std::size_t filter = 0;
  std::int64_t raw = 0;       // the sum as post-processing takes it
  std::int64_t finished = 0;  // of values, with its bias
  std::int64_t theirs = 0;    // ONNX Runtime's code
};

std::vector<Output> outputs_of(const std::vector<Convolution>& cases) {
  std::vector<OnnxCase> models;
  for (const auto& c : cases) models.push_back(qlinear_conv(c));
  const auto results = run_onnx(models);
  std::vector<Output> outputs;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Convolution& c = cases[i];
    const std::vector<std::int64_t> raw = raw_sums(c);
    const std::vector<std::int64_t> finished = centred_sums(c);
    const std::vector<std::int64_t> theirs = integers(results[i].at("y"));
    REQUIRE(theirs.size() == raw.size());
    REQUIRE(int8_sums(c) == finished);
    const auto pixels = static_cast<std::size_t>(c.shape.rows.out * c.shape.cols.out);
    for (std::size_t o = 0; o < raw.size(); ++o) {
      const std::size_t filter = o / pixels % static_cast<std::size_t>(c.filters());
      outputs.push_back({i, filter, raw[o], finished[o] + (c.bias.empty() ? 0 : c.bias[filter]), theirs[o]});
    }
  }
  return outputs;
}

/// Agreement of our codes with ONNX Runtime's. Checks that float32 requantisation of our sums gives all of the latter,
/// and that ours differ by one step and where float32 can tell the product from a tie no longer.
Agreement checked_agreement(const std::vector<Convolution>& cases) {
  const std::vector<PostProcess> ours = post_processes(cases, RequantMode::float64_half_even);
  Agreement float32;
  Agreement agreement;
  std::int64_t unexplained = 0;
  for (const Output& out : outputs_of(cases)) {
    const Convolution& c = cases[out.number];
    const float multiplier = float32_multiplier(c.x.scale, c.of_filter(out.filter).scale, c.y.scale);
    float32.add(float32_requantized(out.finished, multiplier, c.y), out.theirs);
    const std::int32_t code = ours[out.number](out.raw, out.filter);
    agreement.add(code, out.theirs);
    const double exact = static_cast<double>(out.finished) * c.multiplier(out.filter);
    if (code != out.theirs && !next_to_tie(exact)) ++unexplained;
  }
  CHECK(float32.different == 0);
  CHECK(unexplained == 0);
  CHECK(agreement.worst <= 1);
  return agreement;
}

}  // namespace

TEST_CASE("sums of convolutions are ConvInteger's", "[C6][T25]") {
  CodeRandom random{31};
  std::vector<Convolution> cases;
  std::vector<OnnxCase> models;
  for (int i = 0; i < 60; ++i) {
    cases.push_back(random_convolution(random, i, Scales::random, kUint8, kUint8));  // all that it takes
    models.push_back(conv_integer(cases.back()));
  }
  const auto results = run_onnx(models);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    CAPTURE(i, cases[i].shape.groups, cases[i].shape.channels, cases[i].shape.filters);
    const std::vector<std::int64_t> theirs = integers(results[i].at("y"));
    CHECK(centred_sums(cases[i]) == theirs);
    CHECK(int8_sums(cases[i]) == theirs);
  }
}

// Fractions of the products are nearly uniform, and float32 moves a product of up to 255 by 255 kFloat32Error at most.
// Measured: 1 of 106,506.
TEST_CASE("codes of convolutions are QLinearConv's but for float32's rounding, one in 8,000 at most", "[C4][C6][T25]") {
  const Agreement agreement = checked_agreement(random_cases(32, 240, Scales::random));
  CHECK(agreement.codes > 80000);
  CHECK(agreement.share() < 2 * 255 * kFloat32Error);
}

TEST_CASE("codes of convolutions are QLinearConv's where scales are powers of two", "[C4][C6][S19][T25]") {
  const Agreement agreement = checked_agreement(random_cases(33, 90, Scales::powers_of_two));
  CHECK(agreement.codes > 30000);
  CHECK(agreement.different == 0);
}

// One product in 2n is next to a tie, which float32 rounds to even and float64 to the side where the product is.
// Measured: 6 of 22,070.
TEST_CASE("products next to a tie are where codes of convolutions are not QLinearConv's", "[C4][C6][T25]") {
  const Agreement agreement = checked_agreement(random_cases(34, 90, Scales::ties));
  CHECK(agreement.different > 0);
}

// Measured: 26 of 36,753 for gemmlowp's, which rounds twice; none for the others.
TEST_CASE("every requantisation to the nearest is within a step of QLinearConv's", "[C4][C7][T25]") {
  const std::vector<Convolution> cases = random_cases(35, 90, Scales::random);
  const std::vector<Output> outputs = outputs_of(cases);
  for (const RequantMode mode : {RequantMode::float64_half_away, RequantMode::gemmlowp, RequantMode::single_rounding}) {
    const std::vector<PostProcess> ours = post_processes(cases, mode);
    Agreement agreement;
    for (const Output& out : outputs) agreement.add(ours[out.number](out.raw, out.filter), out.theirs);
    CAPTURE(static_cast<int>(mode), agreement.codes, agreement.different);
    CHECK(agreement.worst <= 1);
    CHECK(agreement.share() < 0.005);
  }
}
