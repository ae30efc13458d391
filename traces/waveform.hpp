// A waveform of a run as a Value Change Dump (IEEE 1364-2005 §18), streamed while the machine runs.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <ostream>
#include <string>

#include "models/probe/array_probe.hpp"
#include "models/probe/probe.hpp"
#include "traces/modules.hpp"
#include "traces/pe_signals.hpp"
#include "traces/pe_window.hpp"
#include "traces/signals.hpp"
#include "traces/time_base.hpp"

namespace systole::traces {

struct WaveformOptions {
  models::Hertz clock{1'000'000'000};
  /// Only [begin, end) is recorded; what happened before shows as the window's initial values.
  models::Cycles begin{0};
  models::Cycles end{std::numeric_limits<std::int64_t>::max()};
  Modules modules;      // empty: all
  std::string version;  // of systole, for the header
  /// Of module `array`, at cycle detail: x before its window's first step, the last values after it.
  std::optional<PeWindow> pes{};
};

/// Writes only changes, and of several changes at one time the last. The same calls give the same bytes: the header
/// has no date. The stream must outlive the waveform; its owner checks it for write errors after `finish`.
class Waveform : public models::Probe, public models::ArrayProbe {
 public:
  /// \throws models::UserError when the window is empty, the clock is not positive, or PEs are asked for and `array`
  /// not.
  Waveform(std::ostream& out, WaveformOptions options);

  void enter(models::Unit unit, models::State state, models::Cycles now) override;
  void set(models::Level level, std::int64_t value, models::Cycles now) override;
  /// Waveforms show states, not pieces of work: ignored.
  void span(models::Unit, std::string_view, std::int64_t, models::Cycles, models::Cycles) override {}

  /// Registers of PEs, if they are asked for. Other reports may be of times up to the moment's end.
  void stepped(const models::SystolicArray& array, const models::ArrayMoment& moment) override;

  /// The run took `total` cycles: units go idle, and the file ends at min(total, end of the window).
  void finish(models::Cycles total);

  /// The times that the file begins and, after `finish(total)`, ends with, in units of its time scale.
  std::int64_t begin_time(models::Cycles total) const;
  std::int64_t end_time(models::Cycles total) const;

 private:
  /// Writes what the current time has gathered once `now` lies beyond it.
  void advance(models::Cycles now);
  void advance_to(models::Cycles now);
  void set_state(models::Unit unit, models::State state);
  void write_header();
  void write_initial(models::Cycles at);
  void write_changes(models::Cycles at, bool force_time);
  void append_value(std::size_t signal);
  void emit();

  std::ostream& out_;
  WaveformOptions options_;
  TimeBase time_;
  models::Cycles now_{0};
  bool opened_ = false;  // the initial values have been written
  bool finished_ = false;
  std::array<bool, kSignals> recorded_{};
  std::array<std::int64_t, kSignals> values_{};
  std::array<std::int64_t, kSignals> written_{};
  std::optional<PeSignals> pes_;
  std::string text_;
};

}  // namespace systole::traces
