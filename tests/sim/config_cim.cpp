#include <map>

#include "sim/config/cim_keys.hpp"
#include "tests/sim/config_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

std::string with_cim(const std::string& keys) {
  return good_config() + "cim:\n" + keys;
}

/// Of the error that a config with these lines below `cim:` ends in.
std::string message(const std::string& keys) {
  try {
    chip_from(with_cim(keys));
  } catch (const workloads::DocumentError& error) {
    return error.what();
  }
  return "none";
}

/// For every key of the section a value that is not its default and breaks no rule.
const std::map<std::string, std::string>& changes() {
  static const std::map<std::string, std::string> map{{"cim.macros", "3"},
                                                      {"cim.compat", "source"},
                                                      {"cim.mode", "single_pass"},
                                                      {"cim.array.rows", "unlimited"},
                                                      {"cim.array.cols", "512"},
                                                      {"cim.weight_bits", "7"},
                                                      {"cim.weight_scale", "column"},
                                                      {"cim.weight_clip", "99.8"},
                                                      {"cim.activation.bits", "11"},
                                                      {"cim.activation.msb_bits", "5"},
                                                      {"cim.activation.clip", "0.9999"},
                                                      {"cim.activation.scale", "static"},
                                                      {"cim.activation.slicing", "centred"},
                                                      {"cim.msb_samples", "4"},
                                                      {"cim.lsb_gain_shift", "0"},
                                                      {"cim.dac.time", "5 ns"},
                                                      {"cim.settle", "12.5 ns"},
                                                      {"cim.adc.bits", "12"},
                                                      {"cim.adc.rate", "40 MHz"},
                                                      {"cim.adc.columns", "16"},
                                                      {"cim.adc.range", "dynamic_tile"},
                                                      {"cim.adc.divisor", "adc"},
                                                      {"cim.adc.full_scale_ua", "1.5"},
                                                      {"cim.adc.unit_current_pa", "0.25"},
                                                      {"cim.adc.bypass", "on"},
                                                      {"cim.adc.count_codes", "on"},
                                                      {"cim.noise.sigma_lsb", "0"},
                                                      {"cim.noise.sigma_ref_bits", "12"},
                                                      {"cim.noise.rho", "0.3"},
                                                      {"cim.noise.averaging", "per_sample"},
                                                      {"cim.noise.lsb_pass", "on"},
                                                      {"cim.threshold", "entropy_jit"},
                                                      {"cim.seed", "9223372036854775807"},
                                                      {"cim.pipeline", "off"},
                                                      {"cim.reprogram", "allow"},
                                                      {"cim.programming.pulse", "10 us"},
                                                      {"cim.programming.pulses", "100"},
                                                      {"cim.programming.page_cells", "2048"},
                                                      {"cim.programming.erase", "3 ms"}};
  return map;
}

}  // namespace

TEST_CASE("The CIM section of the specification is read as it stands there", "[CFG][J6][J10]") {
  const models::Chip chip = chip_from(
      with_cim("  macros: 72\n"
               "  array: {rows: 1024, cols: 1024}\n"
               "  weight_bits: 8\n"
               "  activation: {bits: 10, msb_bits: 6, clip: 0.995, scale: dynamic}\n"
               "  msb_samples: 2\n"
               "  lsb_gain_shift: 2\n"
               "  dac: {time: 10 ns}\n"
               "  settle: 50 ns\n"
               "  adc: {bits: 10, rate: 100 MHz, columns: 8, range: dynamic_tensor, bypass: false}\n"
               "  noise: {sigma_lsb: 5, sigma_ref_bits: 10, rho: 0, averaging: equivalent, lsb_pass: false}\n"));
  REQUIRE(chip.cim);
  // All of them are the defaults but these two.
  models::CimEngine expected;
  expected.macros = 72;
  expected.arithmetic.noise.ref_bits = 10;
  CHECK(*chip.cim == expected);
}

TEST_CASE("A chip without macros has no CIM section in its resolved config", "[CFG]") {
  const models::Chip chip = chip_from(good_config());
  CHECK_FALSE(chip.cim);
  CHECK(sim::to_yaml(chip).find("cim") == std::string::npos);
}

