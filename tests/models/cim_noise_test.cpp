// Thermal noise: its size, what averaging makes of it, and what is left of the bits. Figures are the specification's;
// products have 65,536 outputs, so that a root mean square deviates by 0.28 %: 2 % is seven deviations, one alarm in
// 10^12, for errors that are independent.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "models/cim/expectation.hpp"
#include "models/errors.hpp"
#include "tests/models/cim_support.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

const DrawnProduct& example() {
  static const DrawnProduct drawn{64, 768, 1024};
  return drawn;
}

CimConfig example_config(double sigma, int samples) {
  CimConfig config;
  config.noise.sigma_lsb = sigma;
  config.msb_samples = samples;
  config.adc.range = CimAdcRange::fixed_scale;
  return config;
}

double error_rms(const CimConfig& config) {
  return rms(example().errors(config, {0, example().six_deviations(config)}));
}

/// 2^20 conversions of nothing: noise in steps, less the rounding's 1/12.
double noise_variance(CimConfig config, std::uint32_t first_token = 0) {
  config.adc.range = CimAdcRange::fixed_scale;
  const CimWeights weights{4096, 1, Codes(4096), {1}};
  CimProduct engine{config, 256, weights};
  std::vector<float> y(256 * 4096);
  engine.run(Codes(256), y, {first_token, {{1.0 / 16}, {1.0}}});  // in units of one step of the MSB pass
  double sum = 0;
  for (const float value : y) sum += static_cast<double>(value) * value;
  return sum / static_cast<double>(y.size());
}

CimConfig with_samples(int samples, CimAveraging averaging = CimAveraging::equivalent, double rho = 0) {
  CimConfig config;
  config.msb_samples = samples;
  config.noise.averaging = averaging;
  config.noise.rho = rho;
  return config;
}

}  // namespace

// A variance of 2^20 samples deviates by 0.14 %: 1 % is seven deviations.
TEST_CASE("Noise is 5 LSB a sample by default and falls with the root of the samples", "[J10][T1]") {
  const double expected[] = {5.0, 3.536, 2.887, 2.5};
  CHECK(CimConfig{}.noise.sigma_lsb == 5);
  for (int samples = 1; samples <= 4; ++samples) {
    const double deviation = std::sqrt(noise_variance(with_samples(samples)) - 1.0 / 12);
    CHECK(deviation == Approx(expected[samples - 1]).epsilon(0.02));
    CHECK(with_samples(samples).mean_sigma() == Approx(expected[samples - 1]).epsilon(2e-4));
  }
}

TEST_CASE("One sample has four times the noise variance of four", "[J8]") {
  for (const CimAveraging averaging : {CimAveraging::equivalent, CimAveraging::per_sample}) {
    const double one = noise_variance(with_samples(1, averaging));
    const double four = noise_variance(with_samples(4, averaging), 256);  // other tokens: independent of the first
    const double rounding = averaging == CimAveraging::equivalent ? 1.0 / 12 : 1.0 / 48;
    CHECK((one - 1.0 / 12) / (four - rounding) == Approx(4).epsilon(0.03));
  }
}

TEST_CASE("Samples that correlate average less", "[J8]") {
  for (const double rho : {0.3, 1.0})
    for (const CimAveraging averaging : {CimAveraging::equivalent, CimAveraging::per_sample}) {
      const CimConfig config = with_samples(4, averaging, rho);
      const double expected = 25 * (rho + (1 - rho) / 4);
      CHECK(config.mean_sigma() == Approx(std::sqrt(expected)));
      CHECK(noise_variance(config) == Approx(expected).epsilon(0.02));
    }
}

TEST_CASE("Samples fewer than one or more than four are refused", "[J8]") {
  for (const int samples : {0, 5}) CHECK_THROWS_WITH(check(with_samples(samples)), Catch::Contains("cim.msb_samples"));
}

TEST_CASE("Noise that is fixed in volts is more steps of a finer ADC", "[J10]") {
  CimConfig config = with_samples(1);
  config.adc.bits = 12;
  CHECK(config.sigma() == 5);
  config.noise.ref_bits = 10;
  CHECK(config.sigma() == 20);
  CHECK(noise_variance(config) == Approx(400).epsilon(0.02));
}

TEST_CASE("The LSB pass is quiet unless it is told to have noise", "[J10]") {
  CimConfig config = with_samples(2);
  const double without = noise_variance(config);
  config.noise.lsb_pass = true;
  // Its code counts 1/gain, of a step that is 1 beside 1/16 · 16.
  CHECK(noise_variance(config) - without == Approx((25 + 1.0 / 12) / 16).epsilon(0.04));
}

