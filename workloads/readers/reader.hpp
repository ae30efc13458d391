// Networks from files of any format that we read.
#pragma once

#include <string>

#include "workloads/network/network.hpp"

namespace systole::workloads {

/// By the extension: .yaml and .yml are our format, .csv is SCALE-Sim's. Throws DocumentError: N008 for any other, or
/// what the reader of the format throws.
Network read_network(const std::string& path);

}  // namespace systole::workloads
