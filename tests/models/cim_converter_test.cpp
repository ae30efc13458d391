// Conversions without noise: published vectors, ranges, clipping, the use of codes.
#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

#include "models/cim/expectation.hpp"
#include "models/cim/product.hpp"
#include "models/errors.hpp"
#include "tests/models/cim_support.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

const CimWeights kThreeColumns{3, 4, {127, -128, 64, -3, 1, 2, 3, 4, -127, 127, -127, 127}, {1}};
const Codes kInput{100, -100, 511, -1};

struct Published {
  int bits;
  double msb_step;
  double lsb_step;
  std::vector<int> msb_codes;
  std::vector<int> lsb_codes;
  std::vector<double> result;
};

bool occurs(const CimPassCount& count, int code) {
  return count.codes[static_cast<std::size_t>(code) + count.codes.size() / 2] == 1;
}

/// One output of one input: the code 16 · msb drives it alone.
CimConfig one_cell(int bits, double full_scale) {
  CimConfig config = quiet();
  config.adc.bits = bits;
  config.adc.range = CimAdcRange::fixed;
  config.adc.full_scale_ua = full_scale * 1e-6;
  config.adc.unit_current_pa = 1;
  config.adc.count_codes = true;
  return config;
}

}  // namespace

TEST_CASE("Converters of 8, 10 and 12 bits give the published codes and results", "[J6][J7][J11][J14]") {
  const std::vector<Published> table{
      {8, 45, 32, {81, 2, -127}, {-14, 17, 127}, {58208, 1576, -90424}},
      {10, 11.183953, 7.953033, {326, 7, -511}, {-57, 67, 511}, {58222.168, 1385.816, -90424}},
      {12, 2.791891, 1.985344, {1306, 29, -2047}, {-228, 268, 2047}, {58226.181, 1428.455, -90424}}};
  for (const Published& row : table) {
    CimConfig config = quiet();
    config.adc.bits = row.bits;
    config.adc.count_codes = true;
    CimProduct engine{config, 1, kThreeColumns};
    std::vector<float> y(3);
    const CimCount count = engine.run(kInput, y);
    CHECK(engine.steps(0, false)[0] == Approx(row.msb_step).epsilon(3e-7));
    CHECK(engine.steps(0, true)[0] == Approx(row.lsb_step).epsilon(3e-7));
    for (const int code : row.msb_codes) CHECK(occurs(count.msb, code));
    for (const int code : row.lsb_codes) CHECK(occurs(count.lsb, code));
    for (std::size_t i = 0; i < 3; ++i) CHECK(y[i] == Approx(row.result[i]).epsilon(1e-7).margin(6e-4));
    CHECK(count.msb.conversions == 3);
    CHECK(count.lsb.conversions == 3);
    CHECK(count.msb.clipped == ClipCount{});
  }
}

TEST_CASE("Without converters the published product is exact", "[J9][J13][J14]") {
  CimConfig config;
  config.adc.bypass = true;
  CimProduct engine{config, 1, kThreeColumns};
  std::vector<float> y(3);
  const CimCount count = engine.run(kInput, y);
  CHECK(y == std::vector<float>{58207, 1429, -90424});
  CHECK(count.msb.conversions + count.lsb.conversions == 0);
  std::vector<std::int32_t> exact(3);
  engine.run_exact(kInput, exact);
  CHECK(exact == std::vector<std::int32_t>{58207, 1429, -90424});
}

TEST_CASE("Codes end at plus and minus 2^(N-1) - 1, and what lies beyond is counted by side", "[J11][T24]") {
  const CimConfig config = one_cell(4, 7);  // a step is one raw unit; codes to 7
  const CimWeights weights{4, 1, {1, 7, 8, -9}, {1}};
  CimProduct engine{config, 1, weights};
  std::vector<float> y(4);
  const CimCount count = engine.run(Codes{16}, y);
  CHECK(y == std::vector<float>{16, 112, 112, -112});
  CHECK(count.msb.clipped == ClipCount{1, 1});
  CHECK(count.msb.clip_rate() == 0.5);
  CHECK(count.msb.codes == std::vector<std::int64_t>{1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2});
  CHECK(count.msb.code_usage() == Approx(3.0 / 15));
  CHECK(count.lsb.clipped == ClipCount{});
}

TEST_CASE("Conversions at ties give even codes", "[J11]") {
  const CimConfig config = one_cell(4, 14);  // a step is two raw units
  const CimWeights weights{5, 1, {1, 3, 5, -1, -3}, {1}};
  CimProduct engine{config, 1, weights};
  std::vector<float> y(5);
  engine.run(Codes{16}, y);
  CHECK(y == std::vector<float>{0, 64, 64, 0, -64});
}

