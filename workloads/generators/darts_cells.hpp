// One cell of a DARTS network: two states before it become C channels, nodes add up edges, their concatenation is the
// output.
#pragma once

#include <cstdint>
#include <string>

#include "workloads/generators/darts.hpp"

namespace systole::workloads {

/// The outputs of the two cells before.
struct DartsStates {
  std::string before_last;
  std::string last;
};

struct DartsSite {
  std::string prefix;  // "cells.3."
  std::int64_t channels = 1;
  bool reduces = false;          // halves the image on the edges from its two input states
  bool after_reduction = false;  // the state before last is twice as large
};

/// Appends the layers and returns the name of the output [N, nodes channels, H, W].
std::string add_darts_cell(Network& network, const DartsOptions& options, const DartsSite& site,
                           const DartsStates& inputs);

}  // namespace systole::workloads
