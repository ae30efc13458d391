// A timeline.json read back: who worked on what and when, in cycles.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "models/units.hpp"

namespace systole::sim {

/// [begin, end) of one layer, or of one state.
struct Piece {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::uint32_t what = 0;    // its place in RecordedTimeline::names
  std::int64_t covered = 0;  // cycles that are meant: less than end - begin where pieces were merged
};

struct Track {
  std::string name;           // "array", "load 2", "load waits"
  std::vector<Piece> pieces;  // in order of time, none over another
};

struct Level {
  std::int64_t cycle = 0;  // from which on it holds
  std::int64_t value = 0;
};

struct Counter {
  std::string name;  // "ifmap occupancy"
  std::vector<Level> levels;
};

struct RecordedTimeline {
  std::vector<std::string> names;  // of layers and states
  std::vector<Track> tracks;       // as viewers order them; waits have tracks of their own
  std::vector<Counter> counters;
  std::string remark;  // what the recording itself left out; may be empty
};

/// Throws models::UserError when the file cannot be read, or is none of ours.
RecordedTimeline read_timeline(const std::filesystem::path& file, models::Hertz clock);

}  // namespace systole::sim
