// What a machine can do at most with the bytes that it moves (S. Williams, A. Waterman, D. Patterson, "Roofline", CACM
// 52(4), 2009): below an intensity of peak / bandwidth, the ridge, DRAM is the limit; from there on the array is. One
// MAC is the unit of work here, not two operations.
#pragma once

#include <optional>

#include "models/dataflow/work.hpp"
#include "models/results.hpp"
#include "models/units.hpp"

namespace systole::models {

struct Roofline {
  double peak = 0;             // MACs a cycle
  double bytes_per_cycle = 0;  // of DRAM; 0: no limit

  /// MACs a byte; 0 where DRAM has no limit.
  double ridge() const { return bytes_per_cycle > 0 ? peak / bytes_per_cycle : 0.0; }
  /// At the ridge itself the array is the limit.
  bool memory_bound(double intensity) const { return intensity < ridge(); }
  /// MACs a cycle.
  double attainable(double intensity) const { return memory_bound(intensity) ? intensity * bytes_per_cycle : peak; }
};

/// Of the array: MACs of CIM macros have no peak that is known here.
Roofline roofline_of(const RunResult& run);

/// MACs a byte; none without MACs or bytes.
std::optional<double> intensity(std::int64_t macs, Bytes moved);

/// Bytes of the layer's operands and results, each once; input pixels that no window reads are not fetched.
Bytes least_dram(const Work& work);

}  // namespace systole::models
