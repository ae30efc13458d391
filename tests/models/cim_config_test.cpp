// The config of an engine: defaults are the source's, ranges are kept, and `compat: source` is one mode.
#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "models/cim/config.hpp"
#include "models/errors.hpp"

using namespace systole::models;

TEST_CASE("Defaults are those of the source, on arrays of 1024 by 1024", "[T1][T22][T24]") {
  const CimConfig config;
  CHECK_NOTHROW(check(config));
  CHECK(config.weights.bits == 8);
  CHECK(config.activation.bits == 10);
  CHECK(config.activation.lsb_bits() == 4);
  CHECK(config.activation.clip == 0.995);
  CHECK(config.msb_samples == 2);
  CHECK(config.lsb_gain_shift == 2);
  CHECK(config.adc.bits == 10);
  CHECK(config.highest_code() == 511);
  CHECK(config.adc.range == CimAdcRange::dynamic_tensor);
  CHECK(config.sigma() == 5);
  CHECK(config.rows == 1024);
}

TEST_CASE("Every key out of its range is named", "[J8][J11]") {
  struct Row {
    std::string key;
    std::function<void(CimConfig&)> change;
  };
  const std::vector<Row> rows{
      {"cim.weight_bits", [](CimConfig& c) { c.weights.bits = 9; }},
      {"cim.weight_clip", [](CimConfig& c) { c.weights.clip_percent = 0.998; }},
      {"cim.activation.bits", [](CimConfig& c) { c.activation.bits = 16; }},
      {"cim.activation.msb_bits", [](CimConfig& c) { c.activation.msb_bits = 10; }},
      {"cim.activation.msb_bits", [](CimConfig& c) { c.activation.msb_bits = 2; }},
      {"cim.activation.clip", [](CimConfig& c) { c.activation.clip = 1.5; }},
      {"cim.adc.bits", [](CimConfig& c) { c.adc.bits = 3; }},
      {"cim.adc.columns", [](CimConfig& c) { c.adc_columns = 0; }},
      {"cim.adc.full_scale", [](CimConfig& c) { c.adc.range = CimAdcRange::fixed; }},
      {"cim.msb_samples", [](CimConfig& c) { c.msb_samples = 5; }},
      {"cim.lsb_gain_shift", [](CimConfig& c) { c.lsb_gain_shift = -1; }},
      {"cim.noise.sigma_lsb", [](CimConfig& c) { c.noise.sigma_lsb = -1; }},
      {"cim.noise.sigma_ref_bits", [](CimConfig& c) { c.noise.ref_bits = 2; }},
      {"cim.noise.rho", [](CimConfig& c) { c.noise.rho = 1.1; }},
      {"cim.array.rows", [](CimConfig& c) { c.rows = 0; }},
      {"cim.array.cols", [](CimConfig& c) { c.cols = 0; }},
      {"cim.faults.program_relative", [](CimConfig& c) { c.faults.program_relative = 2; }},
      {"cim.faults.stuck_off", [](CimConfig& c) { c.faults.stuck_off = c.faults.stuck_on = 0.6; }},
      {"cim.faults.ir_drop", [](CimConfig& c) { c.faults.ir_drop = 0.9; }},
      {"cim.faults.adc_inl_lsb", [](CimConfig& c) { c.faults.adc_inl_lsb = -1; }}};
  for (const Row& row : rows) {
    CimConfig config;
    row.change(config);
    CHECK_THROWS_AS(check(config), UserError);
    CHECK_THROWS_WITH(check(config), Catch::StartsWith(row.key));
  }
}

TEST_CASE("The source's mode is its code with its oddities, and keeps what its command line sets", "[T2][T3][T24]") {
  CimConfig config;
  config.adc.divisor = CimStepDivisor::of_adc;
  config.adc.range = CimAdcRange::dynamic_tile;
  config.noise = {2, 10, 0.3, CimAveraging::per_sample, true};
  config.faults.stuck_off = 0.1;
  config.weights.bits = 7;
  config.msb_samples = 4;
  config.adc.bits = 12;
  const CimConfig source = source_config(config);
  CHECK(source.adc.divisor == CimStepDivisor::of_int8);
  CHECK(source.adc.range == CimAdcRange::dynamic_tensor);
  CHECK(source.threshold == CimThreshold::entropy_jit);
  CHECK(source.noise.averaging == CimAveraging::equivalent);
  CHECK(source.mean_sigma() == 1);
  CHECK_FALSE(source.noise.lsb_pass);
  CHECK_FALSE(source.faults.cells());
  CHECK_FALSE(source.rows.has_value());
  CHECK(source.weights.bits == 7);
  CHECK(source.adc.bits == 12);
  config.activation.is_static = true;
  CHECK(source_config(config).adc.range == CimAdcRange::fixed_scale);
}
