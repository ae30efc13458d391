#include "sim/operands/ordered_sums.hpp"

#include <algorithm>

#include "models/array/accumulate.hpp"
#include "models/numerics/ordered_product.hpp"

namespace systole::sim {

using models::LayerData;
using models::Schedule;
using models::Work;

namespace {

constexpr std::int64_t kUnfolded = 1 << 15;  // operands: 64 KiB
constexpr std::int64_t kFewestRows = 64;     // which the packing of B is worth

std::vector<std::int16_t> matrix_of_b(const Work& work, const LayerData& data, std::int64_t group, std::int64_t first,
                                      std::int64_t count) {
  std::vector<std::int16_t> matrix;
  matrix.reserve(static_cast<std::size_t>(work.taps * count * work.n));
  for (std::int64_t tap = 0; tap < work.taps; ++tap)
    for (std::int64_t c = first; c < first + count; ++c)
      for (std::int64_t n = 0; n < work.n; ++n)
        matrix.push_back(static_cast<std::int16_t>(data.b.at(group, c, tap, n) - data.b_offset));
  return matrix;
}

}  // namespace

OrderedSums::OrderedSums(const Schedule& schedule, const LayerData& data) : schedule_{&schedule} {
  const Work& work = schedule.work();
  const std::int64_t step = std::min(schedule.tiling().channels, work.channels);
  for (std::int64_t group = 0; group < work.groups; ++group)
    for (std::int64_t first = 0; first < work.channels; first += step) {
      const std::int64_t count = std::min(step, work.channels - first);
      slices_.push_back({group, first, count, matrix_of_b(work, data, group, first, count)});
    }
  rows_at_once_ = std::min(work.m(), std::max(kFewestRows, kUnfolded / (work.taps * step)));
  a_.resize(static_cast<std::size_t>(rows_at_once_ * work.taps * step));
  if (schedule.chip().array.dataflow == models::Dataflow::os)
    of_tile_.resize(static_cast<std::size_t>(rows_at_once_ * work.n));
}

/// Rows [first, first + rows) of A[m][k] as they enter the array, k = tap * count + channel.
void OrderedSums::unfold(const LayerData& data, const Slice& slice, std::int64_t first, std::int64_t rows) {
  const Work& work = schedule_->work();
  const models::InputView& view = data.a;
  const std::int16_t* values = view.values.data() + slice.group * view.group + slice.first * view.channel;
  std::int16_t* to = a_.data();
  for (std::int64_t m = first; m < first + rows; ++m) {
    const std::int64_t image = m / work.cols.out / work.rows.out;
    const std::int64_t top = m / work.cols.out % work.rows.out * work.rows.stride - work.rows.pad_before;
    const std::int64_t left = m % work.cols.out * work.cols.stride - work.cols.pad_before;
    for (std::int64_t row = 0; row < work.taps / work.cols.kernel; ++row)
      for (std::int64_t col = 0; col < work.cols.kernel; ++col, to += slice.count) {
        const std::int64_t y = top + row * work.rows.dilation;
        const std::int64_t x = left + col * work.cols.dilation;
        if (y < 0 || y >= work.rows.in || x < 0 || x >= work.cols.in) {
          std::fill_n(to, slice.count, data.padding);
          continue;
        }
        const std::int16_t* from = values + image * view.image + y * view.row + x * view.col;
        for (std::int64_t c = 0; c < slice.count; ++c)
          to[c] = static_cast<std::int16_t>(from[c * view.channel] - data.a_offset);
      }
  }
}

/// os adds up a tile from zero and then adds that to the sums; ws and is go on from the sums.
std::int64_t OrderedSums::add(const Slice& slice, std::int64_t rows, std::span<std::int64_t> sums) {
  const models::ArrayConfig& array = schedule_->chip().array;
  const Work& work = schedule_->work();
  const models::MatrixShape shape{rows, work.taps * slice.count, work.n};
  const std::span<const std::int16_t> a{a_.data(), static_cast<std::size_t>(shape.m * shape.k)};
  if (array.dataflow != models::Dataflow::os)
    return models::ordered_product(array.accumulator, shape, a, slice.b, sums);
  const std::span<std::int64_t> of_tile{of_tile_.data(), sums.size()};
  std::fill(of_tile.begin(), of_tile.end(), 0);
  std::int64_t overflows = models::ordered_product(array.accumulator, shape, a, slice.b, of_tile);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::int64_t kept = models::accumulate(array.accumulator, sums[i], of_tile[i]);
    overflows += kept != sums[i] + of_tile[i] ? 1 : 0;
    sums[i] = kept;
  }
  return overflows;
}

std::int64_t OrderedSums::run(LayerData& data) {
  const Work& work = schedule_->work();
  data.golden.assign(static_cast<std::size_t>(work.groups * work.m() * work.n), 0);
  std::int64_t overflows = 0;
  for (const Slice& slice : slices_)
    for (std::int64_t first = 0; first < work.m(); first += rows_at_once_) {
      const std::int64_t rows = std::min(rows_at_once_, work.m() - first);
      unfold(data, slice, first, rows);
      const std::size_t at = data.index(slice.group, first, 0);
      overflows += add(slice, rows, {&data.golden[at], static_cast<std::size_t>(rows * work.n)});
    }
  return overflows;
}

}  // namespace systole::sim
