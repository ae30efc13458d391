#include "traces/waveform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "models/errors.hpp"
#include "traces/vcd_text.hpp"

namespace systole::traces {

namespace {

using models::Cycles;
using models::State;
using models::Unit;

}  // namespace

Waveform::Waveform(std::ostream& out, WaveformOptions options)
    : out_{out}, options_{std::move(options)}, time_{TimeBase::finest(options_.clock)} {
  if (options_.begin < Cycles{0} || options_.end <= options_.begin) {
    throw models::UserError(fmt::format("the waveform's window is empty: it begins at cycle {} and ends before {}",
                                        options_.begin.count(), options_.end.count()));
  }
  for (std::size_t i = 0; i < kSignals; ++i) recorded_[i] = records(options_.modules, signals()[i].module);
  for (std::size_t unit = 0; unit < kUnitCount; ++unit) set_state(static_cast<Unit>(unit), State::idle);
  if (options_.pes) {
    if (!records(options_.modules, Module::array)) {
      throw models::UserError("the registers of PEs belong to module 'array', which the waveform's list leaves out");
    }
    pes_.emplace(*options_.pes, kSignals);
  }
  write_header();
}

void Waveform::enter(Unit unit, State state, Cycles now) {
  advance(now);
  if (now < options_.end) set_state(unit, state);
}

void Waveform::set(models::Level level, std::int64_t value, Cycles now) {
  advance(now);
  const auto signal = signal_index(level);
  if (value < 0 && !signals()[signal].is_signed) {
    throw models::ModelError(
        fmt::format("{} is {} at cycle {}: a level is never negative", signals()[signal].path(), value, now.count()));
  }
  if (now < options_.end) values_[signal] = value;
}

void Waveform::stepped(const models::SystolicArray& array, const models::ArrayMoment& moment) {
  if (!pes_ || !pes_->wants(moment)) return;
  if (pes_->due()) advance(*pes_->due());
  const Cycles end = moment.end();
  if (end < now_) {
    throw models::ModelError(fmt::format("a waveform's time went back from cycle {} to {}", now_.count(), end.count()));
  }
  if (end < options_.begin || end >= options_.end) return;
  pes_->read(array, end);
  if (end == now_) pes_->take_effect();
}

void Waveform::finish(Cycles total) {
  if (finished_) throw models::ModelError("a waveform was finished twice");
  const auto last = std::min(total, options_.end);
  if (total < now_) {
    throw models::ModelError(
        fmt::format("a run of {} cycles reported a change at cycle {}", total.count(), now_.count()));
  }
  if (last > now_) advance(last);
  for (std::size_t unit = 0; unit < kUnitCount; ++unit) set_state(static_cast<Unit>(unit), State::idle);
  if (opened_) {
    write_changes(last, true);
  } else {
    write_initial(last);
  }
  out_.flush();
  finished_ = true;
}

std::int64_t Waveform::begin_time(Cycles total) const {
  return time_.ticks(std::min(total, options_.begin));
}

std::int64_t Waveform::end_time(Cycles total) const {
  return time_.ticks(std::min(total, options_.end));
}

void Waveform::advance(Cycles now) {
  if (pes_ && pes_->due() && *pes_->due() <= now) {
    advance_to(*pes_->due());
    pes_->take_effect();
  }
  advance_to(now);
}

void Waveform::advance_to(Cycles now) {
  if (now < now_) {
    throw models::ModelError(fmt::format("a waveform's time went back from cycle {} to {}", now_.count(), now.count()));
  }
  if (now == now_) return;
  if (!opened_) {
    if (now > options_.begin) write_initial(options_.begin);
  } else if (now_ < options_.end) {
    write_changes(now_, false);
  }
  now_ = now;
}

void Waveform::set_state(Unit unit, State state) {
  for (std::size_t other = 0; other < kStateCount; ++other) {
    values_[signal_index(unit, static_cast<State>(other))] = other == static_cast<std::size_t>(state) ? 1 : 0;
  }
}

void Waveform::write_header() {
  auto to = std::back_inserter(text_);
  fmt::format_to(to, "$version systole {} $end\n", options_.version.empty() ? "unknown" : options_.version);
  fmt::format_to(to, "$timescale 1 {} $end\n", time_.ticks_per_second() == kPicosecondsPerSecond ? "ps" : "fs");
  fmt::format_to(to, "$scope module {} $end\n", kTopScope);
  for (std::size_t i = 0; i < kSignals; ++i) {
    if (!recorded_[i]) continue;
    const auto& signal = signals()[i];
    if (i == 0 || signals()[i - 1].module != signal.module) {
      fmt::format_to(to, "$scope module {} $end\n", module_name(signal.module));
    }
    if (signal.bits == 1) {
      fmt::format_to(to, "$var wire 1 {} {} $end\n", identifier(i), signal.name);
    } else {
      fmt::format_to(to, "$var reg {} {} {} [{}:0] $end\n", signal.bits, identifier(i), signal.name, signal.bits - 1);
    }
    if (i + 1 == kSignals || signals()[i + 1].module != signal.module) {
      if (pes_ && signal.module == Module::array) pes_->append_declarations(text_);
      text_ += "$upscope $end\n";
    }
  }
  text_ += "$upscope $end\n$enddefinitions $end\n";
  emit();
}

void Waveform::write_initial(Cycles at) {
  fmt::format_to(std::back_inserter(text_), "#{}\n$dumpvars\n", time_.ticks(at));
  for (std::size_t i = 0; i < kSignals; ++i) {
    if (recorded_[i]) append_value(i);
  }
  if (pes_) pes_->append_all(text_);
  text_ += "$end\n";
  emit();
  opened_ = true;
}

void Waveform::write_changes(Cycles at, bool force_time) {
  bool timed = false;
  const auto stamp = [&] {
    if (!std::exchange(timed, true)) fmt::format_to(std::back_inserter(text_), "#{}\n", time_.ticks(at));
  };
  if (force_time) stamp();
  for (std::size_t i = 0; i < kSignals; ++i) {
    if (!recorded_[i] || values_[i] == written_[i]) continue;
    stamp();
    append_value(i);
  }
  if (pes_ && pes_->changed()) {
    stamp();
    pes_->append_changes(text_);
  }
  emit();
}

void Waveform::append_value(std::size_t signal) {
  auto to = std::back_inserter(text_);
  if (signals()[signal].bits == 1) {
    fmt::format_to(to, "{}{}\n", values_[signal], identifier(signal));
  } else if (signals()[signal].is_signed) {
    append_signed(text_, values_[signal], signals()[signal].bits, signal);
  } else {
    fmt::format_to(to, "b{:b} {}\n", values_[signal], identifier(signal));
  }
  written_[signal] = values_[signal];
}

void Waveform::emit() {
  out_.write(text_.data(), static_cast<std::streamsize>(text_.size()));
  text_.clear();
}

}  // namespace systole::traces
