#include "models/array/fold_feed.hpp"

#include <algorithm>
#include <cstddef>

#include "models/array/accumulate.hpp"
#include "models/dataflow/extent.hpp"

namespace systole::models {

FoldFeed::FoldFeed(const ArrayConfig& array)
    : dataflow_{array.dataflow},
      hops_{array.hop_registers},
      array_rows_{array.rows},
      array_cols_{array.cols},
      accumulator_{array.accumulator},
      entries_(static_cast<std::size_t>((array.rows + array.cols) * array.hop_registers)),
      top_(static_cast<std::size_t>(array.cols)),
      left_(static_cast<std::size_t>(array.rows)),
      sum_in_(static_cast<std::size_t>(array.cols)) {}

FoldFeed::Pass FoldFeed::next() const {
  const FoldedGemm& gemm = waiting_.front();
  const Extent e = extent(dataflow_, gemm.m, gemm.k, gemm.n);
  const std::int64_t row_folds = ceil_div(e.rows, array_rows_);
  const std::int64_t col_folds = ceil_div(e.cols, array_cols_);
  Pass pass{gemm};
  pass.row = fold_ % row_folds * array_rows_;
  pass.col = fold_ / row_folds * array_cols_;
  pass.rows = std::min(array_rows_, e.rows - pass.row);
  pass.cols = std::min(array_cols_, e.cols - pass.col);
  pass.stream = e.stream;
  const bool passes_through = dataflow_ != Dataflow::os;
  pass.adds = gemm.accumulates || (passes_through && pass.row > 0);
  pass.last_row = !passes_through || pass.row + pass.rows == e.rows;
  pass.last = fold_ + 1 == row_folds * col_folds;
  pass.results = pass.cols * (passes_through ? pass.stream : pass.rows);
  return pass;
}

std::optional<Fold> FoldFeed::offered() const {
  if (waiting_.empty()) return std::nullopt;
  const Pass fold = next();
  return Fold{fold.stream, fold.rows, fold.cols};
}

void FoldFeed::accept() {
  under_way_.push_back(next());
  ++accepted_;
  ++fold_;
  if (under_way_.back().adds) ++adding_;
  if (!under_way_.back().last) return;
  waiting_.pop_front();
  fold_ = 0;
}

/// The vector that entered so many cycles before the one that is answered.
const FoldFeed::Entry& FoldFeed::entered(std::int64_t cycles_ago) const {
  const auto ring = static_cast<std::int64_t>(entries_.size());
  return entries_[static_cast<std::size_t>((time_ + ring - cycles_ago) % ring)];
}

void FoldFeed::fill_load(std::int64_t index) {
  const std::int64_t row = array_rows_ - 1 - index;
  const Pass& loading = pass(accepted_ - 1);
  std::fill(top_.begin(), top_.end(), std::int16_t{0});
  if (row >= loading.rows) return;
  const std::span used{top_.data(), static_cast<std::size_t>(loading.cols)};
  if (dataflow_ == Dataflow::ws) {
    loading.gemm.tile->b_along_n(loading.row + row, loading.col, used);
  } else {
    loading.gemm.tile->a_along_m(loading.col, loading.row + row, used);
  }
}

void FoldFeed::fill_stream(std::int64_t vector) {
  const Pass& streaming = pass(streams_ - 1);
  std::fill(left_.begin(), left_.end(), std::int16_t{0});
  const std::span used{left_.data(), static_cast<std::size_t>(streaming.rows)};
  EdgeTile& tile = *streaming.gemm.tile;
  if (dataflow_ == Dataflow::ws) {
    tile.a_along_k(vector, streaming.row, used);
  } else if (dataflow_ == Dataflow::is) {
    tile.b_along_k(streaming.row, vector, used);
  } else {
    tile.a_along_m(streaming.row, vector, used);
    std::fill(top_.begin(), top_.end(), std::int16_t{0});
    tile.b_along_n(vector, streaming.col, {top_.data(), static_cast<std::size_t>(streaming.cols)});
  }
}

/// Column j wants the sum for the vector that was streamed j hops ago.
void FoldFeed::fill_sums() {
  for (std::int64_t j = 0; j < array_cols_; ++j) {
    const Entry& entry = entered(j * hops_);
    std::int64_t& sum = sum_in_[static_cast<std::size_t>(j)];
    sum = 0;
    if (entry.pass < 0 || j >= entry.cols) continue;
    const Pass& from = pass(entry.pass);
    if (!from.adds) continue;
    const bool ws = dataflow_ == Dataflow::ws;
    sum = from.gemm.tile->partial(ws ? entry.vector : from.col + j, ws ? from.col + j : entry.vector);
  }
}

ArrayOperands FoldFeed::answer(const ArrayRequests& requests, bool offered) {
  if (requests.fold_ready && offered) accept();
  if (requests.first) ++streams_;
  if (requests.load) fill_load(requests.load_index);
  if (requests.stream) fill_stream(requests.stream_index);
  if (dataflow_ == Dataflow::os) return {top_, left_, {}};
  ++time_;
  Entry& entry = entries_[static_cast<std::size_t>(time_) % entries_.size()];
  entry = requests.stream ? Entry{streams_ - 1, requests.stream_index, pass(streams_ - 1).cols} : Entry{};
  if (adding_ == 0) return {top_, left_, {}};
  fill_sums();
  return {top_, left_, sum_in_};
}

void FoldFeed::collect(const ArrayRequests& requests, std::span<const std::uint8_t> valid,
                       std::span<const std::int64_t> result) {
  if (dataflow_ != Dataflow::os) {
    collect_passed(valid, result);
  } else if (requests.drain) {
    collect_drained(requests.drain_row, result);
  }
  retire();
}

void FoldFeed::collect_drained(std::int64_t row, std::span<const std::int64_t> result) {
  Pass& from = pass(drained_);
  if (row == 0) ++drained_;
  if (row >= from.rows) return;
  EdgeTile& tile = *from.gemm.tile;
  const std::int64_t m = from.row + row;
  for (std::int64_t j = 0; j < from.cols; ++j) {
    std::int64_t sum = result[static_cast<std::size_t>(j)];
    const std::int64_t n = from.col + j;
    const std::int64_t exact = sum + (from.adds ? tile.partial(m, n) : 0);
    sum = accumulate(accumulator_, 0, exact);
    tile.take({m, n, sum, from.gemm.finishes, j + 1 == from.cols, row, j, sum != exact});
  }
  from.results -= from.cols;
}

void FoldFeed::collect_passed(std::span<const std::uint8_t> valid, std::span<const std::int64_t> result) {
  const bool ws = dataflow_ == Dataflow::ws;
  for (std::int64_t j = 0; j < array_cols_; ++j) {
    if (valid[static_cast<std::size_t>(j)] == 0) continue;
    const Entry& entry = entered((array_rows_ - 1 + j) * hops_);
    Pass& from = pass(entry.pass);
    const std::int64_t m = ws ? entry.vector : from.col + j;
    const std::int64_t n = ws ? from.col + j : entry.vector;
    from.gemm.tile->take({m, n, result[static_cast<std::size_t>(j)], from.gemm.finishes && from.last_row,
                          j + 1 == from.cols, array_rows_ - 1, j, false});
    --from.results;
  }
}

void FoldFeed::retire() {
  while (!under_way_.empty() && under_way_.front().results == 0) {
    if (under_way_.front().adds) --adding_;
    if (under_way_.front().last) ++finished_;
    under_way_.pop_front();
    ++retired_;
  }
}

}  // namespace systole::models
