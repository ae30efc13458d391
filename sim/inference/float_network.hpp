// The reference: a network in real numbers, a sample at a time.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sim/inference/data_set.hpp"
#include "sim/inference/float_layer.hpp"

namespace systole::sim {

/// Sees a layer's output when it has been computed; the elements go when nothing reads them any more.
using LayerVisitor = std::function<void(std::size_t layer, Reals output)>;

class FloatNetwork {
 public:
  /// Layers are prepared once; `network` must outlive this, the weights need not.
  FloatNetwork(const workloads::Network& network, const NetworkWeights& weights);

  /// Runs all layers in order. Outputs are kept until their last reader has run: at most the live set is in memory.
  /// Throws models::ModelError when the sample lacks an input.
  void run(const Sample& sample, const LayerVisitor& visit);

  /// The most elements that were alive at once in `run`, inputs not counted.
  std::int64_t peak_elements() const { return peak_elements_; }

 private:
  const workloads::Network* network_;
  std::vector<FloatLayer> layers_;
  std::vector<std::size_t> last_reader_;
  std::int64_t peak_elements_ = 0;
};

/// Gives drawn weights the magnitudes that a training would have found, layer after layer, over all samples: each batch
/// norm gets the mean and variance per channel of what it reads, and each layer with weights that no batch norm follows
/// is scaled to outputs of variance 1 (LSUV: Mishkin and Matas, "All you need is a good init", ICLR 2016). Without it
/// the activations of deep networks without norms grow past all bounds.
void tune_drawn_weights(const workloads::Network& network, NetworkWeights& weights, const DataSet& data);

/// Names of a layer's inputs; for a bare GEMM that of its left operand.
std::vector<std::string> input_names(const workloads::Layer& layer);

/// For each layer the last that reads its output, or itself.
std::vector<std::size_t> last_readers(const workloads::Network& network);

}  // namespace systole::sim
