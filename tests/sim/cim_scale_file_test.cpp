// Static scales of CIM feed-forward blocks as files: what was written is read, in every format, and what is broken is
// told with its place.
#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <bit>
#include <cmath>
#include <random>

#include "sim/cim/scale_file.hpp"
#include "tests/sim/accuracy_support.hpp"
#include "tests/support/garbage.hpp"

using namespace systole;
using namespace systole::tests;
using models::CimBlockScales;
using models::UserError;

namespace {

const std::string kOneBlock =
    "blocks.3.mlp.w12_act: 0.01\n"
    "blocks.3.mlp.w12_acc: 0.05\n"
    "blocks.3.mlp.w3_act: 2e-2\n"
    "blocks.3.mlp.w3_acc: [100, 200]\n";
const CimBlockScales kScales{{0.01, {0.05, 0.05, false}}, {0.02, {100, 200, true}}};

class Reader {
 public:
  /// The complaint, or "" for scales that were read. Anything but a DocumentError fails the test.
  std::string read(const std::string& text, const std::string& name = "scales.yaml") {
    write_text(directory_ / name, text);
    try {
      last_ = sim::read_cim_scales(directory_ / name);
      return "";
    } catch (const workloads::DocumentError& error) {
      place_ = error.diagnostic().place;
      return error.what();
    }
  }
  std::string read_arrays(const workloads::TensorMap& arrays) {
    write_npz(directory_ / "scales.npz", arrays);
    try {
      last_ = sim::read_cim_scales(directory_ / "scales.npz");
      return "";
    } catch (const UserError& error) {
      return error.what();
    }
  }
  const sim::CimScaleFile& last() const { return last_; }
  const workloads::Place& place() const { return place_; }

 private:
  TemporaryDirectory directory_;
  sim::CimScaleFile last_;
  workloads::Place place_;
};

std::string with(const std::string& line) {
  return kOneBlock + line + '\n';
}

std::string without(const std::string& entry) {
  std::string text = kOneBlock;
  const std::size_t begin = text.find("blocks.3.mlp." + entry);
  return text.erase(begin, text.find('\n', begin) + 1 - begin);
}

workloads::TensorMap one_block() {
  workloads::TensorMap arrays;
  arrays["blocks.3.mlp.w12_act"] = array_of<double>({}, {0.01});
  arrays["blocks.3.mlp.w12_acc"] = array_of<double>({1}, {0.05});
  arrays["blocks.3.mlp.w3_act"] = array_of<double>({}, {0.02});
  arrays["blocks.3.mlp.w3_acc"] = array_of<std::int64_t>({2}, {100, 200});
  return arrays;
}

}  // namespace

TEST_CASE("Scales of CIM blocks are read from YAML, JSON and arrays alike", "[J19][J12]") {
  Reader reader;
  const std::string json =
      "{\n\t\"module.blocks.3.mlp.w12_act\": 0.01,\n\t\"net.blocks.3.mlp.w12_acc\": 5e-2,\n"
      "\t\"module.net.blocks.3.mlp.w3_act\": 0.02, \"blocks.3.mlp.w3_acc\": [100.0, 2E2]}\n";
  workloads::TensorMap wrapped;
  for (auto& [name, array] : one_block()) wrapped["net.module." + name] = array;
  REQUIRE(reader.read(kOneBlock) == "");
  CHECK(reader.last().blocks.at(3) == kScales);
  REQUIRE(reader.read(json, "scales.json") == "");
  CHECK(reader.last().blocks.at(3) == kScales);
  REQUIRE(reader.read_arrays(one_block()) == "");
  CHECK(reader.last().blocks.at(3) == kScales);
  REQUIRE(reader.read_arrays(wrapped) == "");
  CHECK(reader.last().blocks.at(3) == kScales);
}

TEST_CASE("Scales of CIM blocks come back from their file bit for bit", "[J19]") {
  Reader reader;
  const bool holds = rc::check("any positive finite numbers", [&] {
    const auto positive = [] {
      // Any bits without the sign; infinities and NaNs are bent back.
      const auto bits = *rc::gen::inRange<std::uint64_t>(1, std::uint64_t{0x7FF} << 52U);
      return std::bit_cast<double>(bits);
    };
    sim::CimScaleFile file;
    for (int blocks = *rc::gen::inRange(1, 4); blocks > 0; --blocks) {
      CimBlockScales& scales = file.blocks[*rc::gen::inRange(0, 1000)];
      for (models::CimScales* layer : {&scales.w12, &scales.w3}) {
        layer->activation = positive();
        const bool is_pair = *rc::gen::arbitrary<bool>();
        const double msb = positive();
        layer->accumulator = {msb, is_pair ? positive() : msb, is_pair};
      }
    }
    file.origin = {{"data", "a \"quoted\": name # of 0"}, {"seed", "7"}, {"note", "null"}};
    file.says_noise_free = true;
    RC_ASSERT(reader.read(sim::cim_scales_yaml(file)).empty());
    RC_ASSERT(reader.last() == file);
  });
  CHECK(holds);
}

