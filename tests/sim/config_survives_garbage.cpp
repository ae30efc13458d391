#include <random>

#include "tests/sim/config_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

/// Texts that break parsers: YAML's indicators, numbers at the edges, bytes that are no text.
const std::vector<std::string>& splinters() {
  static const std::vector<std::string> list{"[",
                                             "]",
                                             "{",
                                             "}",
                                             ":",
                                             ": ",
                                             "- ",
                                             "? ",
                                             "\n",
                                             "\n\n",
                                             "\t",
                                             "  ",
                                             "#",
                                             "&a ",
                                             "*a",
                                             "!t ",
                                             "!!",
                                             "|",
                                             ">",
                                             "|-\n",
                                             "'",
                                             "\"",
                                             "\\",
                                             "%",
                                             "@",
                                             "`",
                                             "---",
                                             "...\n",
                                             "\r\n",
                                             "\r",
                                             "~",
                                             "null",
                                             "0",
                                             "-1",
                                             "1e99",
                                             ".inf",
                                             ".nan",
                                             "0x",
                                             "08",
                                             ",",
                                             ",,",
                                             "<<: ",
                                             "é",
                                             "值",
                                             "\xEF\xBB\xBF",
                                             "\xFF",
                                             "\x04",
                                             "\x7F",
                                             "%YAML 1.2\n",
                                             "%TAG ! !",
                                             "=",
                                             "\xC2\x85",
                                             "9223372036854775807",
                                             "9223372036854775808",
                                             "99999999999999999999 GiB",
                                             "0.00000000000000000001 B",
                                             "\"\\x00\"",
                                             "\"\\ud800\"",
                                             "\"\\U00110000\"",
                                             "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
                                             "{a: {a: {a: {a: "};
  return list;
}

/// Draws by remainder: the standard's distributions differ between libraries, and this corpus must not.
std::size_t below(std::mt19937_64& random, std::size_t limit) {
  return limit == 0 ? 0 : random() % limit;
}

std::string mutated(std::string text, std::mt19937_64& random) {
  const std::size_t edits = 1 + below(random, 4);
  for (std::size_t i = 0; i < edits; ++i) {
    const std::size_t at = below(random, text.size());
    const std::size_t length = std::min(text.size() - at, 1 + below(random, 24));
    switch (below(random, 6)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, splinters()[below(random, splinters().size())]);
        break;
      case 2:
        text.replace(at, length, splinters()[below(random, splinters().size())]);
        break;
      case 3:
        text.insert(below(random, text.size()), text.substr(at, length));
        break;
      case 4:
        text.resize(at);
        break;
      default:
        text.insert(at, 1, static_cast<char>(below(random, 256)));
    }
  }
  return text;
}

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
