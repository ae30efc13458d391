// The file format of Chrome trace events ("JSON object format"): valid JSON whatever the names, written as it comes.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include "models/units.hpp"
#include "traces/time_base.hpp"

namespace systole::traces {

/// `text` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

class TraceEvents {
 public:
  TraceEvents(std::ostream& out, models::Hertz clock, std::string_view process);

  /// Names a track; viewers sort tracks by number.
  void track(int number, std::string_view name);
  /// [begin, end) on a track. `args` is a JSON object.
  void slice(int track, std::string_view name, std::string_view args, models::Cycles begin, models::Cycles end);
  void counter(std::string_view name, std::int64_t bytes, models::Cycles at);
  /// Ends the file; `note`, where not empty, shows beside the process's name.
  void close(std::string_view note);

 private:
  void event(std::string_view text);
  /// Trace events are in microseconds: exact to the picosecond as a decimal fraction.
  static std::string microseconds(std::int64_t picoseconds);

  std::ostream& out_;
  TimeBase time_;
  bool first_ = true;
};

}  // namespace systole::traces
