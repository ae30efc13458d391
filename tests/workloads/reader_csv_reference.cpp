// SCALE-Sim's own topology files (data/scalesim); sizes by its formula, worked out by hand.
#include "tests/support/source_root.hpp"
#include "tests/workloads/network_support.hpp"
#include "workloads/readers/scalesim_csv.hpp"

using namespace systole::workloads;

namespace {

Network read(const std::string& name) {
  return read_scalesim_csv(systole::tests::source_root() + "/tests/workloads/data/scalesim/" + name + ".csv");
}

}  // namespace

TEST_CASE("SCALE-Sim's AlexNet: conv1 is a GEMM of 3025 x 363 x 96", "[reader][D1]") {
  const Network network = read("alexnet");
  CHECK(network.name() == "alexnet");
  CHECK(network.layers().size() == 5);
  CHECK(mac_count(network, network.layers()[0]) == 3025LL * 363 * 96);
  CHECK(network.shape("Conv2") == Shape{1, 256, 23, 23});
  CHECK(network.notes().size() == 1);
}

TEST_CASE("SCALE-Sim's GPT-2 GEMMs", "[reader][D1]") {
  const Network network = read("gpt2");
  CHECK(network.layers().size() == 6);
  CHECK(network.layers()[4].name == "PW-FF-L1");
  CHECK(mac_count(network) == 1024LL * (1024 * 64 + 64 * 1024 + 4800 * 1600 + 1600 * 1600 + 2 * 3072 * 1600));
}

TEST_CASE("SCALE-Sim's ViT GEMMs end in a blank line", "[reader][D1]") {
  const Network network = read("vit_s_gemm");
  CHECK(network.layers().size() == 5);
  CHECK(mac_count(network) == 196LL * (192 * 384 + 2 * 1176 * 64 + 2 * 1536 * 384));
}

TEST_CASE("SCALE-Sim's MobileNet: rows with one filter are no depthwise layers without DP", "[reader][D1]") {
  const Network network = read("mobilenet");
  CHECK(network.layers().size() == 27);
  CHECK(network.shape("Conv1") == Shape{1, 32, 112, 112});
  CHECK(network.shape("Conv2") == Shape{1, 1, 110, 110});
}

TEST_CASE("SCALE-Sim's ResNet-50 has extra columns and a row of commas", "[reader][D1][T13]") {
  const Network network = read("resnet50_head");
  CHECK(network.layers().size() == 6);
  CHECK(network.shape("Conv1") == Shape{1, 64, 110, 110});
  CHECK(network.notes().front() == "columns that are not read: Eh, Ew, e2");
}

TEST_CASE("SCALE-Sim's U-Net starts with a byte order mark", "[reader][D1]") {
  const Network network = read("unet_bom");
  CHECK(network.layers().size() == 18 + 1);
  CHECK(network.shape("Conv1a") == Shape{1, 64, 2046, 2046});
  CHECK(network.notes().empty());
}

TEST_CASE("SCALE-Sim's DeepBench rows are not square", "[reader][D1]") {
  const Network network = read("deepbench_head");
  CHECK(network.shape("DeepSpeech_1.ifmap") == Shape{1, 1, 700, 161});
  CHECK(network.shape("DeepSpeech_1") == Shape{1, 32, 341, 79});
  CHECK(network.shape("DeepSpeech_4") == Shape{1, 32, 167, 38});
}
