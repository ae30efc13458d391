// The execute process: takes tiles whose operands are loaded through the engine of their layer, the systolic array,
// the vector unit or CIM macros, and hands results to the store process.
#pragma once

#include <deque>
#include <string>
#include <systemc>

#include "hw/array_unit.hpp"
#include "hw/buffer.hpp"
#include "hw/cim_unit.hpp"
#include "hw/command_queue.hpp"
#include "hw/commands.hpp"
#include "hw/dma.hpp"
#include "hw/process_guard.hpp"
#include "hw/unit_monitor.hpp"

namespace systole::hw {

class ExecuteUnit : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(ExecuteUnit);
  CommandQueue<ExecuteCommand> queue{16};

  ExecuteUnit(const sc_core::sc_module_name& name, const Clocking& clock, models::Probe* probe, ProcessGuard& guard);

  void connect(Dma& dma, Buffer& ifmap, Buffer& weight, Buffer& ofmap);
  /// Cycle detail: tiles on the array take what its registers take, with the operands of `data`.
  void simulate_registers(ArrayUnit& registers, models::LayerDataSource& data);
  /// Tiles of the CIM engine go through these macros; `codes` may be null.
  void use_macros(CimUnit& macros, const std::vector<models::CimPipelineCodes>* codes) {
    macros_ = &macros;
    codes_ = codes;
  }
  void begin_layer(const LayerJob& job, std::size_t index);

  std::int64_t steps_done() const { return steps_done_; }
  const sc_core::sc_event& step_done() const { return step_done_; }

  /// Closes the layer's books: the last store ended at `end`. Cycles by cause as this unit measured them.
  LayerMeasure end_layer(models::Cycles end);

  const UnitMonitor& array() const { return array_; }
  const UnitMonitor& vector() const { return vector_; }
  const UnitMonitor& cim() const { return cim_; }

 private:
  void process();
  void completion_process();
  void execute(const ExecuteCommand& command);
  UnitMonitor* unit_of(models::Engine engine);
  void await_loads(const ExecuteCommand& command);
  void await_ofmap(const ExecuteCommand& command);
  void await_lead(const ExecuteCommand& command);
  /// A tile's time on its engine, by cause.
  struct Interval {
    models::Cycles begin;
    models::CycleStack split;
    models::Cycles held_in_lead;  // registers: the first tile's stationary operands went in slower
  };
  void keep_books(const ExecuteCommand& command, const Interval& execution);

  // With registers (execute_registers.cpp).
  bool on_registers() const { return registers_ != nullptr && engine_ == &array_; }
  void run_registers(const ExecuteCommand& command, Interval& execution);
  void admit_under_way(const ExecuteCommand& next, std::int64_t end);
  models::ClockStalls new_stalls();
  void close_registers(models::Cycles end);

  const Clocking& clock_;
  models::Probe* probe_;
  ProcessGuard& guard_;
  UnitMonitor array_;
  UnitMonitor vector_;
  UnitMonitor cim_;
  UnitMonitor* engine_;
  CimUnit* macros_ = nullptr;
  const std::vector<models::CimPipelineCodes>* codes_ = nullptr;
  ArrayUnit* registers_ = nullptr;  // cycle detail
  models::LayerDataSource* data_ = nullptr;
  std::size_t index_ = 0;  // of the layer
  Dma* dma_ = nullptr;
  Buffer* ifmap_ = nullptr;
  Buffer* weight_ = nullptr;
  Buffer* ofmap_ = nullptr;
  std::string layer_;
  LayerMeasure measure_;
  std::int64_t steps_done_ = 0;
  models::Cycles last_end_;
  models::CycleStack last_tail_;
  models::ClockStalls stalls_;    // of this layer that new_stalls has told
  std::deque<bool> ends_visit_;   // by step whose results are not out: is its visit of a C tile over
  std::int64_t completions_ = 0;  // of this layer that completion_process has seen
  models::Cycles last_completed_;
  sc_core::sc_event step_done_;
};

}  // namespace systole::hw
