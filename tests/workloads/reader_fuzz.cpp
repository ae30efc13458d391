#include <fstream>
#include <iterator>
#include <random>

#include "tests/support/source_root.hpp"
#include "tests/workloads/network_support.hpp"
#include "workloads/readers/network_yaml.hpp"
#include "workloads/readers/scalesim_csv.hpp"

using namespace systole::workloads;

namespace {

std::string read_file(const std::string& path) {
  std::ifstream file{systole::tests::source_root() + "/" + path, std::ios::binary};
  REQUIRE(file);
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// A few random edits: bytes replaced, removed, repeated, and fragments that readers trip over.
std::string mutate(std::string text, std::mt19937& random) {
  static const std::vector<std::string> kFragments{"-1",
                                                   "0",
                                                   "99999999999999999999",
                                                   "[",
                                                   "]",
                                                   "{",
                                                   "}",
                                                   ",",
                                                   ":",
                                                   "\n",
                                                   "\t",
                                                   "\"",
                                                   "'",
                                                   "- ",
                                                   "&a ",
                                                   "*a",
                                                   "!!x ",
                                                   "|",
                                                   "~",
                                                   "\xFF",
                                                   "\xC3",
                                                   std::string(1, '\0'),
                                                   "1e9",
                                                   "4096",
                                                   "65536",
                                                   "kind: matmul",
                                                   "name: x",
                                                   "inputs: [x, x]",
                                                   "DP"};
  const auto pick = [&](std::size_t count) { return count == 0 ? 0 : random() % count; };
  for (std::size_t edits = 1 + pick(4); edits > 0; --edits) {
    const std::size_t at = pick(text.size());
    switch (pick(5)) {
      case 0:
        text[at] = static_cast<char>(random() % 256);
        break;
      case 1:
        text.erase(at, 1 + pick(20));
        break;
      case 2:
        text.insert(at, text.substr(pick(text.size()), pick(40)));
        break;
      case 3:
        text.resize(at + 1);
        break;
      default:
        text.insert(at, kFragments[pick(kFragments.size())]);
    }
    if (text.empty()) {
      text = " ";
    }
  }
  return text;
}

/// Reads mutations of `text`: a network or a UserError, nothing else. Gives the number of each, to see that both occur.
template <class Parse>
std::pair<int, int> count_outcomes(const std::string& text, int rounds, Parse parse) {
  std::mt19937 random{2024};
  std::pair<int, int> outcomes{0, 0};
  for (int i = 0; i < rounds; ++i) {
    const std::string mutated = mutate(text, random);
    try {
      parse(mutated);
      ++outcomes.first;
    } catch (const systole::models::UserError& error) {
      ++outcomes.second;
      if (std::string{error.what()}.empty()) {
        FAIL("an error without words for: " << mutated);
      }
    } catch (const std::exception& error) {
      FAIL("threw '" << error.what() << "' for:\n" << mutated);
    }
  }
  return outcomes;
}

}  // namespace

TEST_CASE("no mutation of a network file does more than fail with a message", "[reader][fuzz]") {
  for (const char* file : {"tiny_cnn_2d.yaml", "signal_cnn_1d.yaml", "jit_b16_ffn.yaml", "alexnet.yaml"}) {
    const auto [networks, errors] =
        count_outcomes(read_file(std::string{"workloads/networks/"} + file), 1000, [](const std::string& text) {
          const Network network = parse_network_yaml(text, "fuzz.yaml");
          CHECK(parse_network_yaml(to_yaml(network), "back.yaml") == network);
        });
    CHECK(networks > 0);
    CHECK(errors > 0);
  }
}

TEST_CASE("no mutation of a topology file does more than fail with a message", "[reader][fuzz]") {
  for (const char* file : {"alexnet", "gpt2", "resnet50_head", "deepbench_head"}) {
    const auto [networks, errors] = count_outcomes(
        read_file(std::string{"tests/workloads/data/scalesim/"} + file + ".csv"), 1000, [](const std::string& text) {
          const Network network = parse_scalesim_csv(text, "fuzz.csv", "fuzz");
          CHECK(mac_count(parse_scalesim_csv(to_scalesim_csv(network), "back.csv", "fuzz")) == mac_count(network));
        });
    CHECK(networks > 0);
    CHECK(errors > 0);
  }
}
