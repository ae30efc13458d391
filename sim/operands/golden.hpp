// What the array must make of a layer's operands, computed apart from it.
#pragma once

#include <cstdint>

#include "models/dataflow/schedule.hpp"
#include "models/datapath/layer_data.hpp"

namespace systole::sim {

/// Fills in `golden`, who says so, and whether a sum can leave the accumulator: where none can, by oneDNN over the
/// whole layer; else step by step in the order in which the schedule's tiles and the array add up. Returns the steps
/// whose exact sum did not fit.
std::int64_t compute_golden(const models::Schedule& schedule, models::LayerData& data);

}  // namespace systole::sim