TEST_CASE("An entry that is missing, unknown, twice there or no scale is told with its place", "[J19][X4]") {
  Reader reader;
  const auto complains = [&](const std::string& text, const std::string& what, int line, int column) {
    CAPTURE(text);
    CHECK_THAT(reader.read(text), Catch::Contains(what));
    CHECK(reader.place().line == line);
    CHECK(reader.place().column == column);
  };
  complains(without("w3_act"), "no 'blocks.3.mlp.w3_act'", 1, 1);
  complains(with("blocks.3.mlp.w12_atc: 1"), "did you mean 'blocks.3.mlp.w12_act'", 5, 1);
  complains(with("blocks.3.attn.qkv: 1"), "unknown entry 'blocks.3.attn.qkv'", 5, 1);
  complains(with("sead: 1"), "did you mean 'seed'", 5, 1);
  complains(with("blocks.x.mlp.w3_act: 1"), "unknown entry", 5, 1);
  complains(with("blocks.99999999999999999999.mlp.w3_act: 1"), "unknown entry", 5, 1);
  complains(with("net.blocks.3.mlp.w3_act: 1"), "the same entry", 5, 26);
  complains(with("blocks.4.mlp.w3_acc: [1, 2, 3]"), "has 3 numbers", 5, 22);
  complains(with("blocks.4.mlp.w3_act: [1, 2]"), "an activation has one scale", 5, 22);
  complains("blocks.0.mlp.w3_acc: [1, -2]", "above 0 and finite", 1, 26);
  complains("a: 1", "unknown entry 'a'", 1, 1);
  complains("msb_noise_sigma_lsb: 0", "there are no scales", 1, 1);
  for (const std::string value : {"0", "-1", "inf", "nan", ".nan", "1e999", "one", "'1'", "~", "[]", "{}", "[[1]]"}) {
    CAPTURE(value);
    CHECK_FALSE(reader.read("blocks.0.mlp.w12_act: " + value).empty());
    CHECK(reader.place().line == 1);
  }
}

TEST_CASE("An array that is missing, unknown or no scale is told by its name", "[J19][X4]") {
  Reader reader;
  const auto changed = [](const std::string& name, const workloads::Tensor& tensor) {
    workloads::TensorMap arrays = one_block();
    arrays[name] = tensor;
    return arrays;
  };
  workloads::TensorMap lacks = one_block();
  lacks.erase("blocks.3.mlp.w3_act");
  CHECK_THAT(reader.read_arrays(lacks), Catch::Contains("no array 'blocks.3.mlp.w3_act'"));
  CHECK_THAT(reader.read_arrays(changed("blocks.3.mlp.w3_atc", array_of<double>({}, {1}))),
             Catch::Contains("did you mean 'blocks.3.mlp.w3_act'"));
  CHECK_THAT(reader.read_arrays(changed("blocks.3.mlp.w3_acc", array_of<double>({3}, {1, 2, 3}))),
             Catch::Contains("array 'blocks.3.mlp.w3_acc'") && Catch::Contains("3 numbers"));
  CHECK_THAT(reader.read_arrays(changed("blocks.3.mlp.w3_acc", array_of<double>({1, 1}, {1}))),
             Catch::Contains("its shape is 1x1"));
  for (const double value : {0.0, -1.0, std::nan(""), HUGE_VAL})
    CHECK_THAT(reader.read_arrays(changed("blocks.3.mlp.w3_act", array_of<double>({}, {value}))),
               Catch::Contains("above 0 and finite"));
  CHECK_THAT(reader.read_arrays(changed("epoch", array_of<double>({}, {1}))), Catch::Contains("'epoch'"));
}

TEST_CASE("A file that says it was calibrated with noise is refused, whatever its format", "[J22]") {
  Reader reader;
  REQUIRE(reader.read(with("msb_noise_sigma_lsb: 0.0")) == "");
  CHECK(reader.last().says_noise_free);
  REQUIRE(reader.read(kOneBlock) == "");
  CHECK_FALSE(reader.last().says_noise_free);
  CHECK_THAT(reader.read(with("msb_noise_sigma_lsb: 5")), Catch::Contains("calibrated with noise"));
  CHECK_THAT(reader.read(with("net.ffn_msb_noise_sigma_lsb: 0.5")), Catch::Contains("calibrated with noise"));
  workloads::TensorMap arrays = one_block();
  arrays["msb_noise_sigma_lsb"] = array_of<double>({}, {0});
  CHECK(reader.read_arrays(arrays) == "");
  arrays["msb_noise_sigma_lsb"] = array_of<double>({}, {2});
  CHECK_THAT(reader.read_arrays(arrays), Catch::Contains("calibrated with noise"));
}

TEST_CASE("A block that a file of scales lacks is named with those that it has", "[J19]") {
  const sim::CimScaleFile file{{{3, kScales}, {5, kScales}}, {}, true};
  CHECK(sim::scales_of_block(file, "s.yaml", 5) == kScales);
  CHECK_THROWS_WITH(sim::scales_of_block(file, "s.yaml", 4),
                    Catch::Contains("s.yaml: there are no scales of block 4; it has those of 3, 5"));
}

TEST_CASE("No damage to a file of CIM scales does more than a complaint with a place", "[J19][X4]") {
  Reader reader;
  std::mt19937_64 random{12};
  int refused = 0;
  constexpr int kRounds = 300;
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = mutated(with("msb_noise_sigma_lsb: 0\nmethod: entropy"), random);
    CAPTURE(round, text);
    const std::string complaint = reader.read(text);
    if (complaint.empty()) continue;
    ++refused;
    CHECK(complaint.find("error[C") != std::string::npos);
  }
  CHECK(refused > kRounds / 2);
  CHECK(refused < kRounds);
}
