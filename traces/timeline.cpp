#include "traces/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "models/errors.hpp"

namespace systole::traces {

namespace {

using models::Cycles;
using models::Level;
using models::State;
using models::Unit;

// Track numbers: layers first, then a block a unit with its lanes of work and, last, its waits.
constexpr int kLayersTrack = 1;
constexpr int kTracksPerUnit = 1000;
constexpr int kWaitsTrack = kTracksPerUnit - 1;

int first_track(Unit unit) {
  return (static_cast<int>(unit) + 1) * kTracksPerUnit;
}

std::string counter_name(std::size_t level) {
  const auto& signal = signals()[signal_index(static_cast<Level>(level))];
  return fmt::format("{} {}", module_name(signal.module), signal.name);
}

}  // namespace

Timeline::Timeline(std::ostream& out, TimelineOptions options)
    : options_{std::move(options)}, events_{out, options_.clock, options_.title.empty() ? "systole" : options_.title} {
  events_.track(kLayersTrack, "layers");
  for (std::size_t unit = 0; unit < kUnitCount; ++unit) {
    if (static_cast<Unit>(unit) != Unit::cim || options_.cim)
      events_.track(first_track(static_cast<Unit>(unit)), models::unit_name(static_cast<Unit>(unit)));
    lanes_[unit].emplace_back(0);
  }
}

Timeline::~Timeline() {
  try {
    if (!finished_) finish(last_);
  } catch (const std::exception&) {
    finished_ = true;  // a failing stream is reported by whoever owns it
  }
}

void Timeline::enter(Unit unit, State state, Cycles now) {
  auto& wait = waits_[static_cast<std::size_t>(unit)];
  last_ = std::max(last_, now);
  if (state == wait.state) return;
  end_wait(unit, now);
  wait.state = state;
  wait.since = now;
}

void Timeline::set(Level level, std::int64_t value, Cycles now) {
  last_ = std::max(last_, now);
  if (models::is_cim(level)) return;
  if (level == Level::layer) {
    if (value == layer_) return;
    end_layer(now);
    layer_ = value;
    layer_since_ = now;
    return;
  }
  const auto index = static_cast<std::size_t>(level);
  if (now > counters_[index].since) write_counter(index);
  counters_[index].value = value;
  counters_[index].since = now;
}

void Timeline::span(Unit unit, std::string_view layer, std::int64_t step, Cycles begin, Cycles end) {
  if (begin < Cycles{0} || end < begin) {
    throw models::ModelError(fmt::format("{} reported a piece of work of layer '{}' from cycle {} to {}",
                                         models::unit_name(unit), layer, begin.count(), end.count()));
  }
  last_ = std::max(last_, end);
  if (!admit()) return;
  events_.slice(track_for(unit, begin, end), layer, fmt::format("{{\"step\":{}}}", step), begin, end);
}

void Timeline::finish(Cycles total) {
  if (finished_) throw models::ModelError("a timeline was finished twice");
  finished_ = true;
  end_layer(total);
  for (std::size_t unit = 0; unit < kUnitCount; ++unit) end_wait(static_cast<Unit>(unit), total);
  for (std::size_t level = 0; level < models::kPlainLevels; ++level) write_counter(level);
  events_.close(dropped_ == 0
                    ? std::string{}
                    : fmt::format("{} events beyond the limit of {} are not shown", dropped_, options_.max_events));
}

bool Timeline::admit() {
  if (admitted_ >= options_.max_events) {
    ++dropped_;
    return false;
  }
  ++admitted_;
  return true;
}

int Timeline::track_for(Unit unit, Cycles begin, Cycles end) {
  auto& lanes = lanes_[static_cast<std::size_t>(unit)];
  const auto free = std::find_if(lanes.begin(), lanes.end(), [begin](Cycles busy_to) { return busy_to <= begin; });
  const auto lane = static_cast<int>(free - lanes.begin());
  if (free != lanes.end()) {
    *free = end;
  } else {
    if (lane == kWaitsTrack) {
      throw models::ModelError(
          fmt::format("{} has {} pieces of work at once", models::unit_name(unit), lanes.size() + 1));
    }
    lanes.push_back(end);
    events_.track(first_track(unit) + lane, fmt::format("{} {}", models::unit_name(unit), lane + 1));
  }
  return first_track(unit) + lane;
}

void Timeline::end_wait(Unit unit, Cycles now) {
  auto& wait = waits_[static_cast<std::size_t>(unit)];
  const auto state = std::exchange(wait.state, State::idle);
  const bool waiting = state == State::wait_dram || state == State::wait_buffer;
  if (!waiting || now <= wait.since || !admit()) return;
  const auto track = first_track(unit) + kWaitsTrack;
  if (!std::exchange(wait.shown, true)) events_.track(track, fmt::format("{} waits", models::unit_name(unit)));
  events_.slice(track, models::state_name(state), "{}", wait.since, now);
}

void Timeline::end_layer(Cycles now) {
  if (layer_ < 0 || now <= layer_since_) return;
  const auto index = static_cast<std::size_t>(layer_);
  const auto name = index < options_.layers.size() ? options_.layers[index] : fmt::format("layer {}", layer_);
  events_.slice(kLayersTrack, name, fmt::format("{{\"layer\":{}}}", layer_), layer_since_, now);
}

void Timeline::write_counter(std::size_t level) {
  auto& counter = counters_[level];
  if (static_cast<Level>(level) == Level::layer || counter.value == counter.written) return;
  if (!admit()) return;
  events_.counter(counter_name(level), counter.value, counter.since);
  counter.written = counter.value;
}

}  // namespace systole::traces
