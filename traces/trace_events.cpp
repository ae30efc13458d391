#include "traces/trace_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace systole::traces {

namespace {

constexpr std::int64_t kPicosecondsPerMicrosecond = 1'000'000;

}  // namespace

std::string json_string(std::string_view text) {
  // Nearly every name is plain, and a big network has a million of them.
  const bool plain = std::all_of(text.begin(), text.end(), [](char letter) {
    return letter >= ' ' && letter <= '~' && letter != '"' && letter != '\\';
  });
  if (plain) return fmt::format("\"{}\"", text);
  return nlohmann::json(std::string{text}).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

TraceEvents::TraceEvents(std::ostream& out, models::Hertz clock, std::string_view process)
    : out_{out}, time_{clock, kPicosecondsPerSecond} {
  out_ << "{\"displayTimeUnit\": \"ns\", \"traceEvents\": [";
  event(fmt::format(R"({{"ph":"M","pid":1,"name":"process_name","args":{{"name":{}}}}})", json_string(process)));
}

void TraceEvents::track(int number, std::string_view name) {
  event(fmt::format(R"({{"ph":"M","pid":1,"tid":{},"name":"thread_name","args":{{"name":{}}}}})", number,
                    json_string(name)));
  event(
      fmt::format(R"({{"ph":"M","pid":1,"tid":{0},"name":"thread_sort_index","args":{{"sort_index":{0}}}}})", number));
}

void TraceEvents::slice(int track, std::string_view name, std::string_view args, models::Cycles begin,
                        models::Cycles end) {
  const auto from = time_.ticks(begin);
  event(fmt::format(R"({{"ph":"X","pid":1,"tid":{},"name":{},"ts":{},"dur":{},"args":{}}})", track, json_string(name),
                    microseconds(from), microseconds(time_.ticks(end) - from), args));
}

void TraceEvents::counter(std::string_view name, std::int64_t bytes, models::Cycles at) {
  event(fmt::format(R"({{"ph":"C","pid":1,"name":{},"ts":{},"args":{{"bytes":{}}}}})", json_string(name),
                    microseconds(time_.ticks(at)), bytes));
}

void TraceEvents::close(std::string_view note) {
  if (!note.empty()) {
    event(fmt::format(R"({{"ph":"M","pid":1,"name":"process_labels","args":{{"labels":{}}}}})", json_string(note)));
  }
  out_ << "\n]}\n";
  out_.flush();
}

void TraceEvents::event(std::string_view text) {
  out_ << (std::exchange(first_, false) ? "\n" : ",\n") << text;
}

std::string TraceEvents::microseconds(std::int64_t picoseconds) {
  return fmt::format("{}.{:06}", picoseconds / kPicosecondsPerMicrosecond, picoseconds % kPicosecondsPerMicrosecond);
}

}  // namespace systole::traces
