// A timeline of a run as Chrome trace events, for Perfetto (ui.perfetto.dev) and chrome://tracing, streamed while the
// machine runs.
#pragma once

#include <array>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "models/probe/probe.hpp"
#include "traces/signals.hpp"
#include "traces/trace_events.hpp"

namespace systole::traces {

struct TimelineOptions {
  models::Hertz clock{1'000'000'000};
  std::string title;                    // what ran, for the name of the process
  std::vector<std::string> layers;      // names in program order, for the track of layers
  bool cim = false;                     // the chip has CIM macros, which then have a track
  std::int64_t max_events = 1'000'000;  // pieces of work, waits and counter values; later ones are counted and dropped
};

/// Tracks: the layers; each unit's pieces of work; each unit's waits; counters for bytes held and in flight.
/// What passes of CIM macros do is a waveform's to show. A piece
/// that overlaps the one before it on its track goes to a further lane ("load 2"), so every track is in order of time.
/// The stream must outlive the timeline; its owner checks it for write errors after `finish`.
class Timeline : public models::Probe {
 public:
  Timeline(std::ostream& out, TimelineOptions options);
  Timeline(const Timeline&) = delete;
  Timeline& operator=(const Timeline&) = delete;
  /// Closes the JSON at the last time seen when `finish` was not reached.
  ~Timeline() override;

  void enter(models::Unit unit, models::State state, models::Cycles now) override;
  void set(models::Level level, std::int64_t value, models::Cycles now) override;
  void span(models::Unit unit, std::string_view layer, std::int64_t step, models::Cycles begin,
            models::Cycles end) override;

  /// Ends the open layer and waits at `total` and closes the JSON.
  void finish(models::Cycles total);

  std::int64_t dropped() const { return dropped_; }

 private:
  struct Wait {
    models::State state = models::State::idle;
    models::Cycles since{0};
    bool shown = false;  // has a track
  };
  struct Counter {
    std::int64_t value = 0;
    models::Cycles since{0};
    std::int64_t written = -1;  // none yet
  };

  bool admit();
  int track_for(models::Unit unit, models::Cycles begin, models::Cycles end);
  void end_wait(models::Unit unit, models::Cycles now);
  void end_layer(models::Cycles now);
  void write_counter(std::size_t level);

  TimelineOptions options_;
  TraceEvents events_;
  std::array<std::vector<models::Cycles>, kUnitCount> lanes_;  // by unit: where each lane's last piece ends
  std::array<Wait, kUnitCount> waits_{};
  std::array<Counter, kLevelCount> counters_{};
  std::int64_t layer_ = -1;  // none yet
  models::Cycles layer_since_{0};
  models::Cycles last_{0};
  std::int64_t admitted_ = 0;
  std::int64_t dropped_ = 0;
  bool finished_ = false;
};

}  // namespace systole::traces
