// Studies of CIM arrays: what more samples, finer converters, less noise and wider clipping are worth, on feed-forward
// blocks beside 32-bit floats.
#include <cmath>

#include "models/onednn/one_thread.hpp"
#include "sim/cim/gemm_subject.hpp"
#include "sim/run/run.hpp"
#include "tests/models/cim_support.hpp"
#include "tests/sim/cim_study_support.hpp"

using namespace systole;
using namespace systole::tests;
using models::CimConfig;

TEST_CASE("Feed-forward blocks are found by how their layers are joined", "[J17]") {
  const std::vector<sim::FfnBlock> blocks = sim::ffn_blocks(small_ffn());
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[1].w12 == "b1.w12");
  CHECK(blocks[1].w3 == "b1.w3");
  CHECK(blocks[1].number == 1);
  CHECK(blocks[1].shape.tokens == 48);
  CHECK(blocks[1].shape.width == 64);
  CHECK(blocks[1].shape.hidden == 96);
  CHECK_FALSE(blocks[0].bias12);
  CHECK(blocks[1].bias12);
  const workloads::Network jit = workloads::read_network(sim::find_file(sim::Shelf::workloads, "jit_b16"));
  const std::vector<sim::FfnBlock> of_jit = sim::ffn_blocks(jit);
  REQUIRE(of_jit.size() == 12);
  CHECK(of_jit[0].shape.hidden == 2048);
  CHECK(of_jit[0].shape.tokens == 256);
  CHECK(of_jit[11].shape.tokens == 288);
  CHECK_THROWS_WITH(sim::chosen_blocks(jit, {12}), Catch::Contains("blocks are 0 to 11"));
  const workloads::Network cnn = workloads::read_network(sim::find_file(sim::Shelf::workloads, "tiny_cnn_2d"));
  CHECK_THROWS_WITH(sim::chosen_blocks(cnn, {}), Catch::Contains("no SwiGLU feed-forward block"));
}

TEST_CASE("Points are the product of all lists, each checked before anything runs", "[J24][J25]") {
  sim::CimAxes axes;
  axes.sigma = {0, 5};
  axes.samples = {1, 2, 4};
  axes.act_bits = {10, 12};
  axes.rows = {std::nullopt, 1024};
  const std::vector<CimConfig> points = sim::cim_points({}, axes);
  REQUIRE(points.size() == 24);
  CHECK(points[0].noise.sigma_lsb == 0);
  CHECK(points[1].noise.sigma_lsb == 5);
  CHECK_FALSE(points[0].rows);
  CHECK(points[23].rows == 1024);
  CHECK(points[0].activation.msb_bits == 6);
  CHECK(points[23].activation.bits == 12);
  CHECK(points[23].activation.msb_bits == 7);
  CHECK(sim::cim_points({}, {}).size() == 1);
  sim::CimAxes others;
  others.rho = {0.3};
  others.ref_bits = {10};
  others.weight_clip = {99.8};
  others.divisor = {models::CimStepDivisor::of_adc};
  others.static_act = {true};
  others.averaging = {models::CimAveraging::per_sample};
  const CimConfig point = sim::cim_points({}, others).at(0);
  CHECK(point.noise.rho == 0.3);
  CHECK(point.noise.ref_bits == 10);
  CHECK(point.weights.clip_percent == 99.8);
  CHECK(point.adc.divisor == models::CimStepDivisor::of_adc);
  CHECK(point.activation.is_static);
  CHECK(point.noise.averaging == models::CimAveraging::per_sample);
  axes.samples = {2, 5};
  CHECK_THROWS_WITH(sim::cim_points({}, axes), Catch::Contains("cim.msb_samples is 5"));
  axes.samples.assign(2000, 2);
  axes.sigma.assign(2000, 1);
  CHECK_THROWS_WITH(sim::cim_points({}, axes), Catch::Contains("points"));
}

// What noise and converters cost beside the codes themselves: power of the error less that without them. Doubling K
// halves the noise's, a bit takes a quarter of the rounding's; half of that leaves no room for chance at 3,072 outputs.
TEST_CASE("A block's SNR grows with samples and with ADC bits and falls with noise", "[J24][J8][J10][J11]") {
  const auto subjects = drawn_subjects();
  const auto& subject = subjects[1];
  const auto error = [&](double sigma, int samples, int bits, bool bypass = false) {
    CimConfig config;
    config.noise.sigma_lsb = sigma;
    config.noise.ref_bits = 10;
    config.msb_samples = samples;
    config.adc.bits = bits;
    config.adc.bypass = bypass;
    config.activation.clip = 1;
    return std::pow(10, -snr_db(*subject, config) / 10);
  };
  const double codes = error(0, 2, 10, true);
  for (const double sigma : {2.0, 5.0}) {
    CHECK(error(sigma, 1, 10) - codes > 1.6 * (error(sigma, 2, 10) - codes));
    CHECK(error(sigma, 2, 10) - codes > 1.6 * (error(sigma, 4, 10) - codes));
  }
  CHECK(error(2, 2, 10) > error(0, 2, 10));
  CHECK(error(5, 2, 10) - codes > 4 * (error(2, 2, 10) - codes));
  CHECK(error(10, 2, 10) - codes > 3 * (error(5, 2, 10) - codes));
  CHECK(error(0, 2, 8) - codes > 8 * (error(0, 2, 10) - codes));
  CHECK(error(0, 2, 10) > error(0, 2, 12));
}

