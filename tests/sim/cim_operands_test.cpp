// Weights and activations of feed-forward blocks from files, by the network's names and by the source's.
#include <algorithm>
#include <cmath>
#include <functional>

#include "models/cim/weights.hpp"
#include "tests/models/cim_support.hpp"
#include "tests/sim/cim_study_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

workloads::TensorMap weight_arrays(const std::vector<sim::FfnBlock>& blocks, bool of_source) {
  workloads::TensorMap arrays;
  for (const sim::FfnBlock& block : blocks) {
    const sim::FfnWeights weights = sim::draw_ffn_weights(block, 9);
    const auto name = [&](const char* layer, const char* part) {
      return (of_source ? "module.net." : "") + sim::ffn_array_names(block, layer, part)[of_source ? 1 : 0];
    };
    arrays[name("w12", "weight")] = array_of<float>({192, 64}, weights.w12);
    arrays[name("w3", "weight")] = array_of<float>({64, 96}, weights.w3);
    if (block.bias12) arrays[name("w12", "bias")] = array_of<float>({192}, weights.b12);
    if (block.bias3) arrays[name("w3", "bias")] = array_of<float>({64}, weights.b3);
  }
  return arrays;
}

struct Files {
  std::filesystem::path write(const workloads::TensorMap& arrays) const {
    write_npz(directory / "w.npz", arrays);
    return directory / "w.npz";
  }
  TemporaryDirectory directory;
};

}  // namespace

TEST_CASE("Weights come by the network's names or by those of the source's checkpoints", "[J19][J23]") {
  const Files files;
  const std::vector<sim::FfnBlock> blocks = sim::ffn_blocks(small_ffn());
  for (const bool of_source : {false, true}) {
    workloads::TensorMap arrays = weight_arrays(blocks, of_source);
    arrays["final_layer.weight"] = array_of<float>({1}, {1});
    const sim::FfnArrays file{files.write(arrays)};
    CHECK(file.check_names(sim::ffn_weight_names(blocks)) == 1);
    for (const sim::FfnBlock& block : blocks) {
      const sim::FfnWeights drawn = sim::draw_ffn_weights(block, 9);
      const sim::FfnWeights read = sim::read_ffn_weights(file, block);
      CHECK(read.w12 == drawn.w12);
      CHECK(read.b12 == drawn.b12);
      CHECK(read.w3 == drawn.w3);
      CHECK(read.b3 == drawn.b3);
    }
  }
}

TEST_CASE("A file of dequantised weights, codes times a scale, gives the same codes again", "[J23]") {
  const Files files;
  const sim::FfnBlock block = sim::ffn_blocks(small_ffn())[0];
  for (const int bits : {7, 8}) {
    const models::CimWeightConfig config{bits};
    const sim::FfnWeights drawn = sim::draw_ffn_weights(block, 9);
    const models::CimWeights once = quantize_weights(config, 192, 64, drawn.w12);
    std::vector<float> stored;
    for (const std::int16_t code : once.codes) stored.push_back(static_cast<float>(code * once.scales[0]));
    workloads::TensorMap arrays = weight_arrays({block}, true);
    arrays["module.net.blocks.0.mlp.w12.weight"] = array_of<float>({192, 64}, stored);
    const sim::FfnWeights read = sim::read_ffn_weights(sim::FfnArrays{files.write(arrays)}, block);
    const models::CimWeights again = quantize_weights(config, 192, 64, read.w12);
    CHECK(again.codes == once.codes);
    CHECK(again.scales[0] == Approx(once.scales[0]).epsilon(1e-6));
  }
}

TEST_CASE("Weights that are missing, of another shape or no numbers are refused by name", "[J19][X4]") {
  const Files files;
  const std::vector<sim::FfnBlock> blocks = sim::ffn_blocks(small_ffn());
  const auto complaint = [&](const std::function<void(workloads::TensorMap&)>& change) -> std::string {
    workloads::TensorMap arrays = weight_arrays(blocks, false);
    change(arrays);
    try {
      const sim::FfnArrays file{files.write(arrays)};
      file.check_names(sim::ffn_weight_names(blocks));
      for (const sim::FfnBlock& block : blocks) sim::read_ffn_weights(file, block);
      return "none";
    } catch (const models::UserError& error) {
      return error.what();
    }
  };
  const auto set = [&](const std::string& name, const workloads::Tensor& tensor) {
    return complaint([&](workloads::TensorMap& arrays) { arrays[name] = tensor; });
  };
  CHECK(complaint([](workloads::TensorMap&) {}) == "none");
  CHECK_THAT(complaint([](workloads::TensorMap& arrays) { arrays.erase("b1.w3.bias"); }),
             Catch::Contains("no array 'b1.w3.bias' (or 'blocks.1.mlp.w3.bias')"));
  CHECK_THAT(set("b1.w3.bias", array_of<float>({63}, std::vector<float>(63))), Catch::Contains("its shape is 63"));
  CHECK_THAT(set("b1.w3.bias", array_of<std::int8_t>({64}, std::vector<std::int8_t>(64))), Catch::Contains("integers"));
  CHECK_THAT(set("b1.w3.bias", array_of<float>({64}, std::vector<float>(64, NAN))), Catch::Contains("not finite"));
  CHECK_THAT(set("b1.w3.baas", array_of<float>({1}, {1})), Catch::Contains("did you mean 'b1.w3.bias'"));
  CHECK_THAT(set("blocks.7.mlp.w3.bias", array_of<float>({1}, {1})), Catch::Contains("no block has such an array"));
  CHECK_THAT(set("net.blocks.1.mlp.w3.bias", array_of<float>({64}, std::vector<float>(64))),
             Catch::Contains("it is there again"));
}