TEST_CASE("Every key of the CIM section changes the resolved config and survives it", "[CFG][J25]") {
  CHECK(changes().size() + 11 == sim::cim_keys().size());  // 11 faults
  const std::string file = (source_directory() / "tests/sim/data/good_config.yaml").string();
  const std::string plain = sim::load_chip(file, {"cim.macros=1"}).hash;
  for (const sim::KeySpec& key : sim::cim_keys()) {
    INFO(key.path);
    const bool is_fault = key.path.rfind("cim.faults.", 0) == 0;
    const std::string value = is_fault ? "0.125" : changes().at(key.path);
    const sim::LoadedChip loaded = sim::load_chip(file, {"cim.macros=1", key.path + "=" + value});
    CHECK(loaded.hash != plain);
    CHECK(chip_from(loaded.yaml) == loaded.chip);
    CHECK(key.print(loaded.chip) == value);
  }
}

TEST_CASE("The published code's arithmetic is one word, and resolves to itself", "[CFG][J25]") {
  const models::Chip chip = chip_from(with_cim("  macros: 72\n  compat: source\n  noise: {sigma_lsb: 2}\n"));
  models::CimConfig expected = models::source_config({});
  expected.noise.sigma_lsb = 2;
  CHECK(chip.cim->arithmetic == expected);
  CHECK(chip_from(sim::to_yaml(chip)) == chip);
}

TEST_CASE("Contradictions of the CIM section quote both keys", "[CFG]") {
  const std::map<std::string, std::vector<std::string>> wrong{
      {"  macros: 1\n  compat: source\n  noise: {rho: 0.3}\n",
       {"chip.yaml:19:16", "C013", "'cim.noise.rho' is 0.3", "'cim.compat' is source, where it is 0"}},
      {"  macros: 1\n  activation: {bits: 15, msb_bits: 7}\n",
       {"chip.yaml:18:36", "C013", "'cim.activation.msb_bits' is 7", "'cim.activation.bits' is 15",
        "use msb_bits 8 to 8"}},
      {"  macros: 1\n  adc: {range: fixed}\n",
       {"chip.yaml:18:3", "C013", "'cim.adc.range' is fixed", "'cim.adc.full_scale_ua' is 0"}},
      {"  macros: 1\n  array: {cols: 4}\n", {"C013", "'cim.adc.columns' is 8", "'cim.array.cols' 4"}},
      {"  macros: 1\n  faults: {stuck_on: 0.75, stuck_off: 0.5}\n",
       {"C013", "'cim.faults.stuck_on' is 0.75", "'cim.faults.stuck_off' is 0.5"}},
      {"  macros: 1\n  weight_clip: 0.998\n", {"C013", "'cim.weight_clip' is 0.998", "99.8"}},
      {"  macros: 1\n  activation: {clip: 0.5}\n", {"C013", "'cim.activation.clip' is 0.5"}},
      {"  settle: 50 ns\n", {"C005", "'cim.macros' is missing"}},
      {"  macros: 1\n  adc: {colums: 8}\n", {"C004", "'cim.adc.colums'", "did you mean 'columns'"}},
      {"  macros: 1\n  array: {rows: unlimitted}\n",
       {"chip.yaml:18:17", "C010", "'cim.array.rows' is 'unlimitted'", "allowed: unlimited, or 1 .. 1048576"}}};
  for (const auto& [keys, parts] : wrong) {
    const std::string text = message(keys);
    for (const std::string& part : parts) CHECK_THAT(text, Catch::Contains(part));
  }
}

TEST_CASE("A rule that sends layers to CIM macros which the chip does not have is refused at its place", "[CFG]") {
  const std::string text = good_config() + "mapping:\n  engines: [{kind: linear, engine: cim}]\n";
  CHECK_THROWS_WITH(chip_from(text), Catch::Contains("chip.yaml:17:36") && Catch::Contains("C013") &&
                                         Catch::Contains("'mapping.engines[0].engine' is cim") &&
                                         Catch::Contains("no section 'cim'"));
  const models::Chip chip = chip_from(text + "cim: {macros: 1}\n");
  CHECK(chip.mapping.engines.front().engine == models::Engine::cim);
}
