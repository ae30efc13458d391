// The execute process: takes tiles whose operands are loaded through the engine of their layer, the systolic array or
// the vector unit, and hands results to the store process.
#pragma once

#include <string>
#include <systemc>

#include "hw/buffer.hpp"
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
  void begin_layer(const LayerJob& job);

  std::int64_t steps_done() const { return steps_done_; }
  const sc_core::sc_event& step_done() const { return step_done_; }

  /// Closes the layer's books: the last store ended at `end`. Cycles by cause as this unit measured them.
  LayerMeasure end_layer(models::Cycles end);

  const UnitMonitor& array() const { return array_; }
  const UnitMonitor& vector() const { return vector_; }

 private:
  void process();
  void execute(const ExecuteCommand& command);
  void await_operands(const ExecuteCommand& command);

  const Clocking& clock_;
  models::Probe* probe_;
  ProcessGuard& guard_;
  UnitMonitor array_;
  UnitMonitor vector_;
  UnitMonitor* engine_;
  Dma* dma_ = nullptr;
  Buffer* ifmap_ = nullptr;
  Buffer* weight_ = nullptr;
  Buffer* ofmap_ = nullptr;
  std::string layer_;
  LayerMeasure measure_;
  std::int64_t steps_done_ = 0;
  models::Cycles last_end_;
  models::Cycles last_tail_;
  sc_core::sc_event step_done_;
};

}  // namespace systole::hw
