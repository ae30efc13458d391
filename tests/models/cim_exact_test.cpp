// What must not change a result: threads, tiling, the split of the codes, gain and samples where nothing is analogue;
// and what must: seed, layer and token.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <vector>

#include "models/cim/product.hpp"
#include "models/errors.hpp"
#include "models/onednn/one_thread.hpp"
#include "tests/models/cim_support.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

struct AnyEngine {
  CimConfig config;
  std::int64_t tokens = 0;
  CimWeights weights;
  Codes x;
  int threads = 1;
};

int pick(int low, int high) {
  return *rc::gen::inRange(low, high + 1);
}

Codes any_codes(std::int64_t count, int lowest, int highest) {
  const bool extreme = pick(0, 3) == 0;
  Codes codes;
  for (std::int64_t i = 0; i < count; ++i)
    codes.push_back(static_cast<std::int16_t>(extreme ? (pick(0, 5) == 0 ? highest : lowest) : pick(lowest, highest)));
  return codes;
}

AnyEngine any_engine() {
  AnyEngine any;
  CimConfig& c = any.config;
  c.weights.bits = pick(2, 8);
  c.activation.slicing = pick(0, 1) == 0 ? CimSlicing::floor : CimSlicing::centred;
  const int most_msb = c.activation.slicing == CimSlicing::floor ? 8 : 7;
  const int most_lsb = 15 - most_msb;
  c.activation.msb_bits = pick(2, most_msb);
  c.activation.bits = c.activation.msb_bits + pick(1, most_lsb);
  c.msb_samples = pick(1, 4);
  c.lsb_gain_shift = pick(0, 8);
  c.adc.bits = pick(4, 16);
  c.noise.sigma_lsb = pick(0, 5);
  c.noise.averaging = pick(0, 1) == 0 ? CimAveraging::equivalent : CimAveraging::per_sample;
  if (pick(0, 3) > 0) {
    c.rows = pick(1, 40);
  } else {
    c.rows.reset();
  }
  c.cols = pick(1, 40);
  any.threads = pick(1, 4);
  any.tokens = pick(1, 6);
  const std::int64_t inputs = pick(1, 70);
  const std::int64_t outputs = pick(1, 70);
  const int weight_half = 1 << (c.weights.bits - 1);
  any.weights = {outputs, inputs, any_codes(outputs * inputs, -weight_half, weight_half - 1), {1}};
  const int half = 1 << (c.activation.bits - 1);
  any.x = any_codes(any.tokens * inputs, -half, half - 1);
  return any;
}

std::vector<std::int32_t> plain_product(const AnyEngine& any) {
  std::vector<std::int32_t> y;
  for (std::int64_t m = 0; m < any.tokens; ++m)
    for (std::int64_t n = 0; n < any.weights.outputs; ++n) {
      std::int32_t sum = 0;
      for (std::int64_t k = 0; k < any.weights.inputs; ++k)
        sum += any.x[static_cast<std::size_t>(m * any.weights.inputs + k)] *
               any.weights.codes[static_cast<std::size_t>(n * any.weights.inputs + k)];
      y.push_back(sum);
    }
  return y;
}

CimConfig noisy() {
  CimConfig config;
  config.rows = 100;
  config.noise.averaging = CimAveraging::per_sample;
  config.noise.rho = 0.3;
  config.noise.lsb_pass = true;
  config.adc.count_codes = true;
  return config;
}

}  // namespace

TEST_CASE("Without converters every split, gain, K, tiling and number of threads is exact", "[J9][J13][J14]") {
  CHECK(rc::check("the plain loop's sums", [] {
    AnyEngine any = any_engine();
    any.config.adc.bypass = true;
    const ThreadLimit threads{any.threads};
    CimProduct engine{any.config, any.tokens, any.weights};
    const std::vector<std::int32_t> expected = plain_product(any);
    std::vector<std::int32_t> exact(expected.size());
    engine.run_exact(any.x, exact);
    RC_ASSERT(exact == expected);
    std::vector<float> y(expected.size());
    engine.run(any.x, y);
    RC_ASSERT((y == std::vector<float>{expected.begin(), expected.end()}));
  }));
}

TEST_CASE("An ADC whose step is one raw unit and that reaches every sum is exact", "[J11][J14]") {
  CHECK(rc::check("the plain loop's sums", [] {
    AnyEngine any = any_engine();
    any.config.noise.sigma_lsb = 0;
    any.config.lsb_gain_shift = 0;
    if (any.config.msb_samples == 3) any.config.msb_samples = 4;  // a third is no float
    any.config.adc.bits = 16;
    any.config.weights.bits = 2;  // sums of at most 70 · 128 · 2 fit its codes
    for (std::int16_t& code : any.weights.codes) code = static_cast<std::int16_t>(code & 1);
    any.config.adc.range = CimAdcRange::fixed_scale;
    CimProduct engine{any.config, any.tokens, any.weights};
    const std::vector<std::int32_t> expected = plain_product(any);
    std::vector<float> y(expected.size());
    engine.run(any.x, y, {0, {{1.0}, {1.0}}});
    RC_ASSERT((y == std::vector<float>{expected.begin(), expected.end()}));
  }));
}

