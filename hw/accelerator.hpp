// The accelerator: elaborated from a chip, binds sequencer, DMA, DRAM, scratchpads and execute unit, and runs a
// program.
//
//   sequencer -> load queue    -> dma  <-TLM-> dram
//             -> execute queue -> execute (array | vector | cim)
//             -> store queue   -> dma
#pragma once

#include <memory>
#include <systemc>
#include <vector>

#include "hw/array_unit.hpp"
#include "hw/buffer.hpp"
#include "hw/cim_unit.hpp"
#include "hw/clocking.hpp"
#include "hw/dma.hpp"
#include "hw/dram.hpp"
#include "hw/execute_unit.hpp"
#include "hw/sequencer.hpp"
#include "models/chip/chip.hpp"

namespace systole::hw {

class Accelerator : public sc_core::sc_module {
 public:
  /// `construction_order` seeds the order in which the parts are made; results must not depend on it (a test sees to
  /// it).
  Accelerator(const sc_core::sc_module_name& name, const models::Chip& chip, const Clocking& clock,
              models::Probe* probe, const CycleDetail& cycle, unsigned construction_order);

  /// Runs `jobs` to the end and returns what was measured, a layer each. Throws ModelError when the units wait for one
  /// another for ever or their books do not balance, Interrupted when `stop` says so. To be called once.
  std::vector<LayerMeasure> run(std::vector<LayerJob> jobs, StopRequest stop);

 private:
  std::vector<const UnitMonitor*> units() const;
  void check_books(models::Cycles total) const;
  [[noreturn]] void report_deadlock() const;

  const Clocking& clock_;
  models::ChannelTiming channel_;
  ProcessGuard guard_;
  std::unique_ptr<Buffer> ifmap_;
  std::unique_ptr<Buffer> weight_;
  std::unique_ptr<Buffer> ofmap_;
  std::unique_ptr<Dram> dram_;
  std::unique_ptr<Dma> dma_;
  std::unique_ptr<ArrayUnit> array_;  // at cycle detail
  std::unique_ptr<CimUnit> cim_;      // of a chip that has macros
  std::unique_ptr<ExecuteUnit> execute_;
  std::unique_ptr<Sequencer> sequencer_;
};

}  // namespace systole::hw
