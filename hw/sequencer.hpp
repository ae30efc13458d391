// The sequencer: takes the layers of a program one after another, walks each schedule and hands its commands to the
// load, execute and store processes; a layer ends when its last store has ended.
#pragma once

#include <atomic>
#include <functional>
#include <systemc>
#include <vector>

#include "hw/commands.hpp"
#include "hw/dma.hpp"
#include "hw/execute_unit.hpp"

namespace systole::hw {

class Sequencer : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Sequencer);
  Sequencer(const sc_core::sc_module_name& name, const Clocking& clock, models::Probe* probe, ProcessGuard& guard);

  void connect(Dma& dma, ExecuteUnit& execute, Buffer& ifmap, Buffer& weight, Buffer& ofmap);
  void set_program(std::vector<LayerJob> jobs, StopRequest stop);

  const std::vector<LayerMeasure>& measures() const { return measures_; }
  bool finished() const { return measures_.size() == jobs_.size(); }

 private:
  void process();
  void run_layer(const LayerJob& job);
  void configure_buffers(const models::Schedule& schedule);
  void feed(const models::Schedule& schedule);
  std::int64_t visits_issued_ = 0;

  const Clocking& clock_;
  models::Probe* probe_;
  ProcessGuard& guard_;
  Dma* dma_ = nullptr;
  ExecuteUnit* execute_ = nullptr;
  Buffer* ifmap_ = nullptr;
  Buffer* weight_ = nullptr;
  Buffer* ofmap_ = nullptr;
  std::vector<LayerJob> jobs_;
  StopRequest stop_;
  std::vector<LayerMeasure> measures_;
};

}  // namespace systole::hw
