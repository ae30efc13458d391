#include "tests/workloads/network_support.hpp"
#include "workloads/generators/jit.hpp"

using namespace systole::workloads;

namespace {

Network generate(const std::string& model, JitOptions::Part part) {
  JitOptions options;
  options.model = model;
  options.part = part;
  return generate_jit(options);
}

/// MACs of everything but the FFNs, written out: T tokens in the first `start` blocks, T + 32 in the others.
std::int64_t macs_around_ffn(const JitModel& m) {
  const std::int64_t d = m.width;
  const std::int64_t pixels = 3 * m.patch * m.patch;
  std::int64_t macs = 256 * pixels * m.bottleneck + 256 * m.bottleneck * d;
  macs += 256 * d + d * d;
  macs += d * 2 * d + 256 * d * pixels;
  for (std::int64_t block = 0; block < m.blocks; ++block) {
    const std::int64_t t = block < m.start ? 256 : 288;
    macs += d * 6 * d + t * d * 3 * d + 2 * t * t * d + t * d * d;
  }
  return macs;
}

std::int64_t macs_of_ffn(const JitModel& m) {
  const std::int64_t tokens = m.start * 256 + (m.blocks - m.start) * 288;
  return tokens * 3 * m.width * m.hidden();
}

}  // namespace

TEST_CASE("the hidden width of SwiGLU is int(int(4 d) 2 / 3)", "[generator][J17]") {
  CHECK(jit_model("B/16").hidden() == 2048);
  CHECK(jit_model("L/16").hidden() == 2730);
  CHECK(jit_model("H/32").hidden() == 3413);
  CHECK(jit_model("G/16").hidden() == 4437);
}

TEST_CASE("JiT has the published multiply-accumulates and parameters", "[generator][J26]") {
  struct Published {
    const char* model;
    std::int64_t macs;
    std::int64_t parameters;
  };
  const auto published =
      GENERATE(Published{"B/16", 25'222'840'320, 131'320'320}, Published{"L/16", 87'944'331'264, 459'139'808},
               Published{"H/16", 181'945'909'248, 952'842'048});
  const Network network = generate(published.model, JitOptions::Part::all);
  CHECK(mac_count(network) == published.macs);
  CHECK(parameter_count(network) == published.parameters);
}

TEST_CASE("the FFN part of JiT has exactly the FFN's multiply-accumulates", "[generator][J17]") {
  CHECK(mac_count(generate("B/16", JitOptions::Part::ffn)) == 15'703'474'176);
  CHECK(mac_count(generate("L/16", JitOptions::Part::ffn)) == 55'820'943'360);
  CHECK(mac_count(generate("H/16", JitOptions::Part::ffn)) == 116'590'264'320);
}

TEST_CASE("every JiT model follows the sum over its layers", "[generator][J26]") {
  for (const JitModel& model : jit_models()) {
    const std::int64_t ffn = macs_of_ffn(model);
    CHECK(model.tokens() == 256);
    CHECK(mac_count(generate(model.name, JitOptions::Part::ffn)) == ffn);
    CHECK(mac_count(generate(model.name, JitOptions::Part::all)) == ffn + macs_around_ffn(model));
  }
}

TEST_CASE("a JiT block multiplies what its formulas say", "[generator][J26]") {
  const Network network = generate("B/16", JitOptions::Part::all);
  const auto macs = [&](const std::string& name) {
    for (const Layer& layer : network.layers()) {
      if (layer.name == name) {
        return mac_count(network, layer);
      }
    }
    FAIL("no layer " << name);
    return std::int64_t{0};
  };
  CHECK(macs("patch_embed1") == 256 * 768 * 128);
  CHECK(macs("block3.qkv") == 256 * 768 * 2304);
  CHECK(macs("block4.qkv") == 288 * 768 * 2304);
  CHECK(macs("block4.qk") == 12 * 288 * 64 * 288);
  CHECK(macs("block4.av") == 12 * 288 * 288 * 64);
  CHECK(macs("block4.w12") == 288LL * 768 * 4096);
  CHECK(macs("block4.w3") == 288 * 2048 * 768);
  CHECK(macs("block0.adaln") == 768 * 4608);
  CHECK(macs("final.pixels") == 256 * 768 * 768);
}

TEST_CASE("the in-context tokens join before block start and leave before the final layer", "[generator][J26]") {
  const Network network = generate("L/16", JitOptions::Part::all);
  CHECK(network.shape("block7.ffn_sum") == Shape{1, 256, 1024});
  CHECK(network.shape("tokens_in_context") == Shape{1, 288, 1024});
  CHECK(network.shape("block23.ffn_sum") == Shape{1, 288, 1024});
  CHECK(network.shape("final.pixels") == Shape{1, 256, 768});
  CHECK(network.layers().back().name == "final.pixels");
}

TEST_CASE("a batch of JiT multiplies the work and not the parameters", "[generator][J26]") {
  JitOptions options;
  options.batch = 3;
  const Network network = generate_jit(options);
  CHECK(network.inputs()[0].second == Shape{3, 3, 256, 256});
  CHECK(network.inputs()[1].second == Shape{3, 256});
  CHECK(network.inputs()[2].second == Shape{3});
  CHECK(mac_count(network) == 3 * 25'222'840'320);
  CHECK(parameter_count(network) == 131'320'320);
  CHECK(network.forwards() == 198);
}

TEST_CASE("the FFN part has nothing but FFN layers and the concat of the in-context tokens", "[generator][J17]") {
  const Network network = generate("B/16", JitOptions::Part::ffn);
  CHECK(network.layers().size() == 12 * 6 + 1);
  std::size_t linear = 0;
  for (const Layer& layer : network.layers()) {
    linear += layer.kind == LayerKind::linear ? 1U : 0U;
  }
  CHECK(linear == 24);
  CHECK(network.shape("block0.w12") == Shape{1, 256, 4096});
  CHECK(network.shape("block4.swiglu") == Shape{1, 288, 2048});
  CHECK(network.shape("block11.w3") == Shape{1, 288, 768});
}

TEST_CASE("every tensor of JiT is read but the last", "[generator][J26]") {
  for (const JitOptions::Part part : {JitOptions::Part::all, JitOptions::Part::ffn}) {
    const Network network = generate("B/16", part);
    const auto consumers = network.consumers();
    for (std::size_t i = 0; i + 1 < consumers.size(); ++i) {
      CHECK_FALSE(consumers[i].empty());
    }
  }
}

TEST_CASE("networks are named after model and part", "[generator][J26]") {
  CHECK(generate("B/16", JitOptions::Part::all).name() == "jit_b16");
  CHECK(generate("G/32", JitOptions::Part::ffn).name() == "jit_g32_ffn");
}
