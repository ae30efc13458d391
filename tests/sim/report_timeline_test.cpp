// The timeline in a run's document: the recorded one in cycles, merged where it is too long for a page.
#include <algorithm>
#include <map>

#include "sim/report/timeline_digest.hpp"
#include "tests/sim/report_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

/// `layers` layers of `each` pieces a unit, one cycle of work and one of nothing; the last piece is three cycles long.
sim::RecordedTimeline regular(std::uint32_t layers, std::uint32_t each) {
  sim::RecordedTimeline timeline;
  sim::Track running{"layers", {}};
  sim::Track array{"array", {}};
  sim::Counter held{"ifmap occupancy", {}};
  for (std::uint32_t layer = 0; layer < layers; ++layer) {
    timeline.names.push_back("layer " + std::to_string(layer));
    const std::int64_t begin = static_cast<std::int64_t>(layer) * each * 2;
    running.pieces.push_back({begin, begin + each * 2, layer, each * 2});
    for (std::uint32_t i = 0; i < each; ++i) {
      array.pieces.push_back({begin + 2 * i, begin + 2 * i + 1, layer, 1});
      held.levels.push_back({begin + 2 * i, i == each / 2 ? 1'000 + layer : i % 7});
    }
  }
  timeline.tracks = {running, array};
  timeline.counters = {held};
  return timeline;
}

std::int64_t covered(const sim::Track& track) {
  std::int64_t cycles = 0;
  for (const sim::Piece& piece : track.pieces) cycles += piece.covered;
  return cycles;
}

}  // namespace

TEST_CASE("a timeline's tracks are those of timeline.json, in cycles of the run", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "run", "edge16", "tiny_cnn_2d", {"--timeline"});
  const Json document = report_of({run});
  const Json& timeline = document["timeline"];
  const std::int64_t cycles = document["summary"]["totals"]["cycles"];
  CHECK(timeline["cycles"] == cycles);
  CHECK(timeline["merged"] == false);
  // Layers follow one another without a gap, each as long as its row says.
  const Json layers = entry(timeline["tracks"], "name", "layers")["spans"];
  REQUIRE(layers.size() == document["stack"]["rows"].size());
  std::int64_t now = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    CHECK(layers[i][0] == now);
    now = layers[i][1];
    CHECK(layers[i][2] == document["stack"]["rows"][i]["layer"]);
  }
  CHECK(now == cycles);
  // As many pieces of work as the file has, none over the one before.
  const Json events = Json::parse(file_text(run + "/timeline.json"))["traceEvents"];
  const auto slices = std::count_if(events.begin(), events.end(), [](const Json& e) { return e["ph"] == "X"; });
  std::int64_t spans = 0;
  for (const char* list : {"tracks", "waits"}) {
    for (const Json& track : timeline[list]) {
      std::int64_t end = 0;
      for (const Json& span : track["spans"]) {
        CHECK(span[0] >= end);
        end = span[1];
        ++spans;
      }
      CHECK(document["words"]["units"].contains(track["unit"]));
    }
  }
  CHECK(spans == slices);
  for (const Json& counter : timeline["counters"]) CHECK(document["words"]["counters"].contains(counter["name"]));
  const Json ifmap = entry(timeline["counters"], "name", "ifmap occupancy");
  CHECK(ifmap["capacity"] == 65536);
  for (const Json& point : ifmap["points"]) CHECK(point[1] <= 65536);
}

TEST_CASE("waveform, timeline and report call units and layers by the same names", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "run", "edge16", "tiny_cnn_2d", {"--timeline", "--vcd"});
  const Json document = report_of({run});
  std::vector<std::string> recorded_tracks;
  const Json events = Json::parse(file_text(run + "/timeline.json"))["traceEvents"];
  for (const Json& event : events)
    if (event["name"] == "thread_name") recorded_tracks.push_back(event["args"]["name"]);
  std::vector<std::string> shown;
  for (const char* list : {"tracks", "waits"})
    for (const Json& track : document["timeline"][list]) shown.push_back(track["name"]);
  CHECK_THAT(shown, Catch::UnorderedEquals(recorded_tracks));
  const std::string save = file_text(run + "/waves.gtkw");
  for (const Json& track : document["timeline"]["tracks"]) {
    const std::string unit = track["unit"];
    if (unit != "layers") CHECK(save.find("accelerator." + unit + ".") != std::string::npos);
  }
  for (const Json& counter : document["timeline"]["counters"]) {
    std::string signal = counter["name"];
    std::replace(signal.begin(), signal.end(), ' ', '.');
    CHECK(save.find("accelerator." + signal) != std::string::npos);
  }
}

