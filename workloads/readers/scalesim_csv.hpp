// SCALE-Sim's topology files: one row a layer, convolutions (8 columns) or GEMMs (name, M, N, K), told apart by the
// header.
//
// Rows do not chain: each reads a network input of its own, "NAME.ifmap". The format knows no padding; an output has
// ceil((H - k + s) / s) rows, so that the last window may reach over the edge, where it reads zeros
// (Window::pad_after). Rows with "DP" in their name are depthwise, with `num filter` filters a channel.
#pragma once

#include <string>

#include "workloads/network/network.hpp"

namespace systole::workloads {

/// `name` becomes the network's. Throws DocumentError with the codes S001 to S009 (docs/networks.md).
Network parse_scalesim_csv(const std::string& text, const std::string& origin, const std::string& name);
/// Named after the file.
Network read_scalesim_csv(const std::string& path);

/// The layers that multiply, in the order of the network; all others are left out. Rows end in a comma, which SCALE-Sim
/// insists on. A network without convolutions becomes a GEMM file; in a convolution file a GEMM is a 1x1 convolution.
/// A convolution's ifmap is written with its padding (as far as the windows reach it), grouped ones as a row a group,
/// batched products as a row a product. Throws models::UserError for what the format cannot hold: dilation, strides
/// that differ by axis, a batch of convolutions.
std::string to_scalesim_csv(const Network& network);

}  // namespace systole::workloads
