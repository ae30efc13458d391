// The switches that the source of the CIM arithmetic reads from its environment. They are read here and nowhere else,
// once for each command line, and what they change is shown.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "models/cim/config.hpp"

namespace systole::sim {

struct Environment {
  bool adc_bypass = false;   // BIT_SERIAL_ADC_BYPASS: exact sums, no ADC and no thermal noise (J13)
  bool single_pass = false;  // BIT_SERIAL_SINGLE_PASS: 8-bit activations, no slices, no ADC (J15)
  bool debug = false;        // JIT_DISABLE_TORCH_COMPILE: nothing is compiled here; debug lines on stderr (J16)
};

/// 1, true, on and yes switch on; 0, false, off, no and nothing at all do not. Throws models::UserError for other
/// words.
Environment read_environment();

/// What the switches make of a config; says so in `notes`.
models::CimConfig with_environment(const Environment& environment, models::CimConfig config,
                                   std::vector<std::string>& notes);

/// The same as overrides behind the user's own, where the accelerator (a path or shipped name) has CIM macros.
void add_environment(const Environment& environment, const std::string& accelerator,
                     std::vector<std::string>& overrides, std::vector<std::string>& notes);

}  // namespace systole::sim
