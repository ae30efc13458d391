#include "hw/accelerator.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <string>
#include <utility>

#include "models/errors.hpp"

namespace systole::hw {

using models::Cycles;
using models::Level;
using models::State;

Accelerator::Accelerator(const sc_core::sc_module_name& name, const models::Chip& chip, const Clocking& clock,
                         models::Probe* probe, const CycleDetail& cycle, unsigned construction_order)
    : sc_module{name}, clock_{clock}, channel_{chip.dram, chip.clock} {
  std::vector<std::function<void()>> parts{
      [&] { ifmap_ = std::make_unique<Buffer>("ifmap", Level::ifmap_bytes, clock_, probe); },
      [&] { weight_ = std::make_unique<Buffer>("weight", Level::weight_bytes, clock_, probe); },
      [&] { ofmap_ = std::make_unique<Buffer>("ofmap", Level::ofmap_bytes, clock_, probe); },
      [&] { dram_ = std::make_unique<Dram>("dram", channel_, clock_); },
      [&] { dma_ = std::make_unique<Dma>("dma", clock_, probe, guard_); },
      [&] {
        if (cycle.data != nullptr) array_ = std::make_unique<ArrayUnit>("array", chip, clock_, cycle.probes, guard_);
      },
      [&] {
        if (chip.cim) cim_ = std::make_unique<CimUnit>("cim", chip, clock_, probe, guard_);
      },
      [&] { execute_ = std::make_unique<ExecuteUnit>("execute", clock_, probe, guard_); },
      [&] { sequencer_ = std::make_unique<Sequencer>("sequencer", clock_, probe, guard_); },
  };
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (unsigned i = 0; i < construction_order; ++i) std::next_permutation(order.begin(), order.end());
  for (const std::size_t part : order) parts[part]();
  dma_->i_dram.bind(dram_->t_dma);
  dma_->connect(*ifmap_, *weight_, *ofmap_);
  execute_->connect(*dma_, *ifmap_, *weight_, *ofmap_);
  if (cim_) execute_->use_macros(*cim_, cycle.codes);
  if (array_) execute_->simulate_registers(*array_, *cycle.data);
  sequencer_->connect(*dma_, *execute_, *ifmap_, *weight_, *ofmap_);
}

std::vector<LayerMeasure> Accelerator::run(std::vector<LayerJob> jobs, StopRequest stop) {
  if (array_ && stop) array_->set_stop([this, stop] { return stop(sequencer_->measures().size()); });
  sequencer_->set_program(std::move(jobs), std::move(stop));
  // Nothing ticks: the kernel returns when no process has anything left to wait for.
  sc_core::sc_start();
  guard_.rethrow();
  if (!sequencer_->finished()) report_deadlock();
  const auto& measures = sequencer_->measures();
  check_books(measures.empty() ? Cycles{0} : measures.back().end);
  return measures;
}

std::vector<const UnitMonitor*> Accelerator::units() const {
  std::vector<const UnitMonitor*> units{&dma_->load_unit(), &dma_->store_unit(), &execute_->array(),
                                        &execute_->vector()};
  if (cim_) units.push_back(&execute_->cim());
  return units;
}

void Accelerator::check_books(Cycles total) const {
  for (const UnitMonitor* unit : units()) {
    Cycles sum{0};
    for (int state = 0; state < models::kStates; ++state) sum += unit->spent(static_cast<State>(state));
    if (sum != total) {
      throw models::ModelError("accelerator." + std::string{models::unit_name(unit->unit())} +
                               ": busy, waits and idle add up to " + std::to_string(sum.count()) + " of " +
                               std::to_string(total.count()) + " cycles");
    }
  }
  if (dram_->occupied() > total) {
    throw models::ModelError("accelerator.dram: occupied for " + std::to_string(dram_->occupied().count()) + " of " +
                             std::to_string(total.count()) + " cycles");
  }
}

void Accelerator::report_deadlock() const {
  std::string text = "deadlock at cycle " + std::to_string(clock_.now().count()) + " in layer " +
                     std::to_string(sequencer_->measures().size()) + ":";
  for (const UnitMonitor* unit : units())
    text += " accelerator." + std::string{models::unit_name(unit->unit())} + " is " +
            std::string{models::state_name(unit->state())} + ";";
  text += " steps executed " + std::to_string(execute_->steps_done()) + ", loaded " +
          std::to_string(dma_->loaded_steps()) + ", stores done " + std::to_string(dma_->stores_done());
  throw models::ModelError(text);
}

}  // namespace systole::hw
