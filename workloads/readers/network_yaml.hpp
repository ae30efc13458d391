// Our network format (docs/networks.md): strict YAML, one line a layer, or the options of a generator.
#pragma once

#include <string>

#include "workloads/network/network.hpp"

namespace systole::workloads {

/// Throws DocumentError with the codes N001 to N007, or those of the document and its scalars.
Network parse_network_yaml(const std::string& text, const std::string& origin);
Network read_network_yaml(const std::string& path);

/// The network as such a file, written out in full (a generated network as its layers). Reading it back gives a network
/// that compares equal.
std::string to_yaml(const Network& network);

}  // namespace systole::workloads
