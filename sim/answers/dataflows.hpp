// Which dataflow is best for each layer, and what a chip that could change it from layer to layer would gain over the
// best single one. Each layer is mapped anew for each dataflow, in closed forms, which are exact. Changing the dataflow
// itself is taken to cost nothing: the array is drained between layers anyway.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/results.hpp"
#include "sim/config/chip_reader.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

inline constexpr std::array<models::Dataflow, 3> kDataflows{models::Dataflow::ws, models::Dataflow::os,
                                                            models::Dataflow::is};

/// By dataflow, in the order of kDataflows.
template <class Figure>
using PerDataflow = std::array<Figure, kDataflows.size()>;

struct LayerDataflows {
  std::string layer;
  PerDataflow<models::LayerResult> rows;
  std::size_t best = 0;  // by the objective; of equal ones the best single one, then the first
};

struct DataflowStudy {
  models::Objective objective = models::Objective::cycles;
  PerDataflow<std::string> errors;  // why a dataflow runs nothing (a fixed tile that it does not allow); else empty
  PerDataflow<double> totals{};     // of the objective, whole network
  std::size_t best_single = 0;
  double mixed = 0;                    // of the objective: each layer with its own
  PerDataflow<std::int64_t> cycles{};  // whole network
  std::int64_t mixed_cycles = 0;
  std::vector<LayerDataflows> layers;  // those on the array
};

/// The chip with another dataflow; options that it does not have (a shadow register for weights, for results) go.
models::Chip with_dataflow(models::Chip chip, models::Dataflow dataflow);

/// By the chip's mapping.objective. Throws UserError where no layer runs on the array, or none of the dataflows can
/// run the network.
DataflowStudy study_dataflows(const LoadedChip& chip, const workloads::Network& network);

/// In cycles, bytes or picojoules; 0 of a row without energy (a view).
double figure_of(const models::LayerResult& row, models::Objective objective);

}  // namespace systole::sim
