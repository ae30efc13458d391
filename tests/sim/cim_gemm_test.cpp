// Products of given codes on an array: what anyone can check with numpy, checked here with an integer product.
#include <catch2/catch.hpp>
#include <cmath>

#include "models/cim/expectation.hpp"
#include "sim/cim/gemm_subject.hpp"
#include "sim/cim/study.hpp"
#include "tests/models/cim_support.hpp"
#include "tests/sim/accuracy_support.hpp"
#include "tests/support/command_line.hpp"

using namespace systole;
using namespace systole::tests;
using models::CimConfig;

namespace {

constexpr std::int64_t kTokens = 16;
constexpr std::int64_t kInputs = 96;
constexpr std::int64_t kOutputs = 24;

struct Operands {
  Codes a = normal_codes(kTokens * kInputs, 128, 511, 1);
  Codes b = normal_codes(kInputs * kOutputs, 32, 127, 2);  // [inputs][outputs]

  Operands() { a[5] = -512; }  // a code that no quantiser of ours makes (T23)

  std::vector<double> product() const {
    std::vector<double> sums(kTokens * kOutputs);
    for (std::int64_t m = 0; m < kTokens; ++m)
      for (std::int64_t n = 0; n < kOutputs; ++n)
        for (std::int64_t k = 0; k < kInputs; ++k)
          sums[static_cast<std::size_t>(m * kOutputs + n)] += static_cast<double>(
              a[static_cast<std::size_t>(m * kInputs + k)] * b[static_cast<std::size_t>(k * kOutputs + n)]);
    return sums;
  }
  /// Largest magnitude of a slice's sums.
  double peak(bool lsb) const {
    double most = 0;
    for (std::int64_t m = 0; m < kTokens; ++m)
      for (std::int64_t n = 0; n < kOutputs; ++n) {
        double sum = 0;
        for (std::int64_t k = 0; k < kInputs; ++k) {
          const std::int16_t code = a[static_cast<std::size_t>(m * kInputs + k)];
          const int slice = lsb ? code & 15 : code >> 4;
          sum += slice * b[static_cast<std::size_t>(k * kOutputs + n)];
        }
        most = std::max(most, std::abs(sum));
      }
    return most;
  }
  workloads::TensorMap arrays() const {
    const std::vector<std::int8_t> bytes(b.begin(), b.end());
    return {{"fc.a", array_of<std::int16_t>({kTokens, kInputs}, a)},
            {"fc.b", array_of<std::int8_t>({kInputs, kOutputs}, bytes)}};
  }
};

class Bench {
 public:
  explicit Bench(const workloads::TensorMap& arrays = Operands{}.arrays()) { write_npz(inputs(), arrays); }

  std::filesystem::path inputs() const { return directory_ / "inputs.npz"; }
  std::filesystem::path out() const { return directory_ / "out"; }

  Said ask(const std::vector<std::string>& flags) const {
    std::vector<std::string> arguments{"accuracy", "cim",   "--inputs",     inputs().string(),
                                       "-q",       "--out", out().string(), "--save-outputs"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return run_systole(arguments);
  }
  std::vector<double> saved(const std::string& name) const {
    return workloads::reals(workloads::read_npz(out() / "outputs.npz").at(name));
  }

 private:
  TemporaryDirectory directory_;
};

}  // namespace

TEST_CASE("With the ADC bypassed the saved sums of given codes are the integer product", "[J9][J13][J14]") {
  const Bench bench;
  const Operands operands;
  for (const std::string sigma : {"0", "5"}) {
    ::setenv("BIT_SERIAL_ADC_BYPASS", "1", 1);
    const Said said = bench.ask({"--sigma", sigma, "--samples", "3", "--gain", "1"});
    ::unsetenv("BIT_SERIAL_ADC_BYPASS");
    REQUIRE(said.status == 0);
    CHECK(bench.saved("fc.acc") == operands.product());
    CHECK(bench.saved("fc.out") == operands.product());  // small enough for floats
  }
}

TEST_CASE("Without noise the saved sums of given codes are within 8 MSB steps and an eighth LSB step", "[J11][J14]") {
  const Bench bench;
  const Operands operands;
  const std::vector<double> exact = operands.product();
  for (const int bits : {8, 10, 12}) {
    REQUIRE(bench.ask({"--sigma", "0", "--adc-bits", std::to_string(bits)}).status == 0);
    const double highest = std::ldexp(1, bits - 1) - 1;
    const double bound = 8 * (operands.peak(false) / highest + 1e-8) + (4 * operands.peak(true) / highest + 1e-8) / 8;
    const std::vector<double> sums = bench.saved("fc.acc");
    double most = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) most = std::max(most, std::abs(sums[i] - exact[i]));
    CHECK(most <= bound * (1 + 1e-5));  // results are floats
    CHECK(most > bound / 4);            // of 384 outputs some are that far off
  }
}