TEST_CASE("Errors of the example are those of the specification", "[J10][J8]") {
  struct Row {
    double sigma;
    int samples;
    double error;
    double snr;
  };
  const std::vector<Row> table{{0, 1, 385.9, 49.4}, {1, 1, 1388, 38.2}, {1, 2, 1019, 41.0}, {1, 4, 770.5, 43.4},
                               {2, 1, 2695, 32.5},  {2, 2, 1925, 35.3}, {2, 4, 1388, 38.3}, {5, 1, 6680, 24.6},
                               {5, 2, 4731, 27.6},  {5, 4, 3357, 30.6}};
  const double signal = rms({example().exact.begin(), example().exact.end()});
  for (const Row& row : table) {
    const CimConfig config = example_config(row.sigma, row.samples);
    const double error = error_rms(config);
    CHECK(error == Approx(row.error).epsilon(0.02));
    CHECK(20 * std::log10(signal / error) == Approx(row.snr).margin(0.17));  // 2 %
  }
}

TEST_CASE("Errors have the variance of the closed form, in both averaging modes", "[J8][J10]") {
  for (const CimAveraging averaging : {CimAveraging::equivalent, CimAveraging::per_sample})
    for (const double sigma : {0.0, 0.15, 0.5, 3.0})
      for (const int samples : {1, 3}) {
        CimConfig config = example_config(sigma, samples);
        config.noise.averaging = averaging;
        config.noise.lsb_pass = samples == 3;
        const CimSteps steps = example().six_deviations(config);
        const double expected = std::sqrt(expected_error_variance(config, steps.msb[0], steps.lsb[0]));
        CHECK(error_rms(config) == Approx(expected).epsilon(0.012));
      }
}

TEST_CASE("Rounding of a mean of codes is 1/(12 K) with noise above half a step and 1/12 without", "[J8]") {
  CimConfig config = example_config(0, 4);
  config.noise.averaging = CimAveraging::per_sample;
  const double lsb_part = expected_error_variance(config, 0, 64);
  CHECK(expected_error_variance(config, 1, 64) - lsb_part == Approx(256.0 / 12).epsilon(1e-3));
  config.noise.sigma_lsb = 0.5;
  CHECK(expected_error_variance(config, 1, 64) - lsb_part == Approx(256 * (0.25 / 4 + 1.0 / 48)).epsilon(1e-3));
}

TEST_CASE("Each doubling of the samples is worth half a bit", "[J8]") {
  CHECK(effective_bits(example_config(5, 1)) == Approx(5.88).margin(0.005));
  CHECK(effective_bits(example_config(5, 2)) == Approx(6.38).margin(0.005));
  CHECK(effective_bits(example_config(5, 4)) == Approx(6.88).margin(0.005));
}

TEST_CASE("The LSB pass is worth 20.7 dB without noise and little with it", "[J6]") {
  // Without it: the middle code 8 of all low parts, which leaves the rest of them as the error.
  DrawnProduct coarse = example();
  for (std::int16_t& code : coarse.x) code = static_cast<std::int16_t>((code & ~15) + 8);
  const auto gain_db = [&](const CimConfig& config) {
    const std::vector<float> y = coarse.run(config, {0, example().six_deviations(config)});
    std::vector<double> errors;
    for (std::size_t i = 0; i < y.size(); ++i) errors.push_back(static_cast<double>(y[i]) - example().exact[i]);
    return 20 * std::log10(rms(errors) / error_rms(config));
  };
  CHECK(gain_db(example_config(0, 1)) == Approx(20.7).margin(0.2));
  CHECK(gain_db(example_config(5, 1)) == Approx(1.4).margin(0.1));
  CHECK(gain_db(example_config(5, 2)) == Approx(2.4).margin(0.1));
  CHECK(gain_db(example_config(5, 4)) == Approx(4.0).margin(0.1));
}

TEST_CASE("Row tiles with a range each leave the signal-to-noise ratio as it is", "[T24]") {
  for (const int tiles : {1, 2, 3, 6}) {
    CimConfig config = example_config(5, 2);
    config.rows = 768 / tiles;
    CHECK(example().snr_db(config, {0, example().six_deviations(config, tiles)}) == Approx(27.6).margin(0.17));
  }
}

TEST_CASE("A full-scale sine keeps the published signal-to-noise ratios", "[J10]") {
  // Power of the sine (511/sqrt 2)² over noise and rounding; measured on conversions of nothing.
  const double published[] = {37.16, 40.16, 43.14};
  for (const int samples : {1, 2, 4}) {
    const double noise = noise_variance(with_samples(samples));
    const double snr = 10 * std::log10(511.0 * 511 / 2 / noise);
    CHECK(snr == Approx(published[samples / 2]).margin(0.05));
  }
}
