// The CIM macros of a chip: what they compute (config.hpp), how many there are, how long the parts of a macro take and
// whether its cells may be written while a network runs. A macro is one array of cells with its DACs, ADCs and
// shift-add. Times are cim.md's defaults: a 10-bit ADC of 100 MS/s shared by eight columns, 28 nm split-gate flash.
#pragma once

#include <cstdint>

#include "models/cim/config.hpp"
#include "models/units.hpp"

namespace systole::models {

/// Writing cells: each page is written in parallel, a pulse after the other, after an erase of the whole array.
struct CimProgramming {
  bool allowed = false;              // `reprogram: allow`: networks that do not fit are written in as they run
  Picoseconds pulse{25'000'000};     // one pulse on one page
  std::int64_t pulses = 30;          // that a page takes, verification included: 10..100
  std::int64_t page_cells = 1024;    // cells that are written in parallel
  Picoseconds erase{2'000'000'000};  // of an array; arrays are erased together
  bool operator==(const CimProgramming&) const = default;
};

struct CimEngine {
  std::int64_t macros = 1;
  bool compat_source = false;  // `arithmetic` is source_config()
  CimConfig arithmetic;
  Picoseconds dac_time{10'000};  // of a pass: codes become voltages
  Picoseconds settle{50'000};    // of a pass: columns' currents settle
  Hertz adc_rate{100'000'000};   // conversions a second of one ADC; a conversion takes 1/rate whatever its bits
  /// Two layers on macros with nothing but element-wise work between them run as one pipeline, token by token, through
  /// the vector unit (w12, SiLU and product, w3).
  bool pipeline = true;
  CimProgramming programming;
  bool operator==(const CimEngine&) const = default;
};

}  // namespace systole::models
