// Takes GEMMs through an array, one after another without a gap: which fold comes next, which operands a cycle wants,
// where a result belongs.
//
// A GEMM is cut into folds as timing.md §1 lays operands on rows and columns; folds over rows are inside those over
// columns, so that ws and is add up a block of C before they go to the next. Partial sums of ws and is go in at the
// top: the accumulator's steps are then those of k = 0 … K-1 in order, whatever the array's size. os adds what is in C
// at the edge, when results leave.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "models/array/edge_tile.hpp"
#include "models/array/systolic_array.hpp"
#include "models/chip/chip.hpp"

namespace systole::models {

class FoldFeed {
 public:
  explicit FoldFeed(const ArrayConfig& array);

  void push(const FoldedGemm& gemm) { waiting_.push_back(gemm); }
  /// The fold that waits for the array; none when all have been accepted.
  std::optional<Fold> offered() const;
  /// Operands for this cycle, in which the array was offered a fold or not. Spans are valid until the next call.
  ArrayOperands answer(const ArrayRequests& requests, bool offered);
  /// Takes the results that left in the cycle that was answered last.
  void collect(const ArrayRequests& requests, std::span<const std::uint8_t> valid,
               std::span<const std::int64_t> result);

  /// Since the beginning: folds that have begun to load (os: to stream) and to stream, GEMMs whose results are all out.
  std::int64_t accepted() const { return accepted_; }
  std::int64_t streams() const { return streams_; }
  std::int64_t finished() const { return finished_; }
  /// Nothing waits and nothing is under way.
  bool done() const { return waiting_.empty() && under_way_.empty(); }

 private:
  /// A fold under way, and where it lies on the rows and columns of its problem.
  struct Pass {
    FoldedGemm gemm;
    std::int64_t row = 0;
    std::int64_t col = 0;
    std::int64_t rows = 0;
    std::int64_t cols = 0;
    std::int64_t stream = 0;
    bool adds = false;         // to sums in C
    bool last_row = false;     // of the folds that add up a block of C
    bool last = false;         // of its GEMM
    std::int64_t results = 0;  // still to leave
  };
  /// A vector that entered in some cycle.
  struct Entry {
    std::int64_t pass = -1;  // number since the beginning; none: -1
    std::int64_t vector = 0;
    std::int64_t cols = 0;
  };

  Pass next() const;
  Pass& pass(std::int64_t number) { return under_way_[static_cast<std::size_t>(number - retired_)]; }
  const Entry& entered(std::int64_t cycles_ago) const;
  void accept();
  void fill_load(std::int64_t index);
  void fill_stream(std::int64_t vector);
  void fill_sums();
  void collect_passed(std::span<const std::uint8_t> valid, std::span<const std::int64_t> result);
  void collect_drained(std::int64_t row, std::span<const std::int64_t> result);
  void retire();

  Dataflow dataflow_;
  std::int64_t hops_;
  std::int64_t array_rows_;
  std::int64_t array_cols_;
  Accumulator accumulator_;
  std::deque<FoldedGemm> waiting_;
  std::int64_t fold_ = 0;  // of the GEMM that waits first
  std::deque<Pass> under_way_;
  std::int64_t retired_ = 0;  // passes that are through
  std::int64_t accepted_ = 0;
  std::int64_t streams_ = 0;
  std::int64_t drained_ = 0;  // os: passes whose results have left
  std::int64_t adding_ = 0;   // passes under way that add to C
  std::int64_t finished_ = 0;
  std::vector<Entry> entries_;  // a ring: the vectors of the last cycles
  std::int64_t time_ = 0;
  std::vector<std::int16_t> top_;
  std::vector<std::int16_t> left_;
  std::vector<std::int64_t> sum_in_;
};

}  // namespace systole::models
