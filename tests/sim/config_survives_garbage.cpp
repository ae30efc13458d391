#include "tests/sim/config_support.hpp"
#include "tests/support/garbage.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

/// True when the text is a config, false when it is refused as one. Any other end is a failure.
bool is_config(const std::string& text) {
  try {
    chip_from(text);
    return true;
  } catch (const models::UserError& error) {
    CHECK(std::string{error.what()}.find("error[C") != std::string::npos);
    return false;
  }
}

}  // namespace

TEST_CASE("mutated configs are read or refused with a message, whatever they hold", "[CFG]") {
  std::vector<std::string> seeds{good_config()};
  for (const auto& file : preset_files()) {
    seeds.push_back(file_text(file));
  }
  std::mt19937_64 random{20240607};
  int accepted = 0;
  constexpr int kRounds = 6000;
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = mutated(seeds[below(random, seeds.size())], random);
    CAPTURE(round, text);
    accepted += is_config(text) ? 1 : 0;
  }
  // Mutations of comments and names are harmless; if nearly all were, the test would test nothing.
  CHECK(accepted > 0);
  CHECK(accepted < kRounds / 2);
}

TEST_CASE("random overrides are applied or refused with a message", "[CFG]") {
  const std::string file = (source_directory() / "tests/sim/data/good_config.yaml").string();
  const std::vector<std::string> seeds{"array.rows=32", "mapping.tiling={m: 64, k: 64, n: 64}", "clock=1 GHz",
                                       "mapping.engines=[{layers: \"a*\", engine: array}]"};
  std::mt19937_64 random{77};
  for (int round = 0; round < 2000; ++round) {
    const std::string assignment = mutated(seeds[below(random, seeds.size())], random);
    CAPTURE(assignment);
    try {
      sim::load_chip(file, {assignment});
    } catch (const models::UserError& error) {
      CHECK(std::string{error.what()}.find("error[C") != std::string::npos);
    }
  }
}
