// The figures of a network's accuracy beside the same figures worked out from its outputs.
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/accuracy/ptq_sweep.hpp"
#include "sim/inference/float_network.hpp"
#include "sim/inference/folded_weights.hpp"
#include "tests/sim/accuracy_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

/// Sums over a stage's outputs, in doubles, one after another.
struct Sums {
  double signal = 0;
  double noise = 0;
  double most = 0;
  std::int64_t count = 0;
  std::int64_t within = 0;
  std::int64_t clipped = 0;

  void add(sim::Reals real, const sim::StageOutput& output) {
    for (std::size_t i = 0; i < real.size(); ++i) {
      const double r = real[i];
      const double error = static_cast<double>(output.values[i]) - r;
      signal += r * r;
      noise += error * error;
      most = std::max(most, std::fabs(error));
      ++count;
      const models::QuantParams& params = *output.params;
      within += std::fabs(error) <= params.scale * (1 + 1e-6) ? 1 : 0;
      const double code = std::nearbyint(r / params.scale) + params.zero_point;
      clipped += code < params.format.lowest() || code > params.format.highest() ? 1 : 0;
    }
  }
};

bool same(const models::QuantError& a, const models::QuantError& b) {
  return a.count == b.count && a.mse == b.mse && a.max_abs == b.max_abs && a.mean_abs == b.mean_abs &&
         a.sqnr_db == b.sqnr_db && a.cosine == b.cosine && a.within_one_step == b.within_one_step;
}

}  // namespace

TEST_CASE("SQNR, largest error, clipped share and share within a step are those of the outputs", "[B4][C7]") {
  const Asked asked{trained("signal_cnn_1d", {"activations.observer=percentile", "activations.percentile=99"})};
  constexpr std::int64_t kSamples = 5;
  const sim::NetworkAccuracy accuracy = asked.accuracy(kSamples);
  const std::vector<sim::Stage> stages = sim::stages_of(asked.setup.network);
  const models::OneThread one_thread;
  const sim::QuantizedNetwork network{asked.setup.chip.chip, asked.setup.network, asked.setup.weights, asked.scales,
                                      std::vector<sim::StageArithmetic>(stages.size(), sim::StageArithmetic::integer)};
  sim::FloatNetwork reference{asked.setup.network, asked.setup.weights};
  std::vector<Sums> sums(stages.size());
  std::int64_t right = 0;
  for (std::int64_t i = 0; i < kSamples; ++i) {
    std::map<std::size_t, std::vector<float>> real;
    reference.run(asked.setup.data.sample(i),
                  [&](std::size_t layer, sim::Reals values) { real[layer].assign(values.begin(), values.end()); });
    network.run(asked.setup.data.sample(i), [&](const sim::StageOutput& output) {
      sums[output.stage].add(real.at(stages[output.stage].last()), output);
      if (output.stage + 1 == stages.size()) {
        const auto best = std::max_element(output.values.begin(), output.values.end()) - output.values.begin();
        right += best == asked.setup.data.labels(i).front() ? 1 : 0;
      }
    });
  }
  bool any_clipped = false;
  for (std::size_t s = 0; s < stages.size(); ++s) {
    const sim::StageAccuracy& stage = accuracy.stages[s];
    CAPTURE(stage.stage);
    CHECK(stage.error.count == sums[s].count);
    CHECK(stage.error.sqnr_db == Approx(10 * std::log10(sums[s].signal / sums[s].noise)).epsilon(1e-9));
    CHECK(stage.error.max_abs == Approx(sums[s].most).epsilon(1e-12));
    CHECK(stage.error.within_one_step ==
          Approx(static_cast<double>(sums[s].within) / static_cast<double>(sums[s].count)).margin(1e-3));
    CHECK(stage.clipped ==
          Approx(static_cast<double>(sums[s].clipped) / static_cast<double>(sums[s].count)).margin(1e-12));
    any_clipped = any_clipped || stage.clipped > 0;
  }
  CHECK(any_clipped);  // a percentile of 99 leaves values out
  REQUIRE(accuracy.top1.has_value());
  CHECK(*accuracy.top1 == Approx(static_cast<double>(right) / kSamples));
}

TEST_CASE("no figure depends on the number of threads, to the last bit", "[B4]") {
  const Asked asked{trained("signal_cnn_1d")};
  const sim::NetworkAccuracy one = asked.accuracy(24, 1);
  for (const std::int64_t workers : {2, 3, 7}) {
    const sim::NetworkAccuracy more = asked.accuracy(24, workers);
    CAPTURE(workers);
    REQUIRE(more.stages.size() == one.stages.size());
    for (std::size_t i = 0; i < one.stages.size(); ++i) {
      CHECK(same(more.stages[i].error, one.stages[i].error));
      CHECK(same(more.stages[i].alone, one.stages[i].alone));
      CHECK(more.stages[i].clipped == one.stages[i].clipped);
    }
    CHECK(more.top1 == one.top1);
    CHECK(more.agreement == one.agreement);
  }
}

