#include "hw/execute_unit.hpp"

namespace systole::hw {

using models::Cycles;
using models::State;
using models::Unit;

ExecuteUnit::ExecuteUnit(const sc_core::sc_module_name& name, const Clocking& clock, models::Probe* probe,
                         ProcessGuard& guard)
    : sc_module{name},
      clock_{clock},
      probe_{probe},
      guard_{guard},
      array_{Unit::array, clock, probe},
      vector_{Unit::vector, clock, probe},
      cim_{Unit::cim, clock, probe},
      engine_{&array_} {
  SC_THREAD(process);
  SC_THREAD(completion_process);
}

void ExecuteUnit::connect(Dma& dma, Buffer& ifmap, Buffer& weight, Buffer& ofmap) {
  dma_ = &dma;
  ifmap_ = &ifmap;
  weight_ = &weight;
  ofmap_ = &ofmap;
}

UnitMonitor* ExecuteUnit::unit_of(models::Engine engine) {
  switch (engine) {
    case models::Engine::array:
      return &array_;
    case models::Engine::vector:
      return &vector_;
    case models::Engine::cim:
      return &cim_;
  }
  return nullptr;
}

void ExecuteUnit::begin_layer(const LayerJob& job, std::size_t index) {
  layer_ = job.name;
  index_ = index;
  engine_ = unit_of(job.schedule->work().engine);
  if (engine_ == &cim_) macros_->begin_layer(*job.schedule, codes_ != nullptr ? &codes_->at(index) : nullptr);
  measure_ = {};
  measure_.begin = last_end_ = clock_.now();
  last_tail_ = {};
  steps_done_ = 0;
  if (!on_registers()) return;
  stalls_ = {};
  completions_ = 0;
  registers_->begin_layer(*job.schedule, data_->open(index), static_cast<std::int64_t>(index));
}

LayerMeasure ExecuteUnit::end_layer(Cycles end) {
  measure_.end = end;
  measure_.steps = steps_done_;
  if (on_registers()) {
    close_registers(end);
  } else {
    measure_.cycles += last_tail_;
    measure_.cycles.dram_stall += end - (last_end_ + last_tail_.total());
  }
  engine_->enter(State::idle);
  return measure_;
}

void ExecuteUnit::process() {
  guard_.run_thread([this] {
    while (true) execute(queue.get());
  });
}

void ExecuteUnit::await_loads(const ExecuteCommand& command) {
  while (dma_->loaded_steps() <= command.step) {
    engine_->enter(State::wait_dram);
    wait(dma_->loaded());
  }
}

void ExecuteUnit::await_ofmap(const ExecuteCommand& command) {
  if (!command.work.edges.new_c || command.reloaded) return;
  while (!ofmap_->has_free()) {
    engine_->enter(State::wait_buffer);
    wait(ofmap_->released());
  }
  ofmap_->acquire(command.c_footprint);
}

/// Stationary operands go in before the tile: hidden under the tile before unless they came late.
void ExecuteUnit::await_lead(const ExecuteCommand& command) {
  if (!command.stationary) return;
  const Cycles lead = command.work.cost.lead;
  if (on_registers()) {
    const std::int64_t in_place = registers_->admitted_at() + lead.count();
    if (lead.count() == 0 || registers_->clocked() >= in_place) return;
    engine_->enter(State::busy);
    registers_->await(in_place);
    return;
  }
  const Cycles in_place = dma_->loaded_at(command.step) + lead;
  if (in_place <= clock_.now()) return;
  engine_->enter(State::busy);
  wait(clock_.time(in_place - clock_.now()));
}

void ExecuteUnit::execute(const ExecuteCommand& command) {
  await_loads(command);
  const bool admits_early = on_registers() && command.work.cost.lead.count() > 0;
  if (admits_early && registers_->admitted() == command.step) registers_->admit();
  await_ofmap(command);
  await_lead(command);
  Interval execution{clock_.now(), command.work.cost.split, Cycles{0}};
  engine_->enter(State::busy);
  if (on_registers()) {
    run_registers(command, execution);
  } else {
    if (engine_ == &cim_) macros_->start(command.work.cost, command.work.macs);
    wait(clock_.time(command.work.cost.execute));
    measure_.sram += command.work.sram;
  }
  keep_books(command, execution);
  const Cycles end = clock_.now();
  if (probe_ != nullptr) probe_->span(engine_->unit(), layer_, command.step, execution.begin, end);

  last_end_ = end;
  last_tail_ = command.work.cost.tail_split;
  if (command.work.edges.ends_a) ifmap_->release();
  if (command.work.edges.ends_b) weight_->release();
  if (command.work.edges.ends_c && !on_registers()) dma_->results_ready(end + command.work.cost.tail);
  if (command.last) engine_->enter(State::wait_dram);  // for the layer's last store
  ++steps_done_;
  step_done_.notify();
}

/// Cycles from the end of the tile before to the end of this one, by cause.
void ExecuteUnit::keep_books(const ExecuteCommand& command, const Interval& execution) {
  const bool first = command.step == 0;
  const Cycles lead = first && command.stationary ? command.work.cost.lead : Cycles{0};
  models::CycleStack& books = measure_.cycles;
  books += execution.split;
  books.weight_load += lead;
  books.dram_stall += execution.begin - last_end_ - lead - execution.held_in_lead;
  books.sram_stall += execution.held_in_lead;
  measure_.macs += command.work.macs;
}

}  // namespace systole::hw
