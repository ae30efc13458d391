// Scales as files: what was written is read, and what is broken is told with its line, whatever it is.
#include <catch2/catch.hpp>
#include <random>

#include "sim/inference/scales_file.hpp"
#include "tests/sim/inference_support.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

workloads::Network signals() {
  return workloads::read_network(sim::find_file(sim::Shelf::workloads, "signal_cnn_1d"));
}

sim::Scales drawn_scales(const workloads::Network& network) {
  const models::OneThread one_thread;
  const sim::DataSet data = sim::DataSet::draw(network, 2, 3);
  sim::CalibrationRequest request;
  request.rules = sim::QuantRules{{"conv2:weights.span=full", "fc:weights.granularity=per_tensor"}};
  return sim::calibrate(chip_of(), network, sim::NetworkWeights::draw(network, 1), data, request);
}

class Reader {
 public:
  /// "" for scales that were read, else the complaint. Anything but a DocumentError fails the test.
  std::string read(const std::string& text) {
    write_text(file(), text);
    try {
      last_ = sim::read_scales(file(), network_);
      return "";
    } catch (const workloads::DocumentError& error) {
      line_ = error.diagnostic().place.line;
      return error.what();
    }
  }
  int line() const { return line_; }
  const sim::Scales& last() const { return last_; }
  const workloads::Network& network() const { return network_; }

 private:
  std::filesystem::path file() const { return directory_ / "scales.yaml"; }
  TemporaryDirectory directory_;
  workloads::Network network_ = signals();
  sim::Scales last_;
  int line_ = 0;
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string at_first_scale(const std::string& text, const std::string& value) {
  const std::size_t at = text.find("scale: ", text.find("activations")) + 7;
  return text.substr(0, at) + value + text.substr(text.find(',', at));
}

}  // namespace

TEST_CASE("scales come back from their file bit for bit", "[S10][J19]") {
  Reader reader;
  const sim::Scales scales = drawn_scales(reader.network());
  CHECK(reader.read(sim::scales_yaml(scales)).empty());
  CHECK(reader.last() == scales);
  // Names and scales of every size.
  sim::Scales odd = scales;
  odd.activations["x"].scale = 4.9e-324;
  odd.activations["relu1"].scale = 1.7976931348623157e308;
  odd.activations["relu2"].scale = 0.1;
  odd.activations["no/such:layer-1."] = odd.activations["x"];
  odd.activations["y"] = odd.activations["12"] = odd.activations["null"] = odd.activations["x"];
  odd.rules = {"*:weights.bits=8", "a\"b\\c"};
  odd.data = "16 of \"a\\b\" samples: # none";
  CHECK(reader.read(sim::scales_yaml(odd)).empty());
  CHECK(reader.last() == odd);
}

TEST_CASE("a scale that is none, a code that is none and a noisy calibration are refused with their line",
          "[J22][X4]") {
  Reader reader;
  const std::string text = sim::scales_yaml(drawn_scales(reader.network()));
  for (const std::string value :
       {"0", "-1", ".nan", ".inf", "nan", "inf", "1e999", "one", "''", "[1]", "~", "0x10", "1 2"}) {
    CAPTURE(value);
    CHECK_FALSE(reader.read(at_first_scale(text, value)).empty());
    CHECK(reader.line() > 0);
  }
  CHECK(reader.read(replaced(text, "noise: none", "noise: 5")).find("noise '5'") != std::string::npos);
  CHECK(reader.read(replaced(text, "scales: signal_cnn_1d", "scales: other")).find("'other'") != std::string::npos);
  CHECK_FALSE(reader.read(replaced(text, "bits: 8", "bits: 17")).empty());
  CHECK_FALSE(reader.read(replaced(text, "zero_point: ", "zero_point: 1000")).empty());
  CHECK(reader.read(replaced(text, "bits: 8", "bist: 8")).find("bits") != std::string::npos);
  CHECK_FALSE(reader.read(replaced(text, "activations:", "weights:")).empty());
  CHECK_FALSE(reader.read("").empty());
}

TEST_CASE("scales that do not cover the network are refused when it is built", "[S11][X4]") {
  const workloads::Network network = signals();
  Bench bench{chip_of(), network};
  bench.weights = sim::NetworkWeights::draw(network, 1);
  bench.scales = drawn_scales(network);
  const FloatVector x(128, 0.5F);
  CHECK_NOTHROW(run(bench, {{"x", x}}));
  const auto refused = [&](const char* what, auto change) {
    Bench changed = bench;
    change(changed.scales);
    CHECK_THROWS_WITH(run(changed, {{"x", x}}), Catch::Contains(what));
  };
  refused("'relu2'", [](sim::Scales& scales) { scales.activations.erase("relu2"); });
  refused("'conv2'", [](sim::Scales& scales) { scales.weights.erase("conv2"); });
  refused("31 channels", [](sim::Scales& scales) { scales.weights["conv2"].params.pop_back(); });
}

namespace {

/// Cuts and splinters at random places: a file is read or refused with a line. Returns how many were refused.
int damage(unsigned seed, int trials) {
  Reader reader;
  const std::string text = sim::scales_yaml(drawn_scales(reader.network()));
  const std::vector<std::string> splinters{"[",      "]",
                                           "{",      "}",
                                           ":",      ": ",
                                           "- ",     "\n",
                                           "\t",     "  ",
                                           "#",      "&a",
                                           "*a",     "!t ",
                                           "|",      ">",
                                           "'",      "\"",
                                           "\\",     "%",
                                           "~",      "0",
                                           "-1",     "1e99",
                                           ".nan",   "99999999999999999999",
                                           ",",      "<<: ",
                                           "\xFF",   "\x04",
                                           "---\n",  "null",
                                           "signed", "scale",
                                           "é"};
  std::mt19937 engine{seed};
  const auto number = [&](std::size_t below) {
    return std::uniform_int_distribution<std::size_t>{0, below - 1}(engine);
  };
  int refused = 0;
  for (int trial = 0; trial < trials; ++trial) {
    std::string damaged = text;
    for (std::size_t cuts = 1 + number(3); cuts > 0 && !damaged.empty(); --cuts) {
      const std::size_t at = number(damaged.size());
      if (number(2) == 0) damaged.erase(at, 1 + number(20));
      if (number(3) > 0) damaged.insert(std::min(at, damaged.size()), splinters[number(splinters.size())]);
    }
    CAPTURE(trial);
    const std::string complaint = reader.read(damaged);
    if (complaint.empty()) continue;
    ++refused;
    CHECK(reader.line() > 0);
  }
  return refused;
}

}  // namespace

TEST_CASE("no damage to a file of scales does more than a complaint with a line", "[X4]") {
  CHECK(damage(2024, 60) > 12);
}

TEST_CASE("no damage of thousands to a file of scales does more than a complaint with a line", "[X4][slow]") {
  CHECK(damage(2025, 4000) > 800);
}
