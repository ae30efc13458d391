#include "sim/report/recorded_timeline.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "models/errors.hpp"

namespace systole::sim {

namespace {

using Json = nlohmann::json;

/// Takes one event after the other: a timeline may have a million of them.
class Events {
 public:
  explicit Events(models::Hertz clock) : cycles_per_microsecond_{static_cast<double>(clock.count()) * 1e-6} {}

  void take(const Json& event) {
    const auto& phase = event.at("ph").get_ref<const std::string&>();
    if (phase == "X") slice(event);
    if (phase == "C") level(event);
    if (phase == "M") word(event);
  }

  RecordedTimeline finish() {
    for (auto& [number, track] : tracks_) result_.tracks.push_back(std::move(track));
    for (const Track& track : result_.tracks)
      if (!std::is_sorted(track.pieces.begin(), track.pieces.end(),
                          [](const Piece& a, const Piece& b) { return a.begin < b.begin; }))
        throw models::UserError("track '" + track.name + "' is not in order of time");
    return std::move(result_);
  }

 private:
  std::int64_t cycles(const Json& microseconds) const {
    return std::llround(microseconds.get<double>() * cycles_per_microsecond_);
  }

  std::uint32_t name(const std::string& text) {
    const auto [place, fresh] = names_.try_emplace(text, static_cast<std::uint32_t>(result_.names.size()));
    if (fresh) result_.names.push_back(text);
    return place->second;
  }

  void slice(const Json& event) {
    const double begin = event.at("ts").get<double>();
    Piece piece;
    piece.begin = cycles(event.at("ts"));
    piece.end = std::llround((begin + event.at("dur").get<double>()) * cycles_per_microsecond_);
    piece.what = name(event.at("name").get_ref<const std::string&>());
    piece.covered = piece.end - piece.begin;
    tracks_[event.at("tid").get<std::int64_t>()].pieces.push_back(piece);
  }

  void level(const Json& event) {
    const auto& counter = event.at("name").get_ref<const std::string&>();
    auto& counters = result_.counters;
    auto place = std::find_if(counters.begin(), counters.end(), [&](const Counter& c) { return c.name == counter; });
    if (place == counters.end()) place = counters.insert(counters.end(), {counter, {}});
    place->levels.push_back({cycles(event.at("ts")), event.at("args").at("bytes").get<std::int64_t>()});
  }

  void word(const Json& event) {
    const auto& what = event.at("name").get_ref<const std::string&>();
    const Json& args = event.at("args");
    if (what == "thread_name") tracks_[event.at("tid").get<std::int64_t>()].name = args.at("name");
    if (what == "process_labels") result_.remark = args.at("labels");
  }

  double cycles_per_microsecond_;
  std::map<std::int64_t, Track> tracks_;  // by number, which is their order
  std::unordered_map<std::string, std::uint32_t> names_;
  RecordedTimeline result_;
};

}  // namespace

RecordedTimeline read_timeline(const std::filesystem::path& file, models::Hertz clock) {
  std::ifstream stream{file, std::ios::binary};
  if (!stream) throw models::UserError("cannot read '" + file.string() + "'");
  constexpr int kEventDepth = 2;  // in the list of the file's object
  Events events{clock};
  try {
    const auto each = [&](int depth, Json::parse_event_t part, Json& value) {
      if (depth != kEventDepth || part != Json::parse_event_t::object_end) return true;
      events.take(value);
      return false;
    };
    const Json rest = Json::parse(stream, each);
    return events.finish();
  } catch (const Json::exception& error) {
    throw models::UserError("'" + file.string() + "' is damaged or of another systole: " + error.what());
  }
}

}  // namespace systole::sim
