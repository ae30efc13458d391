// Points of no real chip with figures that a formula gives: what stores and pools of workers are tested with.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "models/errors.hpp"
#include "sim/store/store_reader.hpp"
#include "sim/sweep/row.hpp"

namespace systole::tests {

/// Point n of two axes.
inline sim::SweepPoint point(std::uint64_t n) {
  sim::SweepPoint made;
  made.key = fmt::format("{:016x}{:016x}", n * 0x9e3779b97f4a7c15U, n);
  made.design = n;
  made.accelerator = "edge16";
  made.values = {fmt::format("{}", n % 7), fmt::format("{} KiB, \"half\"", n / 7)};
  made.workload = "tiny_cnn_2d";
  made.detail = n % 3 == 0 ? sim::Detail::event : sim::Detail::analytic;
  return made;
}

inline std::vector<sim::SweepPoint> points(std::uint64_t count) {
  std::vector<sim::SweepPoint> made;
  for (std::uint64_t n = 0; n < count; ++n) made.push_back(point(n));
  return made;
}

/// Every field differs from every other, and from point to point; figures that a chip may lack are there now and then.
inline sim::Evaluation evaluation(const sim::SweepPoint& of) {
  const auto n = static_cast<std::int64_t>(of.design);
  sim::Evaluation made;
  made.cycles = {models::Cycles{n + 1}, models::Cycles{n + 2}, models::Cycles{n + 3}, models::Cycles{n + 4},
                 models::Cycles{n + 5}, models::Cycles{n + 6}, models::Cycles{n + 7}};
  made.macs = n + (std::int64_t{1} << 60);
  made.dram_read_bytes = n + 9;
  made.dram_write_bytes = n + 10;
  made.sram_read_bytes = n + 11;
  made.sram_write_bytes = n + 12;
  made.latency_s = 1.0 / (static_cast<double>(n) + 3.0);
  made.utilization = 0.1 + 0.2;
  made.ridge_mac_per_byte = static_cast<double>(n) * 1e-300;
  if (n % 2 == 0) made.energy_pj = static_cast<double>(n) + 0.1;
  if (n % 3 == 0) made.area_um2 = static_cast<double>(n) + 0.2;
  if (n % 5 == 0) made.sqnr_db = -static_cast<double>(n) - 0.3;
  return made;
}

/// As `evaluation`, or the error that point n has.
inline sim::SweepRow row(std::uint64_t n) {
  sim::SweepRow made{point(n), {}};
  made.outcome.seconds = 0.25 * static_cast<double>(n);
  if (n % 11 == 10)
    made.outcome.error = fmt::format("point {} cannot be", n);
  else
    made.outcome.evaluation = evaluation(made.point);
  return made;
}

inline std::vector<sim::SweepRow> rows(std::uint64_t from, std::uint64_t to) {
  std::vector<sim::SweepRow> made;
  for (std::uint64_t n = from; n < to; ++n) made.push_back(row(n));
  return made;
}

inline sim::StoreAbout about() {
  return {"synthetic", "name: synthetic\npoints: 7\n", "0123456789abcdef", {"array.rows", "scratchpad \"all\""}, "",
          "1.2.3"};
}

/// All but how long it took, which no two runs share.
inline bool same(const sim::SweepRow& a, const sim::SweepRow& b) {
  return a.point.key == b.point.key && a.point.design == b.point.design && a.point.accelerator == b.point.accelerator &&
         a.point.values == b.point.values && a.point.workload == b.point.workload && a.point.detail == b.point.detail &&
         a.outcome.evaluation == b.outcome.evaluation && a.outcome.error == b.outcome.error;
}

inline bool same(const std::vector<sim::SweepRow>& a, const std::vector<sim::SweepRow>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const sim::SweepRow& x, const sim::SweepRow& y) { return same(x, y); });
}

inline std::vector<sim::SweepRow> stored_rows(const std::string& path) {
  return sim::StoreReader{path}.rows();
}

/// Where files cost no waiting for a disk, if there is such a place: for tests that count milliseconds.
inline std::filesystem::path fast_place() {
  const std::filesystem::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

/// The user's error that `work` throws, or "".
template <class Work>
std::string user_error(Work work) {
  try {
    work();
    return "";
  } catch (const models::UserError& error) {
    return error.what();
  }
}

}  // namespace systole::tests
