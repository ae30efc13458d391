// Static scales of feed-forward blocks: what calibration finds, writes, and is used for again.
#include <cmath>

#include "sim/cim/scale_file.hpp"
#include "sim/run/run.hpp"
#include "tests/sim/cim_study_support.hpp"
#include "tests/sim/config_support.hpp"

using namespace systole;
using namespace systole::tests;
using models::CimConfig;

namespace {

sim::FfnWeightSource drawn_weights() {
  return [](const sim::FfnBlock& block) { return sim::draw_ffn_weights(block, 1); };
}

sim::CimScaleFile calibrated(const sim::FfnData& data, const sim::CimCalibrationRequest& request = {}) {
  return sim::calibrate_ffn(sim::ffn_blocks(small_ffn()), drawn_weights(), data, request);
}

class Files {
 public:
  Files() { write_text(network(), small_ffn_yaml()); }
  std::string network() const { return (directory_ / "small_ffn.yaml").string(); }
  std::string scales() const { return (directory_ / "scales.yaml").string(); }
  std::string out() const { return (directory_ / "out").string(); }
  std::string file(const std::string& name) const { return (directory_ / name).string(); }
  Said ask(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"-w", network()});
    return run_systole(arguments);
  }
  std::string csv() const { return file_text(directory_ / "out" / "cim_accuracy.csv"); }

 private:
  TemporaryDirectory directory_;
};

}  // namespace

// 100 samples of 48 x 64 values: the tail that the threshold cuts is of some 20 values.
TEST_CASE(
    "Calibration finds four deviations of normal activations by entropy, and 255/2048 of the largest as the source",
    "[J21][T3]") {
  const sim::FfnData data = sim::FfnData::draw(sim::CimDistribution::gauss, 1);
  const sim::CimScaleFile file = calibrated(data);
  CHECK(file.blocks.at(0).w12.activation * 127 == Approx(4).epsilon(0.1));
  sim::CimCalibrationRequest request;
  request.samples = 10;
  request.method = sim::CimThresholdMethod::max;
  const sim::CimScaleFile largest = calibrated(data, request);
  request.method = sim::CimThresholdMethod::entropy_jit;
  const sim::CimScaleFile as_source = calibrated(data, request);
  for (const int block : {0, 1})
    for (const auto layer : {&models::CimBlockScales::w12, &models::CimBlockScales::w3}) {
      const models::CimScales& most = largest.blocks.at(block).*layer;
      const models::CimScales& jit = as_source.blocks.at(block).*layer;
      CHECK(jit.activation == Approx(most.activation * 255 / 2048).epsilon(1e-5));
      CHECK(jit.accumulator.msb == Approx(most.accumulator.msb * 255 / 2048).epsilon(1e-5));
    }
}

TEST_CASE("A percentile cuts the share that it says, and a divisor only changes what a code is worth", "[J21][J3]") {
  const sim::FfnData data = sim::FfnData::draw(sim::CimDistribution::laplace, 1);
  sim::CimCalibrationRequest request;
  request.method = sim::CimThresholdMethod::percentile;
  request.percentile = 0.99;
  request.samples = 40;
  const double scale = calibrated(data, request).blocks.at(0).w12.activation;
  CHECK(scale * 127 == Approx(std::log(100) / std::sqrt(2)).epsilon(0.02));  // of variance 1
  request.activation_divisor = 511;
  CHECK(calibrated(data, request).blocks.at(0).w12.activation == Approx(scale * 127 / 511));
}

TEST_CASE("Batches and threads do not change a calibration; its file says how it was made", "[J21][J22]") {
  const sim::FfnData data = sim::FfnData::draw(sim::CimDistribution::gauss, 1);
  sim::CimCalibrationRequest request;
  request.samples = 10;
  const sim::CimScaleFile file = calibrated(data, request);
  request.batch = 3;
  const sim::CimScaleFile in_threes = calibrated(data, request);
  for (const int block : {0, 1})
    CHECK(file.blocks.at(block).w3.accumulator.msb == Approx(in_threes.blocks.at(block).w3.accumulator.msb));
  CHECK(file.says_noise_free);
  CHECK(file.origin.at("method") == "entropy");
  CHECK(file.origin.at("bins") == "2048");
  CHECK(file.origin.at("samples") == "10");
  CHECK(file.origin.at("seed") == "1");
  CHECK(file.origin.at("data") == "gauss drawn from seed 1");
}

TEST_CASE("Scales that calibrate has written are those that a static study runs with", "[J19][J22][J24]") {
  const Files files;
  REQUIRE(files.ask({"calibrate", "cim", "--samples", "5", "--out", files.scales()}).status == 0);
  const sim::CimScaleFile file = sim::read_cim_scales(files.scales());
  CHECK(file.says_noise_free);
  CHECK(file.origin.at("network") == "small_ffn");
  CHECK(file.blocks.size() == 2);
  const std::vector<std::string> question{"accuracy",  "cim",      "--range", "static",   "--act-scale",
                                          "static",    "--sigma",  "0,5",     "--blocks", "all",
                                          "--divisor", "int8,adc", "--out",   files.out()};
  std::vector<std::string> with_file = question;
  with_file.insert(with_file.end(), {"--scales", files.scales()});
  REQUIRE(files.ask(with_file).status == 0);
  const std::string by_file = files.csv();
  std::vector<std::string> now = question;
  now.insert(now.end(), {"--calibration-samples", "5"});
  const Said said = files.ask(now);
  REQUIRE(said.status == 0);
  CHECK_THAT(said.err, Catch::Contains("calibrated now"));
  CHECK(files.csv() == by_file);
}

