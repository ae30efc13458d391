// A sweep of a few designs of a shipped chip, for the verbs that work on sweeps.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"

namespace systole::tests {

/// 3 x 2 x 2 designs on two networks; an overlapped drain is os' alone, so that a quarter of the points fail.
inline std::string small_sweep(const std::string& detail) {
  return "name: small\n"
         "accelerators: [edge16]\n"
         "workloads: [tiny_cnn_2d, signal_cnn_1d]\n"
         "detail: " +
         detail +
         "\n"
         "axes:\n"
         "  - {keys: [array.rows, array.cols], values: [8, 16, 32]}\n"
         "  - {key: array.dataflow, values: [ws, os]}\n"
         "  - {key: array.drain, values: [shifted, overlapped]}\n"
         "objectives: [{metric: latency_s, over: sum}, {metric: energy_pj, workload: tiny_cnn_2d}]\n"
         "strategy: grid\n";
}

inline constexpr std::size_t kSmallPoints = 24;
inline constexpr std::size_t kSmallFailures = 6;

/// The store as CSV.
inline std::string exported(const std::string& store) {
  const Said said = run_systole({"export", store});
  INFO(said.err);
  REQUIRE(said.status == 0);
  return said.out;
}

}  // namespace systole::tests
