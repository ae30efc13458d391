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
      engine_{&array_} {
  SC_THREAD(process);
}

void ExecuteUnit::connect(Dma& dma, Buffer& ifmap, Buffer& weight, Buffer& ofmap) {
  dma_ = &dma;
  ifmap_ = &ifmap;
  weight_ = &weight;
  ofmap_ = &ofmap;
}

void ExecuteUnit::begin_layer(const LayerJob& job) {
  layer_ = job.name;
  engine_ = job.schedule->work().engine == models::Engine::array ? &array_ : &vector_;
  measure_ = {};
  measure_.begin = last_end_ = clock_.now();
  last_tail_ = Cycles{0};
  steps_done_ = 0;
}

LayerMeasure ExecuteUnit::end_layer(Cycles end) {
  measure_.end = end;
  measure_.steps = steps_done_;
  measure_.cycles.fill_drain += last_tail_;
  measure_.cycles.dram_stall += end - (last_end_ + last_tail_);
  engine_->enter(State::idle);
  return measure_;
}

void ExecuteUnit::process() {
  guard_.run_thread([this] {
    while (true) execute(queue.get());
  });
}

void ExecuteUnit::await_operands(const ExecuteCommand& command) {
  while (dma_->loaded_steps() <= command.step) {
    engine_->enter(State::wait_dram);
    wait(dma_->loaded());
  }
  if (!command.work.edges.new_c || command.reloaded) return;
  while (!ofmap_->has_free()) {
    engine_->enter(State::wait_buffer);
    wait(ofmap_->released());
  }
  ofmap_->acquire(command.c_footprint);
}

void ExecuteUnit::execute(const ExecuteCommand& command) {
  await_operands(command);
  // Stationary operands go in before the tile: hidden under the tile before unless they came late.
  Cycles lead{0};
  if (command.stationary) {
    lead = command.work.cost.lead;
    const Cycles in_place = dma_->loaded_at(command.step) + lead;
    if (in_place > clock_.now()) {
      engine_->enter(State::busy);
      wait(clock_.time(in_place - clock_.now()));
    }
  }
  const Cycles begin = clock_.now();
  engine_->enter(State::busy);
  wait(clock_.time(command.work.cost.execute));
  const Cycles end = clock_.now();

  const bool first = command.step == 0;
  measure_.cycles += command.work.cost.split;
  if (first) measure_.cycles.weight_load += lead;
  measure_.cycles.dram_stall += begin - last_end_ - (first ? lead : Cycles{0});
  measure_.sram += command.work.sram;
  measure_.macs += command.work.macs;
  if (probe_ != nullptr) probe_->span(engine_->unit(), layer_, command.step, begin, end);

  last_end_ = end;
  last_tail_ = command.work.cost.tail;
  if (command.work.edges.ends_a) ifmap_->release();
  if (command.work.edges.ends_b) weight_->release();
  if (command.work.edges.ends_c) dma_->results_ready(end + last_tail_);
  if (command.last) engine_->enter(State::wait_dram);  // for the layer's last store
  ++steps_done_;
  step_done_.notify();
}

}  // namespace systole::hw
