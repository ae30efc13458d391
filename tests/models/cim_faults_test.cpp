// Faults of real arrays: each has the size that it was given, and none changes anything while it is off. Statistical
// bounds are five deviations or more of their estimates: one alarm in 10^6.
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <vector>

#include "models/cim/cells.hpp"
#include "models/errors.hpp"
#include "models/onednn/one_thread.hpp"
#include "tests/models/cim_support.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

constexpr std::int64_t kOutputs = 256;
constexpr std::int64_t kInputs = 256;
constexpr double kCells = kOutputs * kInputs;

using Change = std::function<void(CimFaultConfig&)>;

CimConfig with(const Change& change) {
  CimConfig config = quiet();
  change(config.faults);
  check(config);
  return config;
}

/// What cells with this code hold.
std::vector<double> held(const Change& change, std::int16_t code) {
  const CimCells cells = faulty_cells(with(change), {kOutputs, kInputs, 0, 0}, Codes(kOutputs * kInputs, code));
  std::vector<double> values;
  for (std::size_t i = 0; i < cells.coarse.size(); ++i)
    values.push_back((128.0 * cells.coarse[i] + cells.fine[i]) / 64);
  return values;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double deviation(std::vector<double> values) {
  const double middle = mean(values);
  for (double& value : values) value -= middle;
  return rms(values);
}

double share(const std::vector<double>& values, double of) {
  return static_cast<double>(std::count(values.begin(), values.end(), of)) / static_cast<double>(values.size());
}

/// Raw MSB sums as they are converted: steps so fine that nothing else is left.
std::vector<float> through_fine_converters(const CimConfig& config, const DrawnProduct& drawn) {
  CimConfig fine = config;
  fine.adc.bits = 16;
  fine.adc.range = CimAdcRange::dynamic_tensor;
  return drawn.run(fine);
}

}  // namespace

TEST_CASE("Programming errors have the deviation that was asked for", "[J9]") {
  const double tolerance = 5 / std::sqrt(2 * kCells);
  CHECK(deviation(held([](auto& f) { f.program_relative = 0.1; }, 100)) == Approx(10).epsilon(tolerance));
  CHECK(deviation(held([](auto& f) { f.program_relative = 0.1; }, 0)) == 0);
  CHECK(deviation(held([](auto& f) { f.program_lsb = 3; }, 0)) == Approx(3).epsilon(tolerance));
  CHECK(mean(held([](auto& f) { f.program_lsb = 3; }, -50)) == Approx(-50).margin(5 * 3 / std::sqrt(kCells)));
}

TEST_CASE("Stuck cells hold nothing or the highest code of their sign, in the share that was asked for", "[J9]") {
  const double margin = 5 * std::sqrt(0.1 * 0.9 / kCells);
  CHECK(share(held([](auto& f) { f.stuck_off = 0.1; }, 50), 0) == Approx(0.1).margin(margin));
  CHECK(share(held([](auto& f) { f.stuck_on = 0.1; }, 50), 127) == Approx(0.1).margin(margin));
  CHECK(share(held([](auto& f) { f.stuck_on = 0.1; }, -50), -127) == Approx(0.1).margin(margin));
  CHECK(share(held([](auto& f) { f.stuck_off = f.stuck_on = 0.5; }, 50), 50) == 0);
}

TEST_CASE("Retention takes its share of every cell, with its spread", "[J9]") {
  CHECK(held([](auto& f) { f.retention_loss = 0.25; }, 100) == std::vector<double>(kOutputs * kInputs, 75));
  const std::vector<double> spread = held([](auto& f) { f.retention_loss = 0.25, f.retention_spread = 0.05; }, 100);
  CHECK(mean(spread) == Approx(75).margin(5 * 5 / std::sqrt(kCells)));
  CHECK(deviation(spread) == Approx(5).epsilon(5 / std::sqrt(2 * kCells)));
}

TEST_CASE("A cell's fault belongs to its place, not to the tile that it is in", "[J9]") {
  DrawnProduct drawn{8, 96, 32};
  CimConfig config = with([](auto& f) { f.program_relative = 0.1, f.stuck_off = 0.05; });
  config.adc.bypass = true;
  const std::vector<float> whole = drawn.run(config);
  config.rows = 20;
  config.cols = 7;
  const std::vector<float> tiled = drawn.run(config);
  for (std::size_t i = 0; i < whole.size(); ++i) REQUIRE(tiled[i] == Approx(whole[i]).epsilon(1e-5).margin(0.5));
  config.seed = 2;
  CHECK(drawn.run(config) != tiled);
}

TEST_CASE("Faulty cells add what their weights differ by, and are the same for any number of threads", "[J9]") {
  DrawnProduct drawn{64, 256, 256};
  CimConfig config = with([](auto& f) { f.program_lsb = 2; });
  config.adc.bypass = true;
  double squares = 0;
  for (const std::int16_t code : drawn.x) squares += static_cast<double>(code) * code;
  const double expected = 2 * std::sqrt(squares / static_cast<double>(drawn.tokens));
  CHECK(rms(drawn.errors(config)) == Approx(expected).epsilon(0.03));  // of 256 columns' common weights: 5 sd
  const std::vector<float> many = drawn.run(config);
  const OneThread one;
  CHECK(drawn.run(config) == many);
  CimProduct engine{config, 64, drawn.weights};
  std::vector<std::int32_t> exact(64 * 256);
  CHECK_THROWS_WITH(engine.run_exact(drawn.x, exact), Catch::Contains("cim.faults"));
}

