// The GTKWave save file that opens a waveform grouped by module, with occupancies and the sums of
// PEs drawn as steps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

#include "traces/modules.hpp"
#include "traces/pe_window.hpp"

namespace systole::traces {

struct GtkwaveOptions {
  /// Names in one directory, which may move: GTKWave looks for the dump beside the save file.
  std::string dump_file = "waves.vcd";
  std::string save_file = "waves.gtkw";
  Modules modules;  // as in the waveform
  /// The part to show, in the waveform's units of time (Waveform::begin_time, end_time).
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::optional<PeWindow> pes{};  // as in the waveform
};

/// A save file lists the PEs of so many, a closed group a row; of more it lists those of the diagonal, which every wave
/// through the array crosses. The others are in the waveform all the same.
inline constexpr std::size_t kListedPes = 256;

void write_gtkwave(std::ostream& out, const GtkwaveOptions& options);

}  // namespace systole::traces