TEST_CASE("An output of nothing but zeros stays zero", "[J11]") {
  CimProduct engine{quiet(), 2, kThreeColumns};
  std::vector<float> y(6, 1);
  engine.run(Codes(8), y);
  CHECK(y == std::vector<float>(6));
  CHECK(engine.steps(0, false)[0] == 1e-8F);
}

TEST_CASE("A tensor's range is of all arrays, a tile's of one", "[T24][J11]") {
  CimConfig config = quiet();
  config.rows = 2;
  config.cols = 1;
  config.adc.bits = 4;
  const CimWeights weights{2, 4, {7, 0, 14, 0, 21, 0, 70, 0}, {1}};
  const Codes x{16, 0, 16, 0};
  std::vector<float> y(2);
  CimProduct of_tensor{config, 1, weights};
  of_tensor.run(x, y);
  for (const std::int64_t tile : {0, 1})
    for (const std::size_t column : {0U, 1U}) CHECK(of_tensor.steps(tile, false)[column] == Approx(10));
  config.adc.range = CimAdcRange::dynamic_tile;
  CimProduct of_tile{config, 1, weights};
  of_tile.run(x, y);
  CHECK(of_tile.steps(0, false)[0] == Approx(1));
  CHECK(of_tile.steps(0, false)[1] == Approx(3));
  CHECK(of_tile.steps(1, false)[0] == Approx(2));
  CHECK(of_tile.steps(1, false)[1] == Approx(10));
  CHECK(y == std::vector<float>{16 * 21, 16 * 91});
}

TEST_CASE("Errors without noise stay within half a step of both passes", "[J11][J14]") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    const DrawnProduct drawn{50, 64, 8, seed};
    const CimConfig config = quiet();
    CimProduct engine{config, drawn.tokens, drawn.weights};
    std::vector<float> y(400);
    engine.run(drawn.x, y);
    const double bound = 8.0 * engine.steps(0, false)[0] + engine.steps(0, true)[0] / 8.0;
    CHECK(rounding_bound(config, engine.steps(0, false)[0], engine.steps(0, true)[0]) == Approx(bound));
    double worst = 0;
    for (std::size_t i = 0; i < y.size(); ++i)
      worst = std::max(worst, std::abs(static_cast<double>(y[i]) - drawn.exact[i]));
    CHECK(worst <= bound * 1.00001);
    CHECK(worst > bound / 2);  // of 400 outputs, some are near it
  }
}

TEST_CASE("The gain of the LSB pass cancels in dynamic and static ranges and matters in a fixed one", "[J7][T24]") {
  const DrawnProduct drawn{16, 96, 64};
  CimConfig config;
  const auto with_gain = [&](int shift) {
    config.lsb_gain_shift = shift;
    CimRun run;
    if (config.adc.range == CimAdcRange::fixed_scale) run.steps = drawn.six_deviations(config);
    return drawn.run(config, run);
  };
  for (const CimAdcRange range : {CimAdcRange::dynamic_tensor, CimAdcRange::dynamic_tile, CimAdcRange::fixed_scale}) {
    config.adc.range = range;
    CHECK(with_gain(0) == with_gain(2));
    CHECK(with_gain(2) == with_gain(5));
  }
  config = quiet(config);
  config.adc.range = CimAdcRange::fixed;
  config.adc.unit_current_pa = 1;
  config.adc.full_scale_ua = 6 * drawn.lsb_rms * 1e-6 * 4;
  std::vector<double> lsb_errors;
  for (const int shift : {0, 1, 2}) {
    config.lsb_gain_shift = shift;
    const double step = fixed_step(config);
    lsb_errors.push_back(expected_error_variance(config, step, step));
    CHECK(rms(drawn.errors(config)) == Approx(std::sqrt(lsb_errors.back())).epsilon(0.08));  // 1,024 outputs: 3.6 sd
  }
  CHECK(with_gain(0) != with_gain(2));
}

TEST_CASE("A static range needs steps, and a fixed one a full scale", "[T24][J12]") {
  CimConfig config;
  config.adc.range = CimAdcRange::fixed_scale;
  std::vector<float> y(3);
  CimProduct engine{config, 1, kThreeColumns};
  CHECK_THROWS_AS(engine.run(kInput, y), UserError);
  CHECK_THROWS_AS(engine.run(kInput, y, {0, {{1.0}, {0.0}}}), UserError);
  CHECK_NOTHROW(engine.run(kInput, y, {0, {{1.0, 2.0, 3.0}, {1.0}}}));
  config.adc.range = CimAdcRange::fixed;
  CHECK_THROWS_WITH((CimProduct{config, 1, kThreeColumns}), Catch::Contains("adc.full_scale"));
}
