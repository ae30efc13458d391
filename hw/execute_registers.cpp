// The part of the execute unit that takes tiles through the array's registers.
#include "hw/execute_unit.hpp"

namespace systole::hw {

using models::ClockStalls;
using models::Cycles;

void ExecuteUnit::simulate_registers(ArrayUnit& registers, models::LayerDataSource& data) {
  registers_ = &registers;
  data_ = &data;
}

ClockStalls ExecuteUnit::new_stalls() {
  const ClockStalls& now = registers_->stalls();
  const ClockStalls fresh{now.sram - stalls_.sram, now.vector - stalls_.vector};
  stalls_ = now;
  return fresh;
}

/// Ends with the tile's last stream; its results may still be on their way.
void ExecuteUnit::run_registers(const ExecuteCommand& command, Interval& execution) {
  const models::TileCost& cost = command.work.cost;
  const ClockStalls before = new_stalls();
  if (command.step == 0) execution.held_in_lead = before.total();
  if (registers_->admitted() == command.step) registers_->admit();
  registers_->start(cost);
  ends_visit_.push_back(command.work.edges.ends_c);
  const std::int64_t end = registers_->clocked() + cost.split.of_array().count();
  if (const ExecuteCommand* next = queue.peek(); next != nullptr && next->work.cost.lead.count() > 0)
    admit_under_way(*next, end);
  registers_->await(end);
  const ClockStalls held = new_stalls();
  execution.split.sram_stall = held.sram;
  execution.split.vector = held.vector;
}

/// Stationary operands of the next tile go in under the end of this one. If they have to be loaded first, they go in
/// when they are there.
void ExecuteUnit::admit_under_way(const ExecuteCommand& next, std::int64_t end) {
  registers_->await(end - next.work.cost.lead.count());
  if (next.stationary) {
    registers_->alarm(end);
    while (dma_->loaded_steps() <= next.step && registers_->clocked() < end)
      wait(dma_->loaded() | registers_->reached());
    if (dma_->loaded_steps() <= next.step) return;
  }
  registers_->admit();
}

/// Hands results to the store process when they are out.
void ExecuteUnit::completion_process() {
  guard_.run_thread([this] {
    if (registers_ == nullptr) return;
    while (true) {
      while (registers_->completed() == completions_) wait(registers_->step_completed());
      ++completions_;
      last_completed_ = clock_.now();
      const bool visit_over = ends_visit_.front();
      ends_visit_.pop_front();
      if (visit_over) dma_->results_ready(clock_.now());
    }
  });
}

/// What came after the last tile: its results, and the last store.
void ExecuteUnit::close_registers(Cycles end) {
  const ClockStalls held = new_stalls();
  measure_.cycles.fill_drain += last_tail_.fill_drain;
  measure_.cycles.sram_stall += held.sram;
  measure_.cycles.vector += held.vector;
  measure_.cycles.dram_stall += end - last_completed_;
  measure_.sram = registers_->traffic();
  registers_->end_layer();
  data_->close(index_);
}

}  // namespace systole::hw
