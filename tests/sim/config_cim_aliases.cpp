// The names of the source's command line as keys of a chip.
#include "sim/config/cim_aliases.hpp"
#include "tests/sim/config_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

std::string config_with(const std::string& keys) {
  return good_config() + "cim:\n  macros: 72\n" + keys;
}

std::string resolved(const std::string& keys) {
  return sim::to_yaml(chip_from(config_with(keys)));
}

std::string message(const std::string& keys) {
  try {
    chip_from(config_with(keys));
  } catch (const workloads::DocumentError& error) {
    return error.what();
  }
  return "none";
}

struct Row {
  std::string alias;
  std::string plain;
  std::string contradiction;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> list{
      {"use_kl_scales: on", "  activation: {scale: static}\n  adc: {range: static}\n", "  adc: {range: fixed}\n"},
      {"int7_weights: on", "  weight_bits: 7\n", "  weight_bits: 8\n"},
      {"weight_clip_pct: 99.8", "  weight_clip: 99.8\n", "  weight_clip: 0\n"},
      {"act_nbit: 11", "  activation: {bits: 11}\n", "  activation: {bits: 10}\n"},
      {"msb_samples: 4", "  msb_samples: 4\n", "  msb_samples: 2\n"},
      {"lsb_gain_shift: 0", "  lsb_gain_shift: 0\n", "  lsb_gain_shift: 2\n"},
      {"adc_nbit: 12", "  adc: {bits: 12}\n", "  adc: {bits: 10}\n"},
      {"msb_noise_sigma_lsb: 2", "  noise: {sigma_lsb: 2}\n", "  noise: {sigma_lsb: 5}\n"}};
  return list;
}

}  // namespace

TEST_CASE("Each of the source's keys changes the resolved config as its plain key does", "[J25]") {
  CHECK(rows().size() + 1 == sim::cim_alias_keys().size());
  const std::string untouched = resolved("");
  for (const Row& row : rows()) {
    CAPTURE(row.alias);
    const std::string by_alias = resolved("  ffn: {" + row.alias + "}\n");
    CHECK(by_alias != untouched);
    CHECK(by_alias == resolved(row.plain));
    CHECK(by_alias.find("ffn:") == std::string::npos);
    CHECK(resolved(row.plain + "  ffn: {" + row.alias + "}\n") == by_alias);
  }
}

TEST_CASE("A key of the source that contradicts its plain key is an error that quotes both", "[J25]") {
  for (const Row& row : rows()) {
    CAPTURE(row.alias);
    const std::string text = message(row.contradiction + "  ffn: {" + row.alias + "}\n");
    CHECK_THAT(text, Catch::Contains("error[C013]"));
    CHECK_THAT(text, Catch::Contains("cim.ffn." + row.alias.substr(0, row.alias.find(':'))));
  }
  CHECK_THAT(message("  adc: {bits: 10}\n  ffn: {adc_nbit: 12}\n"),
             Catch::Contains("'cim.ffn.adc_nbit' is 12, which makes 'cim.adc.bits' 12, but that is 10"));
}

TEST_CASE("Without bit-serial layers a chip is one without CIM macros", "[J25][J18]") {
  CHECK(resolved("  ffn: {ffn_bitserial: off}\n") == sim::to_yaml(chip_from(good_config())));
  CHECK(resolved("  ffn: {ffn_bitserial: on}\n") == resolved(""));
  const std::string rule = "mapping.engines=[{layers: \"*w12\", engine: cim}, {kind: add, engine: vector}]";
  const std::string file = (source_directory() / "tests/sim/data/good_config.yaml").string();
  const models::Chip chip = sim::load_chip(file, {"cim.macros=1", rule, "cim.ffn.ffn_bitserial=off"}).chip;
  REQUIRE(chip.mapping.engines.size() == 1);
  CHECK(chip.mapping.engines[0].engine == models::Engine::vector);
}

TEST_CASE("A key that the source does not have, or a value that it cannot have, is an error", "[J25][X4]") {
  CHECK_THAT(message("  ffn: {adc_nbits: 12}\n"), Catch::Contains("error[C004]") && Catch::Contains("adc_nbit"));
  CHECK_THAT(message("  ffn: {msb_samples: 5}\n"), Catch::Contains("error[C009]"));
  CHECK_THAT(message("  ffn: {use_kl_scales: scales.npz}\n"), Catch::Contains("on"));
}

TEST_CASE("The source's keys can be set from the command line", "[J25]") {
  const std::string file = (source_directory() / "tests/sim/data/good_config.yaml").string();
  const models::Chip chip = sim::load_chip(file, {"cim.macros=1", "cim.ffn.adc_nbit=12"}).chip;
  CHECK(chip.cim->arithmetic.adc.bits == 12);
}
