#include "sim/inference/float_network.hpp"

#include <algorithm>
#include <cmath>

#include "models/errors.hpp"
#include "sim/inference/layer_shapes.hpp"
#include "sim/inference/live_tensors.hpp"

namespace systole::sim {

using workloads::Layer;
using workloads::LayerKind;
using workloads::Network;

namespace {

/// Mean and variance a channel, over several tensors (Chan et al.'s sums, in double).
struct Statistics {
  std::vector<double> sum;
  std::vector<double> square;
  double count = 0;

  void add(const models::AxisShape& shape, Reals values) {
    const auto channels = static_cast<std::size_t>(shape.size);
    sum.resize(channels);
    square.resize(channels);
    const auto inner = static_cast<std::size_t>(shape.inner);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double value = values[i];
      sum[i / inner % channels] += value;
      square[i / inner % channels] += value * value;
    }
    count += static_cast<double>(shape.outer * shape.inner);
  }
};

Statistics statistics_of(const Layer& norm, const std::vector<LiveTensors>& live) {
  Statistics statistics;
  for (const LiveTensors& each : live) statistics.add(channels_of(norm.output), each.inputs(norm).front());
  return statistics;
}

void run_layer(const Network& network, const Layer& layer, const NetworkWeights& weights,
               std::vector<LiveTensors>& live) {
  const FloatLayer run = make_float_layer(network, layer, weights);
  for (LiveTensors& each : live) {
    std::vector<float> output(static_cast<std::size_t>(workloads::element_count(layer.output)));
    run(each.inputs(layer), output);
    each.put(layer.name, std::move(output));
  }
}

bool needs_scaling(const Network& network, const Layer& layer, const std::vector<std::size_t>& readers) {
  const bool multiplies = std::holds_alternative<workloads::Conv>(layer.attributes) ||
                          layer.kind == LayerKind::linear || layer.kind == LayerKind::gemm;
  return multiplies && std::none_of(readers.begin(), readers.end(), [&](std::size_t reader) {
           return network.layers()[reader].kind == LayerKind::batch_norm;
         });
}

/// Divides all of the layer's weights by the deviation of its outputs, which is to be above 0.
void scale_to_unit_variance(NetworkWeights& weights, const Network& network, const Layer& layer,
                            const std::vector<LiveTensors>& live) {
  Statistics statistics;
  for (const LiveTensors& each : live) {
    const Reals output = each.get(layer.name);
    statistics.add({1, 1, static_cast<std::int64_t>(output.size())}, output);
  }
  const double mean = statistics.sum[0] / statistics.count;
  const double deviation = std::sqrt(std::max(0.0, statistics.square[0] / statistics.count - mean * mean));
  if (!(deviation > 0)) return;
  for (const workloads::ParameterInfo& parameter : workloads::layer_parameters(network, layer)) {
    if (!weights.has(parameter.name)) continue;
    const Reals old = weights.get(parameter.name);
    std::vector<float> scaled(old.begin(), old.end());
    for (float& value : scaled) value = static_cast<float>(value / deviation);
    weights.set(parameter.name, std::move(scaled));
  }
}

void set_statistics(NetworkWeights& weights, const std::string& layer, const Statistics& statistics) {
  std::vector<float> mean;
  std::vector<float> variance;
  for (std::size_t c = 0; c < statistics.sum.size(); ++c) {
    const double m = statistics.sum[c] / statistics.count;
    mean.push_back(static_cast<float>(m));
    variance.push_back(static_cast<float>(std::max(0.0, statistics.square[c] / statistics.count - m * m)));
  }
  weights.set(layer + ".running_mean", std::move(mean));
  weights.set(layer + ".running_var", std::move(variance));
}

}  // namespace

std::vector<std::string> input_names(const Layer& layer) {
  if (layer.kind == LayerKind::gemm) return {layer.name + ".a"};
  return layer.inputs;
}

std::vector<std::size_t> last_readers(const Network& network) {
  const auto consumers = network.consumers();
  std::vector<std::size_t> last(consumers.size());
  for (std::size_t i = 0; i < consumers.size(); ++i) last[i] = consumers[i].empty() ? i : consumers[i].back();
  return last;
}

FloatNetwork::FloatNetwork(const Network& network, const NetworkWeights& weights)
    : network_{&network}, last_reader_{last_readers(network)} {
  for (const Layer& layer : network.layers()) layers_.push_back(make_float_layer(network, layer, weights));
}

void FloatNetwork::run(const Sample& sample, const LayerVisitor& visit) {
  LiveTensors live{sample};
  std::vector<std::vector<std::size_t>> ending(layers_.size());
  for (std::size_t i = 0; i < layers_.size(); ++i) ending[last_reader_[i]].push_back(i);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Layer& layer = network_->layers()[i];
    std::vector<float> output(static_cast<std::size_t>(workloads::element_count(layer.output)));
    layers_[i](live.inputs(layer), output);
    const Reals kept = live.put(layer.name, std::move(output));
    peak_elements_ = std::max(peak_elements_, live.elements());
    if (visit) visit(i, kept);
    for (const std::size_t done : ending[i]) live.drop(network_->layers()[done].name);
  }
}

void tune_drawn_weights(const Network& network, NetworkWeights& weights, const DataSet& data) {
  std::vector<Sample> samples;
  for (std::int64_t i = 0; i < data.samples(); ++i) samples.push_back(data.sample(i));
  std::vector<LiveTensors> live;
  live.reserve(samples.size());
  for (const Sample& sample : samples) live.emplace_back(sample);
  const auto consumers = network.consumers();
  const std::vector<std::size_t> last = last_readers(network);
  for (std::size_t i = 0; i < network.layers().size(); ++i) {
    const Layer& layer = network.layers()[i];
    if (layer.kind == LayerKind::batch_norm) set_statistics(weights, layer.name, statistics_of(layer, live));
    run_layer(network, layer, weights, live);
    if (needs_scaling(network, layer, consumers[i])) {
      scale_to_unit_variance(weights, network, layer, live);
      for (LiveTensors& each : live) each.drop(layer.name);
      run_layer(network, layer, weights, live);
    }
    for (std::size_t done = 0; done <= i; ++done)
      if (last[done] == i)
        for (LiveTensors& each : live) each.drop(network.layers()[done].name);
  }
}

}  // namespace systole::sim
