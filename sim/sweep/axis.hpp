// One thing that a sweep varies: keys of the config that are set together, and the values that they take in turn. As
// read from a sweep file:
//
//   - {key: array.dataflow, values: [ws, os, is]}
//   - {keys: [array.rows, array.cols], values: [8, 16, 32]}       linked: all keys take the same value
//   - {key: scratchpad.*.size, values: [32 KiB, 64 KiB]}          a pattern: all keys that match
//   - {key: scratchpad.ifmap.size, from: 32 KiB, to: 256 KiB, factor: 2}
//   - {key: array.rows, from: 8, to: 64, step: 8}
//   - {values: [{array.rows: 8, array.cols: 32}, {array.rows: 16, array.cols: 16}]}    linked, each with its own
#pragma once

#include <string>
#include <vector>

#include "models/chip/chip.hpp"
#include "sim/config/key_spec.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

struct Setting {
  const KeySpec* key = nullptr;
  workloads::Node value;

  void apply(models::Chip& chip) const { key->parse(value, chip); }
};

struct AxisValue {
  std::string label;  // as results show it: "32 KiB", or "8, 32" for keys with values of their own
  std::vector<Setting> settings;

  void apply(models::Chip& chip) const;
};

struct Axis {
  std::string name;  // "array.dataflow", "scratchpad.*.size", or all keys with commas
  std::vector<const KeySpec*> keys;
  std::vector<AxisValue> values;
};

/// More values than this in a range are a slip of the pen.
inline constexpr std::size_t kMostAxisValues = 100'000;

/// Throws DocumentError for unknown keys, a key in two axes, values that their key does not allow, values that occur
/// twice, and ranges that never end.
std::vector<Axis> read_axes(const workloads::Node& list);

}  // namespace systole::sim
