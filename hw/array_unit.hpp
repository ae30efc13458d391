// The systolic array at cycle detail: the clock that takes models::ArrayDatapath through the steps of a layer.
//
// A cycle of the array's clock takes one of the chip's, or more while a scratchpad or the vector unit holds it back.
// The clock stands still while nothing is under way. Work of a cycle is done in its middle, when everything else that
// happens at its beginning has happened.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <systemc>
#include <utility>

#include "hw/clocking.hpp"
#include "hw/process_guard.hpp"
#include "models/datapath/array_datapath.hpp"

namespace systole::hw {

class ArrayUnit : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(ArrayUnit);
  ArrayUnit(const sc_core::sc_module_name& name, const models::Chip& chip, const Clocking& clock,
            const models::CycleProbes& probes, ProcessGuard& guard);

  /// Asked now and then; true ends the simulation with Interrupted.
  void set_stop(std::function<bool()> stop) { stop_ = std::move(stop); }
  void begin_layer(const models::Schedule& schedule, models::LayerData& data, std::int64_t layer);
  void end_layer();

  /// The next step's tiles are in the scratchpads: its stationary operands go in.
  void admit();
  std::int64_t admitted() const { return datapath_.admitted(); }
  /// Its vectors stream. It must be through, and its results out, after as many cycles of the array's clock as the
  /// closed form says, which is checked.
  void start(const models::TileCost& cost);

  /// Cycles of the array's clock so far, and in which of them the last step was admitted.
  std::int64_t clocked() const { return clocked_; }
  std::int64_t admitted_at() const { return admitted_at_; }
  /// For a thread process: waits until the array's clock has ticked so often; one waits at a time.
  void await(std::int64_t clocked);
  /// Asks for `reached` then.
  void alarm(std::int64_t clocked);
  const sc_core::sc_event& reached() const { return reached_; }

  /// Steps whose results are out.
  std::int64_t completed() const { return completed_; }
  const sc_core::sc_event& step_completed() const { return step_completed_; }
  /// Since the layer began.
  const models::ClockStalls& stalls() const { return stalls_; }
  models::SramTraffic traffic() const { return datapath_.traffic(); }

 private:
  struct Deadline {
    std::int64_t clocked = 0;
    bool exact = true;
  };

  enum class Phase { asleep, middle, end };

  void clock_process();
  void end_cycle();
  [[noreturn]] void report_deadline(const char* when) const;

  const Clocking& clock_;
  ProcessGuard& guard_;
  models::ArrayDatapath datapath_;
  bool results_may_be_early_;
  Phase phase_ = Phase::asleep;
  std::int64_t clocked_ = 0;
  std::int64_t admitted_at_ = 0;
  std::int64_t alarm_ = 0;
  std::int64_t completed_ = 0;
  std::deque<Deadline> deadlines_;  // when the results of steps under way must be out
  models::ClockStalls stalls_;
  std::function<bool()> stop_;
  sc_core::sc_event wake_;
  sc_core::sc_event reached_;
  sc_core::sc_event step_completed_;
};

}  // namespace systole::hw
