// What a run found out, layer by layer: filled in by sim/, printed by reports/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/energy/area.hpp"
#include "models/energy/breakdown.hpp"
#include "models/energy/lane_arithmetic.hpp"
#include "models/units.hpp"

namespace systole::models {

/// Cycles of a layer by cause (timing.md §5). The causes are disjoint and add up to the layer's total.
struct CycleStack {
  Cycles mac;          // the array works: stream length of each fold
  Cycles fill_drain;   // skew of the wavefront, results leaving
  Cycles weight_load;  // stationary operands going in, where not hidden
  Cycles sram_stall;   // a scratchpad port is narrower than the array's edge
  Cycles dram_stall;   // execute waits for a tile, or a store blocks
  Cycles vector;       // the vector unit works and nothing hides it
  Cycles idle;

  Cycles total() const { return compute() + stall(); }
  /// Cycles with ideal memory.
  Cycles compute() const { return mac + fill_drain + weight_load + vector + idle; }
  /// The array's own: with ports and a vector unit that give all that is asked for.
  Cycles of_array() const { return mac + fill_drain + weight_load; }
  Cycles stall() const { return sram_stall + dram_stall; }
  /// Memory takes more cycles than all the rest: where they are equal, it does not.
  bool memory_bound() const { return stall() > compute(); }
  /// `compute`, `dram`, `sram` or `vector`: the largest share of the cycles; a tie goes to the earlier in this list.
  std::string bottleneck() const;

  CycleStack& operator+=(const CycleStack& other);
  CycleStack& operator-=(const CycleStack& other);
  bool operator==(const CycleStack&) const = default;
};

/// Bytes through the ports of the scratchpads (by the engine; the DMA's side is `DramTraffic`).
struct SramTraffic {
  Bytes ifmap_read;
  Bytes weight_read;
  Bytes ofmap_read;   // partial sums read back
  Bytes ofmap_write;  // partial sums and results

  Bytes read() const { return ifmap_read + weight_read + ofmap_read; }
  Bytes write() const { return ofmap_write; }

  SramTraffic& operator+=(const SramTraffic& other);
  bool operator==(const SramTraffic&) const = default;
};

/// Bytes between DRAM and the scratchpads.
struct DramTraffic {
  Bytes ifmap_read;
  Bytes weight_read;
  Bytes partial_read;   // spilled partial sums coming back
  Bytes partial_write;  // partial sums spilled
  Bytes ofmap_write;

  Bytes read() const { return ifmap_read + weight_read + partial_read; }
  Bytes write() const { return partial_write + ofmap_write; }

  DramTraffic& operator+=(const DramTraffic& other);
  bool operator==(const DramTraffic&) const = default;
};

/// Accumulator steps whose exact sum did not fit, and where the first one was.
struct OverflowReport {
  std::int64_t count = 0;
  bool found = false;
  std::int64_t row = 0;  // PE
  std::int64_t col = 0;
  std::int64_t cycle = 0;  // of the run
};

/// What a layer asks of the CIM macros: where its weights lie, and the actions of one forward. Actions are of the worst
/// case: no MSB pass is skipped because a token's slices are all 0 (centred slices), which depends on data.
struct CimReport {
  std::int64_t vectors = 0;    // input vectors (tokens, pixels)
  std::int64_t passes = 0;     // of each vector: MSB samples and the LSB pass
  std::int64_t row_tiles = 0;  // arrays over which an output's inputs are spread; their codes are added up
  std::int64_t col_tiles = 0;
  std::int64_t arrays = 0;   // row tiles x column tiles
  std::int64_t weights = 0;  // each in a pair of flash cells, one for each sign; arrays count pairs
  double cells_used = 0;     // share of the arrays' pairs that hold a weight, 0..1; "unlimited" rows: of those in use

  std::int64_t dac_conversions = 0;   // a row in use of an array, each pass
  std::int64_t adc_conversions = 0;   // a column in use of an array, each pass
  std::int64_t cell_reads = 0;        // rows in use x columns in use, each pass
  std::int64_t shift_adds = 0;        // an ADC code that is added to its output's sum
  std::int64_t cells_programmed = 0;  // single cells, in each forward; 0 where weights stay (`reprogram`)

