// How the tensors of a GEMM layer lie: which array the layer's operands are, their shapes, and how the lowered work
// finds its elements in them.
#pragma once

#include <string>

#include "models/dataflow/work.hpp"
#include "models/datapath/layer_data.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

struct OperandNames {
  std::string a;
  workloads::Shape a_shape;
  std::string b;
  workloads::Shape b_shape;
  bool b_is_activation = false;
};

OperandNames operand_names(const workloads::Network& network, const workloads::Layer& layer, const models::Work& work);

/// Strides only; `values` are left empty. Convolutions: a [N, C, H, W] (or [N, C, L]), b [filters, C / groups,
/// kernel…]. linear: a [.., K], b [N, K]. gemm: a [M, K], b [K, N]. matmul: a [.., M, K], b [.., K, N], or [.., N, K]
/// transposed.
models::InputView input_view(const workloads::Layer& layer, const models::Work& work);
models::WeightView weight_view(const workloads::Layer& layer, const models::Work& work);

/// Where output [group][m][n] lies in the layer's output tensor.
std::size_t output_index(const workloads::Layer& layer, const models::Work& work, std::int64_t group, std::int64_t m,
                         std::int64_t n);

}  // namespace systole::sim
