// The identities that every layer's result must satisfy, at every level of detail (timing.md §5).
#pragma once

#include "models/dataflow/schedule.hpp"
#include "sim/run/measured.hpp"

namespace systole::sim {

/// Throws ModelError, naming the layer, the identity and both figures, when one is broken:
/// cycles by cause = cycles; bytes moved = bytes that the schedule asked for, in each direction and buffer; MACs = M K
/// N; DRAM reads of an operand cover it once and do not exceed what the engine reads; no bandwidth above its limit.
void check_conservation(const std::string& layer, const models::Schedule& schedule, const Measured& measured);

}  // namespace systole::sim
