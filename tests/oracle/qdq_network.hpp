// A small quantised network, as ONNX Runtime and as our integer functions run it:
// conv 3x3 - relu - conv 3x3 - add of both - global average pool - fully connected. Weights and biases are random,
// codes of activations those of the ranges that float inference has.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/numerics/exact_convolution.hpp"
#include "tests/oracle/codes.hpp"
#include "tests/oracle/onnx_runtime.hpp"
#include "tests/oracle/random_scales.hpp"

namespace systole::tests {

struct QdqLayer {
  models::ConvolutionShape shape;
  std::vector<float> weights;
  std::vector<float> bias;
  std::vector<models::QuantParams> params;  // of weights: one a filter
};

struct QdqNetwork {
  std::int64_t images = 16;
  std::int64_t side = 8;
  std::vector<float> input;  // [images][3][side][side]
  QdqLayer first;
  QdqLayer second;
  QdqLayer last;
  std::map<std::string, models::QuantParams> params;  // of "x" and every tensor of kQdqTensors
};

/// What layers give, in their order.
inline const std::vector<std::string> kQdqTensors{"relu", "conv", "sum", "mean", "logits"};

/// Parameters come from ranges of ONNX Runtime's float results. Scales are random or powers of two.
std::vector<QdqNetwork> random_qdq_networks(CodeRandom& random, int count, Scales scales);

/// Outputs are the float tensors, without quantisation.
OnnxCase float_model(const QdqNetwork& network);
/// Outputs are the codes of every tensor, NAME_q.
OnnxCase qdq_model(const QdqNetwork& network, bool optimized);
using TensorCodes = std::map<std::string, CodeVector>;

/// The codes of every tensor by our functions. A layer's inputs are those `given` where that has them: with codes of
/// the float results, every layer stands alone.
TensorCodes our_codes(const QdqNetwork& network, const TensorCodes& given = {});

}  // namespace systole::tests
