// Networks written in a few lines, executed on codes that a test chose, and what they should give by the formulas.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "models/numerics/operators/codes.hpp"
#include "models/numerics/quantize/quantize_values.hpp"
#include "models/onednn/one_thread.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"
#include "sim/inference/float_network.hpp"
#include "sim/inference/quantized_network.hpp"
#include "workloads/readers/network_yaml.hpp"
#include "workloads/readers/reader.hpp"

namespace systole::tests {

using models::QuantParams;
using CodeVector = std::vector<std::int16_t>;
using FloatVector = std::vector<float>;

inline constexpr models::CodeFormat kInt8{8, true};
inline constexpr models::CodeFormat kUint8{8, false};
inline constexpr models::CodeFormat kInt16{16, true};

/// `layers` are the lines of a network file below "layers:", without their indentation and dashes.
inline workloads::Network network_of(const std::string& inputs, const std::vector<std::string>& layers) {
  std::string text = "network: test\n";
  if (!inputs.empty()) text += "inputs: {" + inputs + "}\n";
  text += "layers:\n";
  for (const std::string& layer : layers) text += "  - {" + layer + "}\n";
  return workloads::parse_network_yaml(text, "test");
}

/// A small shipped chip with changes; ties go to even, as in the formulas, unless a change says otherwise.
inline models::Chip chip_of(const std::vector<std::string>& changes = {}) {
  std::vector<std::string> all{"vector.requantize=float64_half_even"};
  all.insert(all.end(), changes.begin(), changes.end());
  return sim::load_chip(sim::find_file(sim::Shelf::accelerators, "edge8"), all).chip;
}

/// A network and all that it is executed with. Layers without an entry in `weights` have codes of scale 1 of the
/// values.
struct Bench {
  models::Chip chip;
  workloads::Network network;
  sim::NetworkWeights weights;
  sim::Scales scales;

  Bench(models::Chip of, workloads::Network net) : chip{std::move(of)}, network{std::move(net)} {}

  Bench& tensor(const std::string& name, const QuantParams& params) {
    scales.activations[name] = params;
    return *this;
  }
  Bench& weight(const std::string& layer, const FloatVector& values, std::vector<QuantParams> params,
                const std::string& suffix = ".weight") {
    weights.set(layer + suffix, values);
    scales.weights[layer] = {std::move(params), models::SymmetricSpan::full, false, {}};
    return *this;
  }
};

/// What came out of every tensor, by the name of the layer that wrote it; `sums` are the accumulators.
struct Ran {
  std::map<std::string, CodeVector> codes;
  std::map<std::string, FloatVector> values;
  std::map<std::string, std::vector<std::int64_t>> sums;
  sim::StageCounts counts;
};

/// `inputs` in real numbers, by name. With `show` the accumulators are kept, for which shortcuts are left out.
inline Ran run(const Bench& bench, const std::map<std::string, FloatVector>& inputs, bool show = true,
               sim::StageArithmetic arithmetic = sim::StageArithmetic::integer) {
  Ran ran;
  sim::ProductSink products;
  if (show)
    products = [&](const sim::ArrayProduct& product) {
      ran.sums[product.layer.name].assign(product.sums.begin(), product.sums.end());
    };
  const std::vector<sim::StageArithmetic> all(sim::stages_of(bench.network).size(), arithmetic);
  const sim::QuantizedNetwork network{bench.chip, bench.network, bench.weights, bench.scales, all, products};
  sim::Sample sample;
  for (const auto& [name, values] : inputs) sample[name] = values;
  network.run(sample, [&](const sim::StageOutput& output) {
    const std::string& name = bench.network.layers()[network.stages()[output.stage].last()].name;
    ran.codes[name].assign(output.codes.begin(), output.codes.end());
    ran.values[name].assign(output.values.begin(), output.values.end());
    ran.counts += output.counts;
  });
  return ran;
}

/// The reals of codes: what a network must read for its input to have them.
inline FloatVector reals_of(const CodeVector& codes, const QuantParams& params) {
  FloatVector values(codes.size());
  models::dequantize(codes, params, values);
  return values;
}

inline CodeVector random_codes(std::mt19937& engine, const models::CodeFormat& format, std::size_t count) {
  std::uniform_int_distribution<int> number{format.lowest(), format.highest()};
  CodeVector codes(count);
  for (auto& code : codes) code = static_cast<std::int16_t>(number(engine));
  return codes;
}

/// clamp(round half to even(steps) + zero point).
inline std::int16_t code_by_formula(double steps, const QuantParams& out) {
  const double code = std::nearbyint(steps) + out.zero_point;
  return static_cast<std::int16_t>(
      std::clamp(code, static_cast<double>(out.format.lowest()), static_cast<double>(out.format.highest())));
}

}  // namespace systole::tests
