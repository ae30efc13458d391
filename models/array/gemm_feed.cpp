#include "models/array/gemm_feed.hpp"

#include <algorithm>
#include <cstddef>

namespace systole::models {

GemmFeed::GemmFeed(const ArrayConfig& array, const GemmOperands& gemm)
    : dataflow_{array.dataflow},
      hops_{array.hop_registers},
      array_rows_{array.rows},
      array_cols_{array.cols},
      accumulator_{array.accumulator},
      gemm_{gemm},
      rows_{dataflow_ == Dataflow::os ? gemm.m : gemm.k},
      cols_{dataflow_ == Dataflow::is ? gemm.m : gemm.n},
      stream_{dataflow_ == Dataflow::ws   ? gemm.m
              : dataflow_ == Dataflow::os ? gemm.k
                                          : gemm.n},
      row_folds_{ceil_div(rows_, array.rows)},
      col_folds_{ceil_div(cols_, array.cols)},
      entering_(static_cast<std::size_t>(array.cols)),
      leaving_(static_cast<std::size_t>(array.cols)),
      streamed_(static_cast<std::size_t>(array.cols * array.hop_registers)),
      top_(static_cast<std::size_t>(array.cols)),
      left_(static_cast<std::size_t>(array.rows)),
      sum_in_(static_cast<std::size_t>(array.cols)) {}

GemmFeed::Place GemmFeed::place(std::int64_t fold) const {
  const std::int64_t row = fold % row_folds_ * array_rows_;
  const std::int64_t col = fold / row_folds_ * array_cols_;
  return {row, col, std::min(array_rows_, rows_ - row), std::min(array_cols_, cols_ - col)};
}

std::optional<Fold> GemmFeed::offered() const {
  if (accepted_ == folds()) return std::nullopt;
  const Place next = place(accepted_);
  return Fold{stream_, next.rows, next.cols};
}

/// The operand that stays in the PEs (ws: B[k][n], is: A[m][k], m on the columns).
std::int16_t GemmFeed::stationary(std::int64_t row, std::int64_t col) const {
  const std::int64_t at = dataflow_ == Dataflow::ws ? row * gemm_.n + col : col * gemm_.k + row;
  return (dataflow_ == Dataflow::ws ? gemm_.b : gemm_.a)[static_cast<std::size_t>(at)];
}

/// The operand on the left edge (ws, os: A[m][k], is: B[k][n]).
std::int16_t GemmFeed::streamed(std::int64_t row, std::int64_t vector) const {
  if (dataflow_ == Dataflow::is) return gemm_.b[static_cast<std::size_t>(row * gemm_.n + vector)];
  const std::int64_t m = dataflow_ == Dataflow::ws ? vector : row;
  const std::int64_t k = dataflow_ == Dataflow::ws ? row : vector;
  return gemm_.a[static_cast<std::size_t>(m * gemm_.k + k)];
}

/// The sum that column `col` of a ws or is fold makes of a vector.
std::int64_t& GemmFeed::c_at(const Place& place, std::int64_t col, std::int64_t vector) {
  const std::int64_t m = dataflow_ == Dataflow::ws ? vector : place.col + col;
  const std::int64_t n = dataflow_ == Dataflow::ws ? place.col + col : vector;
  return gemm_.c[static_cast<std::size_t>(m * gemm_.n + n)];
}

void GemmFeed::fill_load(std::int64_t index) {
  const std::int64_t row = array_rows_ - 1 - index;
  for (std::int64_t j = 0; j < array_cols_; ++j) {
    const bool used = row < loading_.rows && j < loading_.cols;
    top_[static_cast<std::size_t>(j)] = used ? stationary(loading_.row + row, loading_.col + j) : std::int16_t{0};
  }
}

void GemmFeed::fill_stream(std::int64_t vector) {
  for (std::int64_t i = 0; i < array_rows_; ++i)
    left_[static_cast<std::size_t>(i)] = i < streaming_.rows ? streamed(streaming_.row + i, vector) : std::int16_t{0};
  if (dataflow_ == Dataflow::os) {
    for (std::int64_t j = 0; j < array_cols_; ++j) {
      const std::int64_t at = vector * gemm_.n + streaming_.col + j;
      top_[static_cast<std::size_t>(j)] = j < streaming_.cols ? gemm_.b[static_cast<std::size_t>(at)] : std::int16_t{0};
    }
  }
}

/// Column j wants the sum for the vector that was streamed j hops ago.
void GemmFeed::fill_sums(bool stream) {
  const auto ring = static_cast<std::int64_t>(streamed_.size());
  streamed_[static_cast<std::size_t>(time_ % ring)] = stream ? 1 : 0;
  for (std::int64_t j = 0; j < array_cols_; ++j) {
    const auto at = static_cast<std::size_t>(j);
    if (streamed_[static_cast<std::size_t>((time_ + ring - j * hops_) % ring)] == 0) continue;
    Position& next = entering_[at];
    const Place from = place(next.fold);
    const bool adds = j < from.cols && (gemm_.accumulates || from.row > 0);
    sum_in_[at] = adds ? c_at(from, j, next.vector) : 0;
    if (++next.vector == stream_) next = {next.fold + 1, 0};
  }
  ++time_;
}

ArrayOperands GemmFeed::answer(const ArrayRequests& requests) {
  if (requests.first) streaming_ = place(streams_++);
  if (requests.fold_ready && accepted_ < folds()) loading_ = place(accepted_++);
  if (requests.load) fill_load(requests.load_index);
  if (requests.stream) fill_stream(requests.stream_index);
  if (dataflow_ == Dataflow::os || (row_folds_ == 1 && !gemm_.accumulates)) return {top_, left_, {}};
  fill_sums(requests.stream);
  return {top_, left_, sum_in_};
}

void GemmFeed::collect(const ArrayRequests& requests, std::span<const std::uint8_t> valid,
                       std::span<const std::int64_t> result) {
  if (dataflow_ != Dataflow::os) {
    collect_passed(valid, result);
  } else if (requests.drain) {
    collect_drained(requests.drain_row, result);
  }
}

void GemmFeed::collect_drained(std::int64_t row, std::span<const std::int64_t> result) {
  const Place from = place(drained_);
  if (row == 0) ++drained_;
  if (row >= from.rows) return;
  for (std::int64_t j = 0; j < from.cols; ++j) {
    std::int64_t& c = gemm_.c[static_cast<std::size_t>((from.row + row) * gemm_.n + from.col + j)];
    const std::int64_t sum = result[static_cast<std::size_t>(j)];
    c = gemm_.accumulates ? accumulate(accumulator_, c, sum) : sum;
  }
}

void GemmFeed::collect_passed(std::span<const std::uint8_t> valid, std::span<const std::int64_t> result) {
  for (std::int64_t j = 0; j < array_cols_; ++j) {
    const auto at = static_cast<std::size_t>(j);
    if (valid[at] == 0) continue;
    Position& next = leaving_[at];
    // Narrow folds pass by the columns that they do not use.
    while (j >= place(next.fold).cols) ++next.fold;
    c_at(place(next.fold), j, next.vector) = result[at];
    ++results_;
    if (++next.vector == stream_) next = {next.fold + 1, 0};
  }
}

bool GemmFeed::done() const {
  if (dataflow_ == Dataflow::os) return drained_ == folds();
  return results_ == row_folds_ * cols_ * stream_;
}

}  // namespace systole::models
