// What a layer or a run does, counted, and what that costs.
//
// A scratchpad is accessed from two sides: by the engine (SramTraffic), and by the DMA, which writes what it loads and
// reads what it stores: every byte of DRAM traffic is one there, too.
#pragma once

#include <cstdint>

#include "models/energy/breakdown.hpp"
#include "models/energy/unit_costs.hpp"
#include "models/results.hpp"

namespace systole::models {

struct CimActions {
  std::int64_t dac_conversions = 0;
  std::int64_t adc_conversions = 0;
  std::int64_t cell_reads = 0;  // of pairs
  std::int64_t shift_adds = 0;

  CimActions& operator+=(const CimActions& other);
};

struct Actions {
  std::int64_t array_macs = 0;  // of the layer: PEs that a fold leaves idle do nothing (gated)
  SramTraffic sram;
  DramTraffic dram;
  LaneArithmetic lanes;
  CimActions cim;

  Actions& operator+=(const Actions& other);
};

Actions actions_of(const LayerResult& layer);
/// Scratchpad bytes, read or written, from both sides.
Bytes ifmap_bytes(const SramTraffic& sram, const DramTraffic& dram);
Bytes weight_bytes(const SramTraffic& sram, const DramTraffic& dram);
Bytes ofmap_bytes(const SramTraffic& sram, const DramTraffic& dram);

/// Linear in the actions: the energies of layers add up to that of their sum.
EnergyBreakdown energy_of(const Actions& actions, const UnitCosts& costs);

/// Of the traffic alone, picojoules: what the tiling of a layer decides.
double moving_energy(const SramTraffic& sram, const DramTraffic& dram, const MovingCosts& costs);

}  // namespace systole::models