TEST_CASE("each layer of trained networks is within a step of real numbers on 95 % of its outputs, by itself",
          "[C7][Q1][B4]") {
  for (const std::string name : {"signal_cnn_1d", "tiny_cnn_2d"}) {
    const sim::NetworkAccuracy accuracy = Asked{trained(name)}.accuracy(4);
    for (const sim::StageAccuracy& stage : accuracy.stages) {
      CAPTURE(stage.stage);
      CHECK(stage.alone.within_one_step >= 0.95);
    }
  }
}

TEST_CASE("a stage that is the only one on codes has the same error by itself and in the network", "[S17]") {
  const Asked asked{trained("signal_cnn_1d", {"enabled=false", "conv2:enabled=true"})};
  const sim::NetworkAccuracy accuracy = asked.accuracy(6);
  int on_codes = 0;
  for (const sim::StageAccuracy& stage : accuracy.stages) {
    if (!stage.quantized) continue;
    ++on_codes;
    CHECK(stage.stage == "conv2 +relu2");
    CHECK(std::isfinite(stage.error.sqnr_db));
    CHECK(same(stage.error, stage.alone));
  }
  CHECK(on_codes == 1);
  // Before it nothing has an error.
  CHECK(accuracy.stages.front().error.max_abs == 0);
  const Asked none{trained("signal_cnn_1d", {"enabled=false"})};
  const sim::NetworkAccuracy real = none.accuracy(3);
  for (const sim::StageAccuracy& stage : real.stages) CHECK(stage.error.max_abs == 0);
  CHECK(real.agreement == 1);
}

namespace {

/// SQNR of a layer's weights on the grid of `scales`.
double weight_db(const sim::FoldedWeights& folded, const sim::WeightScales& scales) {
  const std::size_t per_channel = folded.weight.size() / scales.params.size();
  double signal = 0;
  double noise = 0;
  for (std::size_t i = 0; i < folded.weight.size(); ++i) {
    const models::QuantParams& params = scales.params[i / per_channel];
    const double w = folded.weight[i];
    const double limit = params.format.highest();
    const double code = std::clamp(std::nearbyint(w / params.scale), -limit, limit);
    signal += w * w;
    noise += (w - code * params.scale) * (w - code * params.scale);
  }
  return 10 * std::log10(signal / noise);
}

}  // namespace

TEST_CASE("scales a channel never cost a weight tensor SQNR against one scale", "[B8]") {
  for (const std::string name : {"signal_cnn_1d", "tiny_cnn_2d"}) {
    const Asked channel{trained(name)};
    const Asked tensor{trained(name, {"weights.granularity=per_tensor"})};
    int tensors = 0;
    for (const sim::Stage& stage : sim::stages_of(channel.setup.network)) {
      const std::string& layer = channel.setup.network.layers()[stage.layer].name;
      const sim::FoldedWeights folded = sim::folded_weights(channel.setup.network, stage, channel.setup.weights);
      if (folded.weight.empty()) continue;
      CAPTURE(name, layer);
      CHECK(tensor.scales.weights.at(layer).params.size() == 1);
      CHECK(weight_db(folded, channel.scales.weights.at(layer)) >= weight_db(folded, tensor.scales.weights.at(layer)));
      ++tensors;
    }
    CHECK(tensors == 4);
  }
}

TEST_CASE("INT8 parameters take 25 to 30 % of float32's bytes", "[B9]") {
  for (const std::string name : {"signal_cnn_1d", "tiny_cnn_2d"}) {
    const Asked asked{trained(name)};
    const sim::ModelSize size = sim::model_size(asked.setup.network, asked.setup.weights, asked.scales);
    const double share = static_cast<double>(size.quantized) / static_cast<double>(size.real);
    CAPTURE(name, size.quantized, size.real);
    CHECK(share >= 0.25);
    CHECK(share <= 0.30);
  }
  // 9,253 parameters (published: "about 25K"): 9,136 weights of a byte; 117 biases and 117 scales of four.
  const Asked signal{trained("signal_cnn_1d")};
  const sim::ModelSize size = sim::model_size(signal.setup.network, signal.setup.weights, signal.scales);
  CHECK(size.real == 4 * 9253);
  CHECK(size.quantized == 9136 + 4 * 117 + 4 * 117);
}

TEST_CASE("the sweep tries two schemes, two granularities and two observers", "[B8]") {
  const Asked asked{trained("signal_cnn_1d")};
  sim::AccuracyRequest request;
  request.samples = 16;
  request.alone = false;
  const auto points =
      sim::ptq_sweep(asked.setup, {models::ObserverKind::minmax, models::ObserverKind::percentile}, request, 10);
  REQUIRE(points.size() == 8);
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      CHECK((points[i].scheme != points[k].scheme || points[i].granularity != points[k].granularity ||
             points[i].observer != points[k].observer));
  for (const sim::PtqPoint& point : points) {
    CHECK(point.accuracy.samples == 16);
    CHECK(point.accuracy.output.sqnr_db > 10);
  }
}
