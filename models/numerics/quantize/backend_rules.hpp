// What inference engines accept of a quantisation scheme (Sparsebit's BACKEND): a pure check of the description, for
// networks that are to run there later. systole itself runs them all.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "models/numerics/quantize/choose_params.hpp"

namespace systole::models {

enum class Backend {
  unconstrained,  // Sparsebit's "virtual": any bits, any scheme
  onnxruntime,    // 8 bits
  tensorrt,       // 8 bits; weights per channel, activations per tensor, both symmetric; zero points 0
};

struct TensorRule {
  Scheme scheme = Scheme::symmetric;
  bool per_channel = false;
  int bits = 8;
};

struct NetworkRule {
  TensorRule weights;
  TensorRule activations;
  bool tunes_batch_norm = false;  // re-estimates batch norm under quantised weights: their scales must be per channel
};

/// One sentence a violation, empty if there is none; keys are named as in "weights.bits".
std::vector<std::string> backend_violations(Backend backend, const NetworkRule& rule);

/// The same of parameters that are already chosen. `name` is the tensor's in the sentences.
std::vector<std::string> backend_violations(Backend backend, const std::string& name,
                                            std::span<const QuantParams> params);

}  // namespace systole::models
