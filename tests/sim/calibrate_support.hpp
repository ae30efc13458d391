// Small networks to calibrate.
#pragma once

#include <string>
#include <vector>

#include "models/numerics/quantize/quant_error.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"
#include "sim/inference/quantized_network.hpp"
#include "sim/inference/scales.hpp"

namespace systole::tests {

inline models::Chip chip_of(const std::vector<std::string>& overrides = {}) {
  return sim::load_chip(sim::find_file(sim::Shelf::accelerators, "edge16"), overrides).chip;
}

inline void add_linear(workloads::Network& network, const std::string& name, const std::string& input,
                       std::int64_t features) {
  network.add({name, workloads::LayerKind::linear, {input}, workloads::Linear{features, true}, {}});
}

/// x [4, 16] -> fc1 [4, 24] -> relu1 -> fc2 [4, 8].
inline workloads::Network two_layers() {
  workloads::Network network{"two_layers"};
  network.add_input("x", {4, 16});
  add_linear(network, "fc1", "x", 24);
  network.add({"relu1", workloads::LayerKind::relu, {"fc1"}, workloads::Plain{}, {}});
  add_linear(network, "fc2", "relu1", 8);
  return network;
}

/// conv (no bias) + batch norm + relu, max pool, conv, relu, global average, flatten, linear.
inline workloads::Network small_cnn() {
  using workloads::LayerKind;
  workloads::Network network{"small_cnn"};
  network.add_input("x", {1, 3, 8, 8});
  workloads::Conv conv;
  conv.filters = 8;
  conv.bias = false;
  conv.window.kernel = {3, 3};
  conv.window.pad_before = conv.window.pad_after = {1, 1};
  network.add({"conv1", LayerKind::conv2d, {"x"}, conv, {}});
  network.add({"bn1", LayerKind::batch_norm, {"conv1"}, workloads::Plain{}, {}});
  network.add({"relu1", LayerKind::relu, {"bn1"}, workloads::Plain{}, {}});
  workloads::Pool pool;
  pool.window.kernel = pool.window.stride = {2, 2};
  network.add({"pool1", LayerKind::max_pool, {"relu1"}, pool, {}});
  conv.filters = 12;
  conv.bias = true;
  network.add({"conv2", LayerKind::conv2d, {"pool1"}, conv, {}});
  network.add({"relu2", LayerKind::relu, {"conv2"}, workloads::Plain{}, {}});
  network.add({"gap", LayerKind::adaptive_avg_pool, {"relu2"}, workloads::AdaptivePool{}, {}});
  network.add({"flat", LayerKind::reshape, {"gap"}, workloads::Reshape{{-1, 12}}, {}});
  add_linear(network, "fc", "flat", 5);
  return network;
}

inline sim::CalibrationRequest request_of(const std::vector<std::string>& rules,
                                          sim::CalibrationOrder order = sim::CalibrationOrder::real) {
  sim::CalibrationRequest request;
  request.rules = sim::QuantRules{rules};
  request.order = order;
  request.adaround_steps = 400;
  return request;
}

/// What every stage writes, by tensor, of all samples one after another.
using Outputs = std::map<std::string, std::vector<float>>;

inline Outputs outputs_of(const models::Chip& chip, const workloads::Network& network,
                          const sim::NetworkWeights& weights, const sim::Scales& scales, const sim::DataSet& data,
                          sim::StageArithmetic arithmetic) {
  const std::vector<sim::Stage> stages = sim::stages_of(network);
  const sim::QuantizedNetwork quantized{chip, network, weights, scales,
                                        std::vector<sim::StageArithmetic>(stages.size(), arithmetic)};
  Outputs outputs;
  for (std::int64_t i = 0; i < data.samples(); ++i)
    quantized.run(data.sample(i), [&](const sim::StageOutput& output) {
      std::vector<float>& all = outputs[network.layers()[stages[output.stage].last()].name];
      all.insert(all.end(), output.values.begin(), output.values.end());
    });
  return outputs;
}

/// SQNR in dB of `tensor`, against the network in real numbers.
inline double sqnr_db(const models::Chip& chip, const workloads::Network& network, const sim::NetworkWeights& weights,
                      const sim::Scales& scales, const sim::DataSet& data, const std::string& tensor) {
  const Outputs real = outputs_of(chip, network, weights, scales, data, sim::StageArithmetic::real);
  const Outputs codes = outputs_of(chip, network, weights, scales, data, sim::StageArithmetic::integer);
  return models::quant_error(real.at(tensor), codes.at(tensor)).sqnr_db;
}

}  // namespace systole::tests