  Picoseconds dac_time;     // of a pass
  Picoseconds settle_time;  // of a pass
  Picoseconds adc_time;     // of a pass: all columns of one ADC, rounded up
  Cycles vector_cycles;  // clock cycles between vectors: all passes, and what the vector unit needs if that is longer
  Cycles programming;    // part of weight_load

  /// Share of a pass in which ADCs convert.
  double adc_time_share() const {
    const std::int64_t pass = (dac_time + settle_time + adc_time).count();
    return pass > 0 ? static_cast<double>(adc_time.count()) / static_cast<double>(pass) : 0.0;
  }
  bool operator==(const CimReport&) const = default;
};

/// One row of layers.csv. Layers that cost nothing of their own have engine "fused" (see `host`) or "view".
struct LayerResult {
  std::string layer;
  std::string kind;
  std::string engine;              // array | vector | cim | fused | view
  std::string dataflow;            // ws | os | is, empty off the array
  std::string host;                // fused: the layer that carries this one's work
  std::vector<std::string> fused;  // what this layer carries
  std::int64_t m = 0;
  std::int64_t k = 0;
  std::int64_t n = 0;
  std::int64_t groups = 1;
  std::int64_t macs = 0;
  std::int64_t parameters = 0;
  std::int64_t folds = 0;
  std::int64_t tiles = 0;  // steps of the schedule
  std::int64_t tile_m = 0;
  std::int64_t tile_k = 0;
  std::int64_t tile_n = 0;
  std::string order;  // loop order over tiles, e.g. "nkm"
  CycleStack cycles;
  double utilization = 0;         // MACs / (R C total cycles), 0..1; CIM: cells_used x share of cycles with passes
  double mapping_efficiency = 0;  // PEs used / (R C), averaged over folds, 0..1; CIM: cells_used
  SramTraffic sram;
  DramTraffic dram;
  Bytes least_dram;      // no schedule moves less: operands and results once, without those that stay on chip
  LaneArithmetic lanes;  // of the vector unit, for this layer and those it carries
  std::optional<EnergyBreakdown> energy;   // none: the chip names no table
  std::optional<OverflowReport> overflow;  // cycle detail, on the array
  std::optional<CimReport> cim;            // on CIM macros, fused into another layer's pipeline or not

  std::string bottleneck() const { return cycles.bottleneck(); }
};

struct RunResult {
  std::string version;
  std::string accelerator;
  std::string workload;
  std::string detail;       // analytic | event | cycle
  std::string config_yaml;  // fully resolved
  std::string config_hash;  // 16 hex digits of the resolved config
  std::uint64_t seed = 0;
  Hertz clock{1};
  std::int64_t array_rows = 0;
  std::int64_t array_cols = 0;
  std::int64_t cim_macros = 0;      // of the chip
  double dram_bytes_per_cycle = 0;  // 0: ideal
  std::int64_t forwards = 1;        // forwards for one result (an image)
  double wall_seconds = 0;
  std::string energy_table;  // as the config names it; empty: no energy and no area
  std::optional<Area> area;
  std::vector<std::string> notes;
  std::vector<LayerResult> layers;

  CycleStack cycles() const;
  SramTraffic sram() const;
  DramTraffic dram() const;
  Bytes least_dram() const;
  LaneArithmetic lanes() const;
  /// Of one forward; none when the chip names no table.
  std::optional<EnergyBreakdown> energy() const;
  std::int64_t macs() const;
  std::int64_t parameters() const;
  /// Of the array: MACs that CIM macros do are not the array's.
  double utilization() const;
  /// Arrays of CIM macros that the layers take, all together; more than cim_macros if they are reprogrammed.
  std::int64_t cim_arrays() const;
  /// Time of one forward.
  double seconds() const;
};

}  // namespace systole::models
