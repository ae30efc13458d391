#include "hw/cim_unit.hpp"

#include <string>

#include "models/errors.hpp"

namespace systole::hw {

using models::CimPhase;
using models::CimSignal;
using models::Cycles;

CimUnit::CimUnit(const sc_core::sc_module_name& name, const models::Chip& chip, const Clocking& clock,
                 models::Probe* probe, ProcessGuard& guard)
    : sc_module{name}, chip_{chip}, clock_{clock}, probe_{probe}, guard_{guard}, timing_{*chip.cim, chip.clock} {
  SC_THREAD(issue_process);
  SC_THREAD(convert_first);
  SC_THREAD(convert_second);
  SC_THREAD(leave_first);
  SC_THREAD(leave_second);
  SC_METHOD(added_first);
  dont_initialize();
  sensitive << rows_[0].added;
  SC_METHOD(added_second);
  dont_initialize();
  sensitive << rows_[1].added;
}

void CimUnit::begin_layer(const models::Schedule& schedule, const models::CimPipelineCodes* codes) {
  codes_ = codes;
  pipeline_ = models::cim_pipeline(chip_, schedule.work());
  macs_a_vector_ = schedule.work().macs() / schedule.work().m();
  started_ = 0;
}

void CimUnit::start(const models::TileCost& cost, std::int64_t macs) {
  const Cycles now = clock_.now();
  const Tile tile{now + cost.split.weight_load, started_, macs / macs_a_vector_, now + cost.execute + cost.tail};
  started_ += tile.vectors;
  to_issue_.push_back(tile);
  under_way_.push_back(tile);
  tile_started_.notify(sc_core::SC_ZERO_TIME);
}

void CimUnit::wait_until(Cycles time) {
  if (time > clock_.now()) sc_core::wait(clock_.time(time - clock_.now()));
}

CimUnit::Moving CimUnit::take(std::deque<Moving>& line, const sc_core::sc_event& filled) {
  while (line.empty()) sc_core::wait(filled);
  const Moving next = line.front();
  line.pop_front();
  wait_until(next.due);
  return next;
}

/// A vector every interval, as the sequencer's schedule has it.
void CimUnit::issue_process() {
  guard_.run_thread([this] {
    while (true) {
      while (to_issue_.empty()) wait(tile_started_);
      const Tile tile = to_issue_.front();
      to_issue_.pop_front();
      for (std::int64_t i = 0; i < tile.vectors; ++i) {
        const Cycles begin = tile.begin + pipeline_.read + pipeline_.interval * i;
        wait_until(begin);
        rows_[0].to_macros.push_back({tile.first + i, begin});
        rows_[0].arrives.notify(sc_core::SC_ZERO_TIME);
      }
    }
  });
}

void CimUnit::convert(std::size_t at) {
  guard_.run_thread([this, at] {
    while (true) {
      const Moving next = take(rows_[at].to_macros, rows_[at].arrives);
      run_passes(at, next.vector);
      const Cycles way = at == 0 ? pipeline_.first_way() : pipeline_.second_way();
      rows_[at].from_macros.push_back({next.vector, clock_.now() + way});
      rows_[at].leaves.notify(sc_core::SC_ZERO_TIME);
    }
  });
}

void CimUnit::run_passes(std::size_t at, std::int64_t vector) {
  const Cycles begin = clock_.now();
  show(at, CimSignal::vector, vector);
  for (std::int64_t pass = 0; pass < timing_.passes(); ++pass) {
    show(at, CimSignal::pass, pass + 1);
    show(at, CimSignal::lsb, timing_.passes() > 1 && pass + 1 == timing_.passes() ? 1 : 0);
    show(at, CimSignal::dac, 1);
    wait_until(begin + timing_.until(pass, CimPhase::dac));
    show(at, CimSignal::dac, 0);
    show(at, CimSignal::settle, 1);
    wait_until(begin + timing_.until(pass, CimPhase::settle));
    show(at, CimSignal::settle, 0);
    show(at, CimSignal::convert, 1);
    run_conversions(at, vector, pass, begin);
    show(at, CimSignal::convert, 0);
  }
  show(at, CimSignal::pass, 0);
  show(at, CimSignal::lsb, 0);
}

/// Column by column where somebody looks; a code is added in the clock after its conversion.
void CimUnit::run_conversions(std::size_t at, std::int64_t vector, std::int64_t pass, Cycles begin) {
  if (probe_ == nullptr) {
    wait_until(begin + timing_.until(pass, CimPhase::convert));
    return;
  }
  for (std::int64_t column = 0; column < timing_.columns(); ++column) {
    show(at, CimSignal::column, column);
    wait_until(begin + timing_.until_column(pass, column));
    if (codes_ != nullptr && !(*codes_)[at].codes.empty())
      show(at, CimSignal::code, (*codes_)[at].at(vector, pass, column));
    show(at, CimSignal::shift_add, 1);
    rows_[at].adds_until = clock_.now() + Cycles{1};
    rows_[at].added.notify(clock_.time(Cycles{1}));
  }
}

void CimUnit::added(std::size_t at) {
  guard_.run([this, at] {
    if (clock_.now() >= rows_[at].adds_until) show(at, CimSignal::shift_add, 0);
  });
}

void CimUnit::leave(std::size_t at) {
  guard_.run_thread([this, at] {
    while (true) {
      const Moving next = take(rows_[at].from_macros, rows_[at].leaves);
      if (at == 0 && pipeline_.has_second) {
        rows_[1].to_macros.push_back(next);
        rows_[1].arrives.notify(sc_core::SC_ZERO_TIME);
      } else {
        result_out();
      }
    }
  });
}

/// A port that holds the macros up has nothing to read behind the last vector, for which the closed form waits: results
/// may be early then.
void CimUnit::result_out() {
  const Tile& tile = under_way_.front();
  if (++results_ < tile.vectors) return;
  const Cycles now = clock_.now();
  const bool may_be_early = pipeline_.read > pipeline_.passes;
  if (now > tile.deadline || (now < tile.deadline && !may_be_early)) {
    throw models::ModelError("accelerator.cim: the last of " + std::to_string(tile.vectors) +
                             " vectors is out at cycle " + std::to_string(now.count()) + ", planned " +
                             std::to_string(tile.deadline.count()));
  }
  results_ = 0;
  under_way_.pop_front();
}

void CimUnit::show(std::size_t at, CimSignal signal, std::int64_t value) {
  if (probe_ != nullptr) probe_->set(models::cim_level(at, signal), value, clock_.now());
}

}  // namespace systole::hw