TEST_CASE("a long timeline is merged: all of the work is in it, and every layer has as much room", "[B11]") {
  sim::RecordedTimeline timeline = regular(10, 1'000);
  const std::int64_t work = covered(timeline.tracks[1]);
  CHECK(sim::digest(timeline, {400, 400}));
  CHECK(covered(timeline.tracks[1]) == work);
  std::map<std::uint32_t, std::size_t> pieces;
  for (const sim::Piece& piece : timeline.tracks[1].pieces) ++pieces[piece.what];
  REQUIRE(pieces.size() == 10);
  for (const auto& [layer, count] : pieces) {
    CHECK(count >= 35);
    CHECK(count <= 40);
  }
  CHECK(timeline.tracks[0].pieces.size() == 10);
  std::int64_t end = 0;
  for (const sim::Piece& piece : timeline.tracks[1].pieces) {
    CHECK(piece.begin >= end);
    CHECK(piece.covered <= piece.end - piece.begin);
    end = piece.end;
  }
}

TEST_CASE("a counter that is thinned keeps the peak of every layer, and where it ends", "[B11]") {
  sim::RecordedTimeline timeline = regular(10, 1'000);
  const sim::Level last = timeline.counters[0].levels.back();
  CHECK(sim::digest(timeline, {400, 400}));
  const auto& levels = timeline.counters[0].levels;
  CHECK(levels.size() <= 400);
  for (std::int64_t layer = 0; layer < 10; ++layer)
    CHECK(std::any_of(levels.begin(), levels.end(), [&](const sim::Level& l) { return l.value == 1'000 + layer; }));
  CHECK(levels.back().cycle == last.cycle);
  CHECK(levels.back().value == last.value);
  CHECK(std::is_sorted(levels.begin(), levels.end(), [](const auto& a, const auto& b) { return a.cycle < b.cycle; }));
}

TEST_CASE("a short timeline stays as it is", "[B11]") {
  sim::RecordedTimeline timeline = regular(3, 20);
  CHECK(!sim::digest(timeline, {400, 400}));
  CHECK(timeline.tracks[1].pieces.size() == 60);
  CHECK(timeline.counters[0].levels.size() == 60);
}

TEST_CASE("with more layers than there is room for, some are merged, and the rest still fits", "[B11]") {
  sim::RecordedTimeline timeline = regular(5'000, 3);
  const std::int64_t work = covered(timeline.tracks[1]);
  CHECK(sim::digest(timeline, {1'000, 1'000}));
  CHECK(timeline.tracks[0].pieces.size() + timeline.tracks[1].pieces.size() <= 1'100);
  CHECK(timeline.counters[0].levels.size() <= 1'100);
  CHECK(covered(timeline.tracks[1]) == work);
}

TEST_CASE("merged waits have the state in which most of the time went", "[B11]") {
  sim::RecordedTimeline timeline = regular(1, 1'000);
  timeline.names.insert(timeline.names.end(), {"wait_dram", "wait_buffer"});
  sim::Track waits{"load waits", {}};
  for (std::int64_t i = 0; i < 300; ++i) {
    waits.pieces.push_back({6 * i, 6 * i + 1, 2, 1});
    waits.pieces.push_back({6 * i + 2, 6 * i + 5, 1, 3});
  }
  timeline.tracks.push_back(waits);
  CHECK(sim::digest(timeline, {60, 400}));
  CHECK(timeline.tracks[2].pieces.size() <= 40);
  for (const sim::Piece& piece : timeline.tracks[2].pieces) CHECK(piece.what == 1);
  CHECK(covered(timeline.tracks[2]) == 1'200);
}

TEST_CASE("a timeline of another run is an error", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "run", "edge16", "tiny_cnn_2d");
  const std::string other = recorded(directory, "other", "edge16", "signal_cnn_1d", {"--timeline"});
  std::string text = file_text(other + "/timeline.json");
  write_text(run + "/timeline.json", text);
  const Said strange = run_systole({"report", run, "--json"});
  CHECK(strange.status == 2);
  CHECK_THAT(strange.err, Catch::Contains("is not of this run"));
  write_text(run + "/timeline.json", text.substr(0, text.size() / 2));
  const Said damaged = run_systole({"report", run, "--json"});
  CHECK(damaged.status == 2);
  CHECK_THAT(damaged.err, Catch::Contains("timeline.json' is damaged"));
}
