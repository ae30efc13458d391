// A waveform and a timeline of a few calls, read back.
#pragma once

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>

#include "tests/support/vcd_reader.hpp"
#include "traces/timeline.hpp"
#include "traces/waveform.hpp"

namespace systole::tests {

using models::Cycles;
using models::Hertz;
using models::Level;
using models::State;
using models::Unit;

/// Records what `calls(probe)` reports of a run of `total` cycles. The clock is 1 GHz, so a cycle is 1000 ps, unless
/// the options say otherwise.
template <class Calls>
std::string waveform_text(traces::WaveformOptions options, Cycles total, Calls calls) {
  std::ostringstream out;
  traces::Waveform waveform{out, std::move(options)};
  calls(waveform);
  waveform.finish(total);
  return out.str();
}

template <class Calls>
Vcd waveform_of(traces::WaveformOptions options, Cycles total, Calls calls) {
  std::istringstream in{waveform_text(std::move(options), total, calls)};
  return read_vcd(in);
}

template <class Calls>
nlohmann::json timeline_of(traces::TimelineOptions options, Cycles total, Calls calls) {
  std::ostringstream out;
  traces::Timeline timeline{out, std::move(options)};
  calls(timeline);
  timeline.finish(total);
  return nlohmann::json::parse(out.str());
}

/// The events of a phase ("X", "C", "M") with a name.
inline std::vector<nlohmann::json> events_of(const nlohmann::json& timeline, const std::string& phase,
                                             const std::string& name = {}) {
  std::vector<nlohmann::json> found;
  for (const auto& event : timeline.at("traceEvents")) {
    if (event.at("ph") == phase && (name.empty() || event.at("name") == name)) found.push_back(event);
  }
  return found;
}

/// The name of a track.
inline std::string track_name(const nlohmann::json& timeline, int track) {
  for (const auto& event : events_of(timeline, "M", "thread_name")) {
    if (event.at("tid") == track) return event.at("args").at("name");
  }
  return {};
}

}  // namespace systole::tests