TEST_CASE("Noise and counts are the same for any number of threads", "[J10]") {
  const DrawnProduct drawn{37, 250, 333};
  const auto run = [&](int threads, std::vector<float>& y) {
    const ThreadLimit limit{threads};
    CimProduct engine{noisy(), drawn.tokens, drawn.weights};
    y.resize(37 * 333);
    return engine.run(drawn.x, y);
  };
  std::vector<float> one;
  const CimCount of_one = run(1, one);
  for (const int threads : {2, 3, 5}) {
    std::vector<float> many;
    const CimCount of_many = run(threads, many);
    CHECK(many == one);
    CHECK(of_many.msb.codes == of_one.msb.codes);
    CHECK(of_many.lsb.clipped == of_one.lsb.clipped);
    CHECK(of_many.msb.conversions == of_one.msb.conversions);
  }
  CHECK(of_one.msb.conversions == std::int64_t{37} * 333 * 3 * 2);
  CHECK(of_one.lsb.conversions == std::int64_t{37} * 333 * 3);
}

TEST_CASE("The same seed gives the same noise; another seed, layer or token another", "[J10]") {
  const DrawnProduct drawn{8, 100, 64};
  const auto run = [&](std::uint64_t seed, std::uint32_t layer, std::uint32_t first_token) {
    CimConfig config = noisy();
    config.seed = seed;
    CimProduct engine{config, drawn.tokens, drawn.weights, layer};
    std::vector<float> y(8 * 64);
    engine.run(drawn.x, y, {first_token, {}});
    return y;
  };
  CHECK(run(1, 0, 0) == run(1, 0, 0));
  CHECK(run(1, 0, 0) != run(2, 0, 0));
  CHECK(run(1, 0, 0) != run(1, 1, 0));
  CHECK(run(1, 0, 0) != run(1, 0, 8));
}

TEST_CASE("Tokens have the same noise in whatever batch they come, and columns in whatever width of array", "[J10]") {
  const DrawnProduct drawn{8, 100, 128};
  CimConfig config = noisy();
  config.adc.range = CimAdcRange::fixed_scale;
  const CimSteps steps = drawn.six_deviations(config);
  const std::vector<float> all = drawn.run(config, {0, steps});
  config.cols = 16;
  CHECK(drawn.run(config, {0, steps}) == all);
  CimProduct half{config, 4, drawn.weights};
  std::vector<float> y(4 * 128);
  half.run(std::span{drawn.x}.subspan(4 * 100), y, {4, steps});
  CHECK(std::equal(y.begin(), y.end(), all.begin() + 4 * 128));
}

TEST_CASE("A token whose centred MSB slices are all 0 skips the MSB pass", "[J6]") {
  CimConfig config = noisy();
  config.activation.slicing = CimSlicing::centred;
  config.activation.msb_bits = 2;
  config.noise.lsb_pass = false;
  DrawnProduct drawn{4, 100, 64};
  for (std::size_t i = 0; i < 200; ++i) drawn.x[i] = static_cast<std::int16_t>(drawn.x[i] / 4);  // two tokens of four
  CimProduct engine{config, 4, drawn.weights};
  std::vector<float> y(4 * 64);
  const CimCount count = engine.run(drawn.x, y);
  CHECK(count.skipped == 2);
  CHECK(count.msb.conversions == 2 * 64 * 2);
  CHECK(count.lsb.conversions == 4 * 64);
}

TEST_CASE("An MSB pass of K samples and one LSB pass convert every column", "[J6][J8]") {
  const DrawnProduct drawn{2, 30, 10};
  for (int samples = 1; samples <= 4; ++samples) {
    CimConfig config = noisy();
    config.msb_samples = samples;
    CimProduct engine{config, 2, drawn.weights};
    std::vector<float> y(20);
    const CimCount count = engine.run(drawn.x, y);
    CHECK(count.msb.conversions == 20 * samples);
    CHECK(count.lsb.conversions == 20);
  }
}

TEST_CASE("Sums beyond 32 bits and codes beyond the bits are refused", "[J9]") {
  CimConfig config;
  config.activation.bits = 15;
  config.activation.msb_bits = 8;
  const CimWeights wide{1, 1024, Codes(1024, 1), {1}};
  CHECK_THROWS_WITH((CimProduct{config, 1, wide}), Catch::Contains("cim.activation.bits"));
  CimProduct engine{{}, 1, {1, 2, {1, 1}, {1}}};
  std::vector<float> y(1);
  CHECK_THROWS_AS(engine.run(Codes{512, 0}, y), ModelError);
  CHECK_NOTHROW(engine.run(Codes{-512, 511}, y));
}

TEST_CASE("There is no limit of no threads", "[J9]") {
  CHECK_THROWS_AS(ThreadLimit{0}, ModelError);
}
