// The values that a layer has of its own, by the names under which files hold them: LAYER.weight and so on.
#pragma once

#include <string>
#include <vector>

#include "workloads/network/network.hpp"

namespace systole::workloads {

enum class ParameterRole {
  weight,    // of a convolution, product or table of an embedding
  bias,      // added per output channel
  gain,      // of a norm: gamma
  shift,     // of a norm: beta
  mean,      // running statistics of a batch norm: no learned values, but part of what it computes
  variance,  // the same; positive
  mixing,    // of a mixed sum: what softmax makes weights of; not counted as learned (DARTS)
  value,     // of a `parameter` layer, which has the layer's own name
  operand,   // the left operand of a bare GEMM: data, not learned
};

struct ParameterInfo {
  std::string name;  // "conv1.weight", as torch calls it
  Shape shape;
  ParameterRole role = ParameterRole::weight;
};

/// Convolutions: weight [filters, C / groups, kernel…]; linear: weight [features, K]; gemm: a [m, k], b [k, n]; norms:
/// weight (gain) and bias (shift), unless `affine` is false; batch norms also running_mean and running_var; embedding:
/// weight [rows, features]; mixed: weight, one an input; parameter: LAYER. Empty for all others.
std::vector<ParameterInfo> layer_parameters(const Network& network, const Layer& layer);

}  // namespace systole::workloads
