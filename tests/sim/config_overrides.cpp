#include "sim/config/override.hpp"
#include "tests/sim/config_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

models::Chip with(const std::vector<std::string>& overrides) {
  return sim::load_chip((source_directory() / "tests/sim/data/good_config.yaml").string(), overrides).chip;
}

}  // namespace

TEST_CASE("an override replaces a key of the file", "[CFG]") {
  CHECK(with({"array.rows=32"}).array.rows == 32);
  CHECK(with({"clock=1.2 GHz"}).clock == models::Hertz{1'200'000'000});
}

TEST_CASE("an override adds a key that the file leaves to its default", "[CFG]") {
  CHECK(with({"mapping.fuse=on"}).mapping.fuse);
  CHECK(with({"vector.cycles.gelu=9"}).vector.cost(models::VectorOp::gelu) == 9);
}

TEST_CASE("the last override of a key wins", "[CFG]") {
  CHECK(with({"array.rows=32", "array.rows=8"}).array.rows == 8);
}

TEST_CASE("an override's value may be a list or a map", "[CFG]") {
  CHECK(with({"mapping.tiling={m: 16, k: 32, n: 64}"}).mapping.tile == models::FixedTile{16, 32, 64});
  const auto rules = with({"mapping.engines=[{layers: \"ffn*\", engine: vector}]"}).mapping.engines;
  REQUIRE(rules.size() == 1);
  CHECK(rules[0] == models::EngineRule{"ffn*", "", models::Engine::vector});
}

TEST_CASE("an override may hold an equals sign in its value", "[CFG]") {
  CHECK(with({"stands_for=a=b"}).stands_for == "a=b");
}

TEST_CASE("overrides make a file valid that is not so alone", "[CFG]") {
  std::string text = good_config();
  text.replace(text.find("rows: 16"), 8, "rows: 0 ");
  workloads::Node root = workloads::parse_document(text, "chip.yaml");
  CHECK(error_code([&] { sim::read_chip(root); }) == "C009");
  sim::apply_override(root, "array.rows=4");
  CHECK(sim::read_chip(root).array.rows == 4);
}

TEST_CASE("dram.model ideal may be set on every preset", "[CFG]") {
  for (const auto& file : preset_files()) {
    INFO(file);
    CHECK(sim::load_chip(file.string(), {"dram.model=ideal"}).chip.dram.model == models::DramModel::ideal);
  }
}