TEST_CASE("A dynamic study does not look at scales: with, without, and with wrong ones it is the same", "[J20]") {
  const Files files;
  const std::vector<std::string> question{"accuracy", "cim", "--sigma", "0,5", "--out", files.out()};
  REQUIRE(files.ask(question).status == 0);
  const std::string without = files.csv();
  std::vector<std::string> with_missing = question;
  with_missing.insert(with_missing.end(), {"--scales", files.file("no_such_file.yaml")});
  const Said said = files.ask(with_missing);
  REQUIRE(said.status == 0);
  CHECK_THAT(said.err, Catch::Contains("is not used"));
  CHECK(files.csv() == without);
}

TEST_CASE("A static study never looks at what is there: outliers clip and change no scale", "[J19][J20]") {
  const workloads::Network network = small_ffn();
  const sim::FfnBlock block = sim::ffn_blocks(network)[0];
  const sim::FfnData data = sim::FfnData::draw(sim::CimDistribution::gauss, 1);
  sim::CimCalibrationRequest few;
  few.samples = 5;
  const models::CimBlockScales scales = calibrated(data, few).blocks.at(0);
  std::vector<float> x = data.tokens(block, {});
  CimConfig config;
  config.activation.is_static = true;
  config.adc.range = models::CimAdcRange::fixed_scale;
  config.noise.sigma_lsb = 0;
  const auto run = [&](const std::vector<float>& values) {
    return sim::FfnSubject{block, sim::draw_ffn_weights(block, 1), values, scales}.run(config).count;
  };
  const models::CimLinearCount plain = run(x);
  x[7] = 1000;
  const models::CimLinearCount with_outlier = run(x);
  CHECK(plain.activation_scale == scales.w12.activation);
  CHECK(with_outlier.activation_scale == scales.w12.activation);
  CHECK(plain.clipped_activations == 0);
  CHECK(with_outlier.clipped_activations >= 1);
}

// Steps of threshold/127 are 511/127 of those that use the whole ADC, and so is all that noise and rounding cost, where
// nothing clips: 12.1 dB, whatever the threshold. Through a block's two layers the same holds while errors are small.
TEST_CASE("A static range over all codes is worth 12.1 dB of the converters' error", "[T2][J12][J21]") {
  const workloads::Network network = small_ffn(512);
  const sim::FfnBlock block = sim::ffn_blocks(network)[0];
  const sim::FfnData data = sim::FfnData::draw(sim::CimDistribution::laplace, 1);
  sim::CimCalibrationRequest request;
  request.method = sim::CimThresholdMethod::max;
  request.samples = 1;
  sim::FfnSubject subject{block, sim::draw_ffn_weights(block, 1), data.tokens(block, {}),
                          sim::calibrate_ffn({block}, drawn_weights(), data, request).blocks.at(0)};
  CimConfig config;
  config.adc.range = models::CimAdcRange::fixed_scale;
  config.activation.clip = 1;
  config.noise.sigma_lsb = 2;
  const auto error = [&](models::CimStepDivisor divisor, bool bypass = false) {
    config.adc.divisor = divisor;
    config.adc.bypass = bypass;
    return subject.run(config).error.mse;
  };
  const double codes = error(models::CimStepDivisor::of_adc, true);
  const double of_int8 = error(models::CimStepDivisor::of_int8) - codes;
  const double of_adc = error(models::CimStepDivisor::of_adc) - codes;
  CHECK(10 * std::log10(of_int8 / of_adc) == Approx(12.1).margin(0.8));
}

TEST_CASE("The source's compatibility calibrates as the source does, unless told otherwise", "[T3][J21]") {
  const Files files;
  write_text(files.file("chip.yaml"), good_config() + "cim: {macros: 1, compat: source}\n");
  const auto method = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{
        "calibrate", "cim", "-q", "--samples", "1", "--out", files.scales(), "-a", files.file("chip.yaml")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    REQUIRE(files.ask(arguments).status == 0);
    return sim::read_cim_scales(files.scales()).origin.at("method");
  };
  CHECK(method({}) == "entropy_jit");
  CHECK(method({"--set", "cim.compat=none"}) == "entropy");
  CHECK(method({"--method", "max"}) == "max");
  const Said said = files.ask({"accuracy", "cim", "-a", files.file("chip.yaml"), "--range", "static"});
  CHECK(said.status == 0);
  CHECK_THAT(said.err, Catch::Contains("calibrated now: entropy_jit"));
}

TEST_CASE("A calibration of nothing but zeros, or that is told to stop, ends with a word", "[J21][X4]") {
  TemporaryDirectory directory;
  write_npz(directory / "x.npz", {{"x", array_of<float>({2, 64}, std::vector<float>(128))}});
  const sim::FfnData zeros = sim::FfnData::read(directory / "x.npz", sim::ffn_blocks(small_ffn()));
  CHECK_THROWS_WITH(calibrated(zeros), Catch::Contains("all values are 0"));
  sim::CimCalibrationRequest request;
  request.stop_requested = [] { return true; };
  CHECK_THROWS_AS(calibrated(sim::FfnData::draw(sim::CimDistribution::gauss, 1), request), sim::Interrupted);
}
