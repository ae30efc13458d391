// One key of an accelerator config: how it is read, printed and documented. The table of all keys (`chip_keys`) drives
// the reader, the resolved config, the overrides and docs/config.md, so that none of them can know another key.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/chip/chip.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

struct KeySpec {
  std::string path;          // "array.rows"
  std::string kind;          // "integer", "size", "word", ...
  std::string allowed;       // "1 .. 4096" or "ws, os, is"
  bool required = false;     // else the default holds
  std::string default_text;  // as printed from a default Chip
  std::string doc;           // one line

  /// Throws DocumentError when the value is not allowed.
  std::function<void(const workloads::Node&, models::Chip&)> parse;
  /// A YAML flow value that `parse` reads back to the same.
  std::function<std::string(const models::Chip&)> print;
  /// Keys of a part that a chip may lack: whether it has the part. Without it the key is neither required nor printed.
  std::function<bool(const models::Chip&)> part = {};

  bool applies(const models::Chip& chip) const { return !part || part(chip); }
};

/// Sections are contiguous, and keys stand in the order in which the resolved config prints them.
const std::vector<KeySpec>& chip_keys();

}  // namespace systole::sim