TEST_CASE("Saved operands are the codes that were given, and give the same results again", "[J14]") {
  const Bench bench;
  const Operands operands;
  REQUIRE(bench.ask({"--sigma", "5"}).status == 0);
  const workloads::TensorMap saved = workloads::read_npz(bench.out() / "operands.npz");
  CHECK(saved == operands.arrays());
  const std::vector<double> first = bench.saved("fc.acc");
  REQUIRE(bench.ask({"--sigma", "5"}).status == 0);
  CHECK(bench.saved("fc.acc") == first);
  REQUIRE(bench.ask({"--sigma", "5", "--seed", "2"}).status == 0);
  CHECK(bench.saved("fc.acc") != first);
}

// Thermal noise and rounding by their closed form, activations that the quantile cuts by the power in their tails:
// three independent errors. 256 · 128 outputs: 2 % of the noise, and 0.6 dB of the tail of 330 values.
TEST_CASE("Noise, rounding and clipping add up in a product of Laplace activations", "[J4][J10][J24][T2]") {
  const std::int64_t inputs = 256;
  std::vector<float> x(256 * 256);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double u = (static_cast<double>(i * 40503U % 65536U) + 0.5) / 65536;  // every quantile once
    x[i] = static_cast<float>(u < 0.5 ? std::log(2 * u) : -std::log(2 - 2 * u));
  }
  const Codes w = normal_codes(inputs * 128, 32, 127, 4);
  const std::vector<std::int8_t> bytes(w.begin(), w.end());
  sim::GemmSubject gemm{"g", 0, array_of<float>({256, inputs}, x), array_of<std::int8_t>({inputs, 128}, bytes)};
  CimConfig config;
  for (const double clip : {0.995, 0.999}) {
    config.activation.clip = clip;
    config.adc.bypass = true;
    const double clipped = gemm.run(config).error.mse;
    const models::QuantError exact = gemm.run(config).error;
    CHECK(exact.sqnr_db == Approx(-10 * std::log10(1 - clip)).margin(0.8));
    config.adc.bypass = false;
    config.noise.sigma_lsb = 5;
    const double with_noise = gemm.run(config).error.mse;
    config.noise.sigma_lsb = 10;
    const double with_twice = gemm.run(config).error.mse;
    // Noise of 10 steps has four times the power of 5; what clipping lost stays.
    CHECK((with_twice - clipped) / (with_noise - clipped) == Approx(4).epsilon(0.05));
  }
}

TEST_CASE("Real operands are quantised by the config, and the results are in their units", "[J1][J4][J15]") {
  std::vector<float> a(kTokens * kInputs);
  std::vector<float> b(kInputs * kOutputs);
  const Operands operands;
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<float>(operands.a[i]) / 100;
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<float>(operands.b[i]) / 1000;
  sim::GemmSubject gemm{"g", 0, array_of<float>({kTokens, kInputs}, a), array_of<float>({kInputs, kOutputs}, b)};
  CimConfig config;
  config.activation.clip = 1;
  config.adc.bypass = true;
  CHECK(gemm.run(config).error.sqnr_db > 40);
  config.mode = models::CimMode::single_pass;
  CHECK(gemm.run(config).error.sqnr_db > 30);
}

TEST_CASE("Operands that are none are refused by file and array", "[X4][J24]") {
  const auto complaint = [](const workloads::TensorMap& arrays, const std::vector<std::string>& flags = {}) {
    const Said said = Bench{arrays}.ask(flags);
    CHECK(said.status == 2);
    return said.err;
  };
  workloads::TensorMap good = Operands{}.arrays();
  const auto changed = [&](const std::string& name, const workloads::Tensor& tensor) {
    workloads::TensorMap arrays = good;
    arrays[name] = tensor;
    return arrays;
  };
  CHECK_THAT(complaint({{"fc.a", good.at("fc.a")}}), Catch::Contains("no 'fc.b'"));
  CHECK_THAT(complaint(changed("weight", good.at("fc.b"))), Catch::Contains("array 'weight'"));
  CHECK_THAT(complaint(changed("fc.b", good.at("fc.a"))), Catch::Contains("the inputs differ"));
  CHECK_THAT(complaint(changed("fc.a", array_of<std::int16_t>({2}, {1, 2}))), Catch::Contains("two axes"));
  const std::vector<std::int16_t> large(kTokens * kInputs, 512);
  CHECK_THAT(complaint(changed("fc.a", array_of<std::int16_t>({kTokens, kInputs}, large))),
             Catch::Contains("activations of 10 bits go from -512 to 511"));
  CHECK_THAT(complaint(good, {"--weight-bits", "7"}), Catch::Contains("weights of 7 bits go from -64 to 63"));
  CHECK_THAT(complaint(good, {"--range", "static"}), Catch::Contains("static scales"));
  CHECK_THAT(complaint(good, {"-w", "jit_b16_ffn"}), Catch::Contains("leave out -w"));
  CHECK_THAT(complaint(good, {"--sigma", "0,5"}), Catch::Contains("--save-outputs is of one point"));
}
