// The operators of DARTS as layers: each function appends its layers to a network, named NAME.part, and returns the
// name of the tensor that it computes. So the output of a composite, its scale among it, is that of its last layer.
//
// Source: operations of the DARTS authors' code, whose convolutions have no bias.
#pragma once

#include <cstdint>
#include <string>

#include "workloads/network/network.hpp"

namespace systole::workloads {

/// Square kernels. `affine`: norms have learned values, which a search leaves out.
struct DartsConv {
  std::int64_t filters = 1;
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t padding = 0;
  std::int64_t dilation = 1;
  bool affine = true;
};

/// max_pool or avg_pool 3x3 with padding 1, then batch norm.
std::string add_pool_bn(Network& network, const std::string& name, const std::string& in, LayerKind pool,
                        std::int64_t stride, bool affine);
/// ReLU, convolution, batch norm.
std::string add_std_conv(Network& network, const std::string& name, const std::string& in, const DartsConv& conv);
/// ReLU, kernel x 1, 1 x kernel, batch norm. Each of the two pads and strides over its own axis.
std::string add_fac_conv(Network& network, const std::string& name, const std::string& in, const DartsConv& conv);
/// ReLU, depthwise (dilated), pointwise, batch norm. `part` ends the layers' names: dw1, dw2 in a SepConv.
std::string add_dil_conv(Network& network, const std::string& name, const std::string& in, const DartsConv& conv,
                         const std::string& part = "");
/// Two DilConv of dilation 1, the second of stride 1. The depthwise part of the first keeps the input's channels, and
/// its pointwise part, too.
std::string add_sep_conv(Network& network, const std::string& name, const std::string& in, const DartsConv& conv);
/// ReLU, two 1x1 convolutions of stride 2 with half of the filters each, the second on x[:, :, 1:, 1:], concatenated;
/// batch norm. Throws models::UserError for an odd number of filters, or sizes that are odd.
std::string add_factorized_reduce(Network& network, const std::string& name, const std::string& in,
                                  std::int64_t filters, bool affine);
/// Identity, or FactorizedReduce with as many channels where the stride is 2.
std::string add_skip_connect(Network& network, const std::string& name, const std::string& in, std::int64_t stride,
                             bool affine);
/// Zeros: "none".
std::string add_zero(Network& network, const std::string& name, const std::string& in, std::int64_t stride);

}  // namespace systole::workloads
