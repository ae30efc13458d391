#include "models/dataflow/roofline.hpp"

namespace systole::models {

Roofline roofline_of(const RunResult& run) {
  return {static_cast<double>(run.array_rows) * static_cast<double>(run.array_cols), run.dram_bytes_per_cycle};
}

std::optional<double> intensity(std::int64_t macs, Bytes moved) {
  if (macs <= 0 || moved.count() <= 0) return std::nullopt;
  return static_cast<double>(macs) / static_cast<double>(moved.count());
}

Bytes least_dram(const Work& work) {
  Bytes bytes = work.b_element * (work.k() * work.n * work.groups) + work.constants;
  const std::int64_t pixels = work.images * work.rows.touched(0, work.rows.out) * work.cols.touched(0, work.cols.out);
  if (!work.a_on_chip) bytes += work.a_element * (pixels * work.channels * work.groups * work.a_operands);
  if (!work.c_on_chip) bytes += work.c_element * work.outputs();
  return bytes;
}

}  // namespace systole::models
