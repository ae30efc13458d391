#include "sim/config/key_spec.hpp"
#include "tests/sim/config_support.hpp"

using namespace systole;
using namespace systole::tests;

TEST_CASE("the resolved config of every preset reads back equal", "[CFG][D2]") {
  for (const auto& file : preset_files()) {
    INFO(file);
    const sim::LoadedChip loaded = sim::load_chip(file.string(), {});
    const models::Chip again = chip_from(loaded.yaml);
    CHECK(again == loaded.chip);
    CHECK(sim::to_yaml(again) == loaded.yaml);
  }
}

TEST_CASE("the resolved config holds every key but aliases", "[CFG]") {
  const std::string config = good_config() + "cim: {macros: 1}\n";
  const models::Chip chip = chip_from(config);
  const workloads::Node root = workloads::parse_document(sim::to_yaml(chip), "resolved.yaml");
  for (const sim::KeySpec& key : sim::chip_keys()) {
    if (!key.applies(chip)) {
      continue;
    }
    INFO(key.path);
    const workloads::Node* node = &root;
    std::string rest = key.path;
    while (node != nullptr && !rest.empty()) {
      const std::size_t dot = std::min(rest.find('.'), rest.size());
      node = node->find(rest.substr(0, dot));
      rest = rest.substr(std::min(rest.size(), dot + 1));
    }
    CHECK(node != nullptr);
  }
}

TEST_CASE("texts with YAML's special characters survive the resolved config", "[CFG]") {
  models::Chip chip = chip_from(good_config());
  for (const std::string text : {"null", "a: b", "# no comment", "it's \"quoted\" \\ twice", "*alias", "[1, 2]", "12",
                                 "边缘芯片", "- dash", "yes", "~"}) {
    chip.stands_for = text;
    chip.energy_table = text;
    chip.mapping.engines = {{text, "", models::Engine::vector}};
    CAPTURE(text);
    CHECK(chip_from(sim::to_yaml(chip)) == chip);
  }
}

TEST_CASE("a key that is left out has its documented default", "[CFG]") {
  const models::Chip chip = chip_from(good_config());
  const models::Chip untouched;
  CHECK(chip.array.timing == models::ArrayTiming::rtl);
  CHECK(chip.array.hop_registers == 1);
  CHECK(chip.vector.cycles == untouched.vector.cycles);
  CHECK(chip.mapping == untouched.mapping);
  CHECK(chip.energy_table.empty());
}
