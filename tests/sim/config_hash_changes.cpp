#include <set>

#include "sim/config/cim_aliases.hpp"
#include "sim/config/cim_keys.hpp"
#include "sim/config/key_spec.hpp"
#include "tests/sim/config_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

/// For every key a value that differs from good_config.yaml's and breaks no rule between keys.
const std::vector<std::string>& changes() {
  static const std::vector<std::string> list{"name=other",
                                             "stands_for=a test",
                                             "clock=1 GHz",
                                             "technology=22 nm",
                                             "energy=energy/28nm.yaml",
                                             "array.rows=8",
                                             "array.cols=8",
                                             "array.dataflow=is",
                                             "array.operands.activation=uint8",
                                             "array.operands.weight=int16",
                                             "array.accumulator.bits=20",
                                             "array.accumulator.overflow=wrap",
                                             "array.timing=scalesim",
                                             "array.weight_load=overlapped",
                                             "array.hop_registers=2",
                                             "dram.model=ideal",
                                             "dram.bandwidth=25.6 GB/s",
                                             "dram.latency=61 ns",
                                             "dram.burst=32 B",
                                             "dram.technology=ddr3",
                                             "vector.lanes=17",
                                             "vector.requantize=gemmlowp",
                                             "mapping.tiling={m: 16, k: 16, n: 16}",
                                             "mapping.order=mnk",
                                             "mapping.objective=traffic",
                                             "mapping.depthwise=vector",
                                             "mapping.fuse=on",
                                             "mapping.engines=[{kind: softmax, engine: vector}]"};
  return list;
}

}  // namespace

TEST_CASE("the hash tells any two keys' changes apart", "[CFG]") {
  const std::string file = (source_directory() / "tests/sim/data/good_config.yaml").string();
  std::vector<std::vector<std::string>> all{{}, {"array.dataflow=os", "array.drain=overlapped"}};
  for (const std::string& change : changes()) {
    all.push_back({change});
  }
  for (const sim::KeySpec& key : sim::chip_keys()) {
    if (key.path.rfind("scratchpad.", 0) == 0) {
      const bool in_bytes = key.kind == "size";
      const bool is_size = key.path.find(".size") != std::string::npos;
      all.push_back({key.path + (is_size ? "=32 KiB" : in_bytes ? "=8 B" : "=4")});
    } else if (key.path.rfind("vector.cycles.", 0) == 0) {
      all.push_back({key.path + "=7"});
    }
  }
  // config_cim.cpp and config_cim_aliases.cpp change the keys of the macros.
  CHECK(all.size() + sim::cim_keys().size() + sim::cim_alias_keys().size() == sim::chip_keys().size() + 1);
  std::set<std::string> hashes;
  for (const auto& overrides : all) {
    const sim::LoadedChip loaded = sim::load_chip(file, overrides);
    CHECK(loaded.hash.size() == 16);
    hashes.insert(loaded.hash);
  }
  CHECK(hashes.size() == all.size());
}

TEST_CASE("the hash is FNV-1a with 64 bits", "[CFG]") {
  // Test vectors: draft-eastlake-fnv, appendix C.
  CHECK(sim::config_hash("") == "cbf29ce484222325");
  CHECK(sim::config_hash("a") == "af63dc4c8601ec8c");
  CHECK(sim::config_hash("foobar") == "85944171f73967e8");
}

TEST_CASE("the hash depends on values and not on how the file is written", "[CFG]") {
  const std::string text = good_config();
  std::string other = "# a comment\n" + text;
  other.replace(other.find("800 MHz"), 7, "0.8 GHz");
  CHECK(sim::to_yaml(chip_from(other)) == sim::to_yaml(chip_from(text)));
}