// The largest of the drawn weights is about ten deviations: rounding to 10/127 of one is 10/127/sqrt(12), -32.8 dB.
TEST_CASE("Without noise and converters a block is as good as its codes", "[J13][J15][J18]") {
  for (const auto& subject : drawn_subjects()) {
    CimConfig config;
    config.activation.clip = 1;
    config.adc.bypass = true;
    const double exact = snr_db(*subject, config);
    CHECK(exact == Approx(32.8).margin(2));
    config.adc.bypass = false;
    config.noise.sigma_lsb = 0;
    config.adc.bits = 16;
    CHECK(snr_db(*subject, config) == Approx(exact).margin(0.1));
    config.mode = models::CimMode::single_pass;
    CHECK(snr_db(*subject, config) < exact);
    CHECK(snr_db(*subject, config) > exact - 6);
  }
}

// A Laplace distribution that is cut where a share 1 - c of it lies beyond loses that same share of its power:
// integral of (x - t)² over both tails, 2 b² exp(-t/b), of 2 b².
TEST_CASE("Clipping Laplace activations at the quantile c leaves an SNR of 1/(1 - c), whatever the ADC", "[J4][J24]") {
  const std::int64_t inputs = 256;
  const std::vector<float> x = [&] {
    const workloads::Network network = small_ffn(2048);
    const sim::FfnData data = sim::FfnData::draw(sim::CimDistribution::laplace, 3);
    std::vector<float> values = data.tokens(sim::ffn_blocks(network)[0], {});
    return values;  // 131,072: standard error of a tail of 655 at most 9 %, 0.4 dB
  }();
  const Codes b = normal_codes(inputs * 64, 32, 127, 5);
  const std::vector<std::int8_t> bytes(b.begin(), b.end());
  sim::GemmSubject gemm{"g", 0, array_of<float>({static_cast<std::int64_t>(x.size()) / inputs, inputs}, x),
                        array_of<std::int8_t>({inputs, 64}, bytes)};
  CimConfig config;
  config.adc.bypass = true;
  for (const auto& [clip, margin] : {std::pair{0.995, 1.5}, {0.98, 1.0}}) {
    config.activation.clip = clip;
    CHECK(snr_db(gemm, config) == Approx(-10 * std::log10(1 - clip)).margin(margin));
  }
}

TEST_CASE("Outlier channels cost a clipped scale more than a normal distribution does", "[J4][J24]") {
  CimConfig config;
  config.noise.sigma_lsb = 0;
  const double plain = snr_db(*drawn_subjects()[0], config);
  CHECK(plain > snr_db(*drawn_subjects(sim::CimDistribution::outliers)[0], config) + 6);
}

TEST_CASE("A study is the same for any number of threads and again, and another for another seed", "[J24][J10]") {
  CimConfig config;
  sim::CimAxes axes;
  axes.sigma = {5};
  axes.rows = {32, 1024};
  const auto figures = [&](int threads, std::uint64_t seed) {
    const models::ThreadLimit limit{threads};
    CimConfig seeded = config;
    seeded.seed = seed;
    std::vector<double> all;
    for (const sim::CimStudyRow& row : sim::cim_study(sim::cim_points(seeded, axes), drawn_subjects())) {
      all.push_back(row.figures.error.mse);
      all.push_back(static_cast<double>(row.figures.count.conversions.msb.clipped.high));
    }
    return all;
  };
  const std::vector<double> first = figures(1, 1);
  CHECK(first.size() == 8);
  CHECK(figures(2, 1) == first);
  CHECK(figures(3, 1) == first);
  CHECK(figures(1, 2)[0] != first[0]);
}

TEST_CASE("A study that is told to stop does", "[J24]") {
  int done = 0;
  sim::CimStudyRequest request;
  request.progress = [&](std::size_t, std::size_t of) {
    ++done;
    CHECK(of == 6);
  };
  request.stop_requested = [&] { return done == 3; };
  sim::CimAxes axes;
  axes.sigma = {0, 1, 2};
  CHECK_THROWS_AS(sim::cim_study(sim::cim_points({}, axes), drawn_subjects(), request), sim::Interrupted);
  CHECK(done == 3);
}
