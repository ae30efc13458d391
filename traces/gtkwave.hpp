// The GTKWave save file that opens a waveform grouped by module, with occupancies drawn as steps.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "traces/modules.hpp"

namespace systole::traces {

struct GtkwaveOptions {
  /// Names in one directory, which may move: GTKWave looks for the dump beside the save file.
  std::string dump_file = "waves.vcd";
  std::string save_file = "waves.gtkw";
  Modules modules;  // as in the waveform
  /// The part to show, in the waveform's units of time (Waveform::begin_time, end_time).
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

void write_gtkwave(std::ostream& out, const GtkwaveOptions& options);

}  // namespace systole::traces