TEST_CASE("Noise of cells grows with the root of the squares of what drives them, in every sample", "[J9]") {
  const CimWeights nothing{4096, 64, Codes(4096 * 64), {1}};
  Codes x(64 * 64);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = i % 64 < 16 ? 16 * 5 + 8 : 0;  // of 16 inputs: msb 5, lsb 8
  for (const int samples : {1, 4})
    for (const CimAveraging averaging : {CimAveraging::equivalent, CimAveraging::per_sample}) {
      CimConfig config = with([](auto& f) { f.read_lsb = 0.5; });
      config.msb_samples = samples;
      config.noise.averaging = averaging;
      config.adc.bits = 16;
      config.adc.range = CimAdcRange::fixed_scale;
      CimProduct engine{config, 64, nothing};
      std::vector<float> y(64 * 4096);
      engine.run(x, y, {0, {{0.01}, {0.01}}});
      const double msb = 16 * 0.5 * 5 * 4 / std::sqrt(samples);
      const double lsb = 0.5 * 8 * 4;
      CHECK(rms({y.begin(), y.end()}) == Approx(std::sqrt(msb * msb + lsb * lsb)).epsilon(0.008));
    }
}

TEST_CASE("IR drop takes the share that was asked for at full load, and grows with the square of the current", "[J9]") {
  const CimConfig ideal = quiet();
  const CimConfig drops = with([](auto& f) { f.ir_drop = 0.2; });
  CimConfig bypass = drops;
  bypass.adc.bypass = true;
  const CimWeights weights{2, 64, Codes(128, -128), {1}};
  DrawnProduct drawn{1, 64, 2};
  drawn.weights = weights;
  drawn.x.assign(64, -512);  // MSB slices of -32, LSB 0; the LSB pass could drive 60: the highest load
  const double load = 32.0 / 60;
  CHECK(drawn.run(bypass)[0] == Approx(64.0 * 128 * 512 * (1 - 0.2 * load)).epsilon(1e-5));
  drawn.x.assign(64, -256);
  CHECK(drawn.run(bypass)[0] == Approx(64.0 * 128 * 256 * (1 - 0.1 * load)).epsilon(1e-5));
  CHECK(through_fine_converters(drops, drawn)[0] == Approx(64.0 * 128 * 256 * (1 - 0.1 * load)).epsilon(1e-4));
  CHECK(through_fine_converters(ideal, drawn)[0] == Approx(64.0 * 128 * 256).epsilon(1e-4));
}

TEST_CASE("ADCs have offset, gain and bow of their own, shared by their columns", "[J11]") {
  const std::int64_t columns = 4096;
  CimConfig config = with([](auto& f) { f.adc_offset_lsb = 3, f.adc_gain = 0.02, f.adc_inl_lsb = 1; });
  config.adc_columns = 1;
  const CimConverterFaults faults = converter_faults(config, 0, 0, columns);
  const double tolerance = 5 / std::sqrt(2.0 * columns);
  CHECK(deviation({faults.offset.begin(), faults.offset.end()}) == Approx(3).epsilon(tolerance));
  CHECK(deviation({faults.gain.begin(), faults.gain.end()}) == Approx(0.02).epsilon(tolerance));
  CHECK(mean({faults.gain.begin(), faults.gain.end()}) == Approx(1).margin(5 * 0.02 / 64));
  CHECK(deviation({faults.bow.begin(), faults.bow.end()}) == Approx(1).epsilon(tolerance));
  config.adc_columns = 8;
  const CimConverterFaults shared = converter_faults(config, 0, 0, columns);
  for (std::size_t i = 0; i < columns; ++i) REQUIRE(shared.offset[i] == shared.offset[i / 8 * 8]);
  CHECK(shared.offset[0] != shared.offset[8]);
  CHECK(shared.offset[0] != shared.offset[1024]);  // another array
  CHECK(shared.offset[0] != converter_faults(config, 0, 1, columns).offset[0]);
  CHECK(converter_faults(quiet(), 0, 0, columns).offset.empty());
}

TEST_CASE("A converter's offset shifts its codes, its gain stretches them, its bow bends their middle", "[J11]") {
  const std::vector<float> raw{0, 100, 500, 0, 100, 500, 0, 255.5F, 511};
  const std::vector<float> offset{3, 3, 3, 0, 0, 0, 0, 0, 0};
  const std::vector<float> step{1, 1, 1, 1 / 1.02F, 1 / 1.02F, 1 / 1.02F, 1, 1, 1};
  const std::vector<float> bow{0, 0, 0, 0, 0, 0, 8, 8, 8};
  std::vector<float> codes(9);
  convert({raw, step, {}, offset, bow, 511}, codes);
  CHECK(codes == std::vector<float>{3, 103, 503, 0, 102, 510, 8, 262, 511});  // 255.5 + 8 · 3/4
}

TEST_CASE("Faults that are off change nothing", "[J9]") {
  const DrawnProduct drawn{8, 64, 48};
  CimConfig config;
  const std::vector<float> before = drawn.run(config);
  config.faults.program_lsb = 1e-9;  // goes the way of faulty cells; every cell still rounds to its code
  CHECK(drawn.run(config) == before);
}
