#include "tests/workloads/shipped_support.hpp"

using namespace systole::workloads;

namespace {

void check_counts(const std::string& file, std::int64_t parameters, std::int64_t macs) {
  const Network network = shipped(file);
  CHECK(parameter_count(network) == parameters);
  CHECK(mac_count(network) == macs);
}

}  // namespace

TEST_CASE("SignalCNN1D maps [1, 1, 128] to [1, 5] with 9,253 parameters", "[shipped][A1][T5]") {
  check_counts("signal_cnn_1d.yaml", 9'253, 1'128'768);
  CHECK(shipped("signal_cnn_1d.yaml").shape("fc") == Shape{1, 5});
}

TEST_CASE("TinyCNN2D maps [1, 3, 32, 32] to [1, 10] with 94,538 parameters and 448 of its norms", "[shipped][A2][T5]") {
  check_counts("tiny_cnn_2d.yaml", 94'538 + 448, 10'323'200);
  const Network network = shipped("tiny_cnn_2d.yaml");
  CHECK(network.shape("fc") == Shape{1, 10});
  CHECK(2 * mac_count(network, network.layers()[0]) == 1'769'472);
}

TEST_CASE("AlexNet with groups has 60,965,224 parameters", "[shipped]") {
  check_counts("alexnet.yaml", 60'965'224, 724'406'816);
}

TEST_CASE("ResNets have the parameters and products of their published models", "[shipped]") {
  check_counts("resnet18.yaml", 11'689'512, 1'814'073'344);
  check_counts("resnet50.yaml", 25'557'032, 4'089'184'256);
}

TEST_CASE("MobileNet v1 has 4,231,976 parameters", "[shipped]") {
  check_counts("mobilenet_v1.yaml", 4'231'976, 568'740'352);
}

TEST_CASE("ViT-S/16 has 22,050,664 parameters", "[shipped]") {
  const std::int64_t block = 197LL * 384 * (3 * 384 + 384 + 2 * 1536) + 2LL * 197 * 197 * 384;
  check_counts("vit_s.yaml", 22'050'664, 196LL * 768 * 384 + 12 * block + 384 * 1000);
}

TEST_CASE("DARTS files give the figures of the authors' code", "[shipped][Q18]") {
  check_counts("darts_v1.yaml", 3'169'414, 500'987'520);
  check_counts("darts_v2.yaml", 3'349'342, 528'359'040);
  check_counts("darts_q.yaml", 2'835'910, 452'437'632);
  check_counts("darts_search.yaml", 1'930'618, 300'255'744);
}

TEST_CASE("JiT files give the published totals at 198 forwards an image", "[shipped][J26][J27]") {
  check_counts("jit_b16.yaml", 131'320'320, 25'222'840'320);
  check_counts("jit_l16.yaml", 459'139'808, 87'944'331'264);
  check_counts("jit_h16.yaml", 952'842'048, 181'945'909'248);
  for (const std::string size : {"b", "l", "h", "g"}) {
    for (const std::string patch : {"16", "32"}) {
      const Network all = shipped("jit_" + size + patch + ".yaml");
      const Network ffn = shipped("jit_" + size + patch + "_ffn.yaml");
      CHECK(all.forwards() == 198);
      CHECK(ffn.forwards() == 198);
      CHECK(mac_count(ffn) == mac_count(shipped("jit_" + size + "16_ffn.yaml")));
    }
  }
  // An image of JiT-B costs 3.109 T multiply-accumulates in its FFNs.
  const Network ffn = shipped("jit_b16_ffn.yaml");
  CHECK(mac_count(ffn) * ffn.forwards() == 15'703'474'176 * 198);
}
