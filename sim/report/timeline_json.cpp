#include "sim/report/timeline_json.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "models/errors.hpp"
#include "sim/report/recorded_timeline.hpp"
#include "sim/report/timeline_digest.hpp"

namespace systole::sim {

namespace {

constexpr std::string_view kWaits = " waits";

/// [begin, end, what] and, where pieces were merged and leave gaps, the cycles between that are meant.
ReportJson span(const Piece& piece, const ReportJson& what) {
  ReportJson json = ReportJson::array({piece.begin, piece.end, what});
  if (piece.covered < piece.end - piece.begin) json.push_back(piece.covered);
  return json;
}

/// A scratchpad's size; 0: it has none.
std::int64_t capacity(const models::Chip& chip, const std::string& counter) {
  if (counter == "ifmap occupancy") return chip.scratchpad.ifmap.size.count();
  if (counter == "weight occupancy") return chip.scratchpad.weight.size.count();
  if (counter == "ofmap occupancy") return chip.scratchpad.ofmap.size.count();
  return 0;
}

ReportJson counter_json(const Counter& counter, const models::Chip& chip) {
  ReportJson json{{"name", counter.name}, {"unit", "B"}};
  if (const std::int64_t bytes = capacity(chip, counter.name); bytes > 0) json["capacity"] = bytes;
  ReportJson& points = json["points"] = ReportJson::array();
  for (const Level& level : counter.levels) points.push_back(ReportJson::array({level.cycle, level.value}));
  return json;
}

}  // namespace

ReportJson timeline_json(const std::filesystem::path& file, const ReportJson& summary, const models::Chip& chip,
                         const RunLayers& layers) {
  RecordedTimeline timeline = read_timeline(file, chip.clock);
  const std::int64_t cycles = summary.at("totals").at("cycles");
  if (timeline.tracks.empty() || timeline.tracks.front().pieces.empty() ||
      timeline.tracks.front().pieces.back().end != cycles)
    throw models::UserError(fmt::format(
        "'{}' is not of this run: it does not end at its last cycle, {}; make the run anew", file.string(), cycles));
  const bool merged = digest(timeline);
  ReportJson json{{"cycles", cycles},
                  {"clock_hz", summary.at("clock_hz")},
                  {"merged", merged},
                  {"tracks", ReportJson::array()},
                  {"waits", ReportJson::array()},
                  {"counters", ReportJson::array()}};
  for (const Track& track : timeline.tracks) {
    const bool waits = track.name.ends_with(kWaits);
    ReportJson entry{{"name", track.name}, {"unit", track.name.substr(0, track.name.find(' '))}};
    ReportJson& spans = entry["spans"] = ReportJson::array();
    for (const Piece& piece : track.pieces) {
      const std::string& what = timeline.names[piece.what];
      const auto layer = waits ? std::nullopt : layers.find(what);
      if (!waits && !layer)
        throw models::UserError(
            fmt::format("'{}' is not of this run: there is no layer '{}'; make the run anew", file.string(), what));
      spans.push_back(span(piece, waits ? ReportJson(what) : ReportJson(*layer)));
    }
    json[waits ? "waits" : "tracks"].push_back(std::move(entry));
  }
  for (const Counter& counter : timeline.counters) json["counters"].push_back(counter_json(counter, chip));
  if (!timeline.remark.empty()) json["remark"] = timeline.remark;
  return json;
}

}  // namespace systole::sim