TEST_CASE("Activations are read in samples of as many tokens as a run has", "[J21][J24]") {
  const Files files;
  const std::vector<sim::FfnBlock> blocks = sim::ffn_blocks(small_ffn());
  std::vector<float> values(100 * 64);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  const std::vector<float> own(2 * 3 * 64, 7);
  const sim::FfnData data = sim::FfnData::read(
      files.write({{"x", array_of<float>({100, 64}, values)}, {"blocks.1.mlp.x", array_of<float>({2, 3, 64}, own)}}),
      blocks);
  CHECK(data.samples(blocks[0]) == 3);
  CHECK(data.sample(blocks[0], 1).front() == 48 * 64);
  CHECK(data.sample(blocks[0], 2).size() == 4 * 64);
  CHECK(data.tokens(blocks[0], {}).size() == 48 * 64);
  CHECK(data.tokens(blocks[0], 0) == values);
  CHECK(data.tokens(blocks[0], 50).size() == 50 * 64);
  CHECK(data.tokens(blocks[0], 1000) == values);
  CHECK(data.tokens(blocks[1], {}) == own);
  const auto complaint = [&](const workloads::TensorMap& arrays) -> std::string {
    try {
      sim::FfnData::read(files.write(arrays), blocks);
      return "none";
    } catch (const models::UserError& error) {
      return error.what();
    }
  };
  CHECK_THAT(complaint({{"x", array_of<float>({3, 63}, std::vector<float>(189))}}), Catch::Contains("[tokens, 64]"));
  CHECK_THAT(complaint({{"b0.w12.x", array_of<float>({3, 64}, std::vector<float>(192))}}),
             Catch::Contains("no array 'b1.w12.x', nor 'x'"));
  CHECK_THAT(complaint({{"images", array_of<float>({3, 64}, std::vector<float>(192))}}),
             Catch::Contains("arrays are x"));
}

// 131,072 values: the variance of a Laplace distribution's square is 20 b⁴, its standard error here 0.6 %.
TEST_CASE("Drawn activations have variance 1 and their distribution's tails, and each sample is another", "[J24]") {
  const sim::FfnBlock block = sim::ffn_blocks(small_ffn(2048))[0];
  const auto share_beyond = [](const std::vector<float>& values, double bound) {
    const auto beyond = std::count_if(values.begin(), values.end(), [&](float x) { return std::abs(x) > bound; });
    return static_cast<double>(beyond) / static_cast<double>(values.size());
  };
  const auto draw = [&](sim::CimDistribution distribution, std::int64_t sample = 0) {
    return sim::FfnData::draw(distribution, 1).sample(block, sample);
  };
  const std::vector<float> gauss = draw(sim::CimDistribution::gauss);
  const std::vector<float> laplace = draw(sim::CimDistribution::laplace);
  CHECK(rms({gauss.begin(), gauss.end()}) == Approx(1).epsilon(0.015));
  CHECK(rms({laplace.begin(), laplace.end()}) == Approx(1).epsilon(0.02));
  CHECK(share_beyond(gauss, 2) == Approx(0.0455).epsilon(0.08));
  CHECK(share_beyond(laplace, 2) == Approx(std::exp(-2 * std::sqrt(2))).epsilon(0.08));
  const std::vector<float> outliers = draw(sim::CimDistribution::outliers);
  for (std::size_t i = 0; i < 200; ++i) CHECK(outliers[i] == (i % 64 == 0 ? 20 : 1) * gauss[i]);
  CHECK(draw(sim::CimDistribution::gauss, 1) != gauss);
  CHECK(draw(sim::CimDistribution::gauss) == gauss);
}
