// The CIM macros: vectors of a tile go through
//
//   issue -> DACs -> cells settle -> ADCs (columns one after another) -> shift-add and sum over row tiles
//         -> [vector unit -> the same again, on the macros of the layer that follows] -> vector unit -> results
//
// as a pipeline of processes, one for each row of macros that work in step and one for each way between them; row and
// column tiles of a layer do the same thing at the same time and are one. Times are those of models/cim/timing.hpp;
// when a tile's last result is out is compared with its closed form (models/dataflow/cim_tile.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <systemc>

#include "hw/clocking.hpp"
#include "hw/process_guard.hpp"
#include "models/chip/chip.hpp"
#include "models/cim/shown_codes.hpp"
#include "models/cim/timing.hpp"
#include "models/dataflow/cim_tile.hpp"
#include "models/dataflow/schedule.hpp"
#include "models/probe/probe.hpp"

namespace systole::hw {

class CimUnit : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(CimUnit);
  CimUnit(const sc_core::sc_module_name& name, const models::Chip& chip, const Clocking& clock, models::Probe* probe,
          ProcessGuard& guard);

  /// `codes`: what converters show, or null.
  void begin_layer(const models::Schedule& schedule, const models::CimPipelineCodes* codes);
  /// The codes of a tile's vectors are in the ifmap buffer, its cells are written after `cost.split.weight_load`. The
  /// last result must be out when the closed form says, which is checked.
  void start(const models::TileCost& cost, std::int64_t macs);

 private:
  struct Tile {
    models::Cycles begin;  // its first codes are read
    std::int64_t first = 0;
    std::int64_t vectors = 0;
    models::Cycles deadline;  // of its last result
  };
  /// A vector on its way, and when it arrives.
  struct Moving {
    std::int64_t vector = 0;
    models::Cycles due;
  };
  /// Macros of one layer, and the way of what they make.
  struct Row {
    std::deque<Moving> to_macros;
    std::deque<Moving> from_macros;
    sc_core::sc_event arrives;
    sc_core::sc_event leaves;
    models::Cycles adds_until{0};  // shift-add is at work
    sc_core::sc_event added;
  };

  void issue_process();
  void convert_first() { convert(0); }
  void convert_second() { convert(1); }
  void leave_first() { leave(0); }
  void leave_second() { leave(1); }
  void added_first() { added(0); }
  void added_second() { added(1); }
  void convert(std::size_t at);
  void leave(std::size_t at);
  void added(std::size_t at);
  void run_passes(std::size_t at, std::int64_t vector);
  void run_conversions(std::size_t at, std::int64_t vector, std::int64_t pass, models::Cycles begin);
  void result_out();
  Moving take(std::deque<Moving>& line, const sc_core::sc_event& filled);
  void wait_until(models::Cycles time);
  void show(std::size_t at, models::CimSignal signal, std::int64_t value);

  const models::Chip& chip_;
  const Clocking& clock_;
  models::Probe* probe_;
  ProcessGuard& guard_;
  models::CimPassTiming timing_;
  models::CimPipeline pipeline_;
  const models::CimPipelineCodes* codes_ = nullptr;
  std::int64_t macs_a_vector_ = 1;
  std::int64_t started_ = 0;  // vectors of the layer
  std::deque<Tile> to_issue_;
  std::deque<Tile> under_way_;
  std::int64_t results_ = 0;  // of the tile at the front of those under way
  sc_core::sc_event tile_started_;
  std::array<Row, 2> rows_;
};

}  // namespace systole::hw
