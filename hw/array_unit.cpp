#include "hw/array_unit.hpp"

#include <string>

#include "hw/commands.hpp"
#include "models/errors.hpp"

namespace systole::hw {

using models::Cycles;

ArrayUnit::ArrayUnit(const sc_core::sc_module_name& name, const models::Chip& chip, const Clocking& clock,
                     const models::CycleProbes& probes, ProcessGuard& guard)
    : sc_module{name},
      clock_{clock},
      guard_{guard},
      datapath_{chip, probes},
      // os: after a pause no drain is in the way of the first fold's results, which the closed form does not know.
      results_may_be_early_{chip.array.dataflow == models::Dataflow::os &&
                            chip.array.drain == models::Drain::overlapped} {
  SC_METHOD(clock_process);
  dont_initialize();
  sensitive << wake_;
}

void ArrayUnit::begin_layer(const models::Schedule& schedule, models::LayerData& data, std::int64_t layer) {
  datapath_.begin_layer(schedule, data, layer);
  completed_ = 0;
  stalls_ = {};
}

void ArrayUnit::end_layer() {
  datapath_.end_layer();
}

void ArrayUnit::admit() {
  datapath_.admit();
  admitted_at_ = clocked_;
  wake_.notify(sc_core::SC_ZERO_TIME);
}

void ArrayUnit::start(const models::TileCost& cost) {
  datapath_.start();
  deadlines_.push_back(
      {clocked_ + (cost.split.of_array() + cost.tail_split.of_array()).count(), !results_may_be_early_});
}

void ArrayUnit::alarm(std::int64_t clocked) {
  alarm_ = clocked;
  wake_.notify(sc_core::SC_ZERO_TIME);
}

void ArrayUnit::await(std::int64_t clocked) {
  if (clocked_ >= clocked) return;
  alarm(clocked);
  while (clocked_ < clocked) wait(reached_);
}

void ArrayUnit::clock_process() {
  guard_.run([this] {
    if (phase_ == Phase::middle) {
      const models::ClockStalls stalls = datapath_.tick(clock_.now());
      stalls_ += stalls;
      phase_ = Phase::end;
      next_trigger(clock_.time(Cycles{1} + stalls.total()) - clock_.half_cycle());
      return;
    }
    if (phase_ == Phase::end) end_cycle();
    const bool goes_on = datapath_.active() || !deadlines_.empty() || alarm_ > clocked_;
    phase_ = goes_on ? Phase::middle : Phase::asleep;
    if (goes_on) next_trigger(clock_.half_cycle());
  });
}

void ArrayUnit::end_cycle() {
  ++clocked_;
  constexpr std::int64_t kCyclesBetweenLooks = 1 << 15;
  if (clocked_ % kCyclesBetweenLooks == 0 && stop_ && stop_()) throw Interrupted{};
  while (!deadlines_.empty() && deadlines_.front().clocked <= clocked_) {
    if (datapath_.finished() == completed_) report_deadline("later");
    deadlines_.pop_front();
    ++completed_;
    step_completed_.notify(sc_core::SC_ZERO_TIME);
  }
  if (!deadlines_.empty() && deadlines_.front().exact && datapath_.finished() > completed_) report_deadline("earlier");
  if (alarm_ == clocked_) reached_.notify(sc_core::SC_ZERO_TIME);
}

void ArrayUnit::report_deadline(const char* when) const {
  throw models::ModelError("accelerator.array: results of step " + std::to_string(completed_) + " are out " + when +
                           " than the closed form says, at cycle " + std::to_string(clock_.now().count()) + " (" +
                           std::to_string(clocked_) + " of the array's clock, planned " +
                           std::to_string(deadlines_.front().clocked) + ")");
}

}  // namespace systole::hw
