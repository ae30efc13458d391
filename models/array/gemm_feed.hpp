// Takes a GEMM through an array: which fold comes next, which operands a cycle wants, where a result belongs.
//
// C[M x N] = A[M x K] . B[K x N], cut into folds as timing.md §1 lays operands on rows and columns; folds over rows are
// inside those over columns, so that ws and is add up a block of C before they go to the next. Partial sums of ws and
// is go in at the top: the accumulator's steps are then those of k = 0 … K-1 in order, whatever the array's size. os
// adds what is in C at the edge, when results leave.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/array/systolic_array.hpp"
#include "models/chip/chip.hpp"

namespace systole::models {

/// Row-major. `c` holds what the GEMM adds to when `accumulates`, and receives the sums.
struct GemmOperands {
  std::int64_t m = 1;
  std::int64_t k = 1;
  std::int64_t n = 1;
  std::span<const std::int16_t> a;
  std::span<const std::int16_t> b;
  std::span<std::int64_t> c;
  bool accumulates = false;
};

class GemmFeed {
 public:
  GemmFeed(const ArrayConfig& array, const GemmOperands& gemm);

  std::int64_t folds() const { return row_folds_ * col_folds_; }
  /// The fold that waits for the array; none when all have been accepted.
  std::optional<Fold> offered() const;
  /// Operands for this cycle. Spans are valid until the next call.
  ArrayOperands answer(const ArrayRequests& requests);
  /// Takes the results that left in the cycle that was answered last.
  void collect(const ArrayRequests& requests, std::span<const std::uint8_t> valid,
               std::span<const std::int64_t> result);
  /// Every result is in C.
  bool done() const;

 private:
  /// Where a fold lies on the rows and columns of the problem.
  struct Place {
    std::int64_t row = 0;
    std::int64_t col = 0;
    std::int64_t rows = 0;
    std::int64_t cols = 0;
  };
  /// The next vector at an end of a column of a ws or is array.
  struct Position {
    std::int64_t fold = 0;
    std::int64_t vector = 0;
  };

  Place place(std::int64_t fold) const;
  void fill_load(std::int64_t index);
  void fill_stream(std::int64_t vector);
  void fill_sums(bool stream);
  std::int64_t& c_at(const Place& place, std::int64_t col, std::int64_t vector);
  std::int16_t stationary(std::int64_t row, std::int64_t col) const;
  std::int16_t streamed(std::int64_t row, std::int64_t vector) const;
  void collect_drained(std::int64_t row, std::span<const std::int64_t> result);
  void collect_passed(std::span<const std::uint8_t> valid, std::span<const std::int64_t> result);

  Dataflow dataflow_;
  std::int64_t hops_;
  std::int64_t array_rows_;
  std::int64_t array_cols_;
  Accumulator accumulator_;
  GemmOperands gemm_;
  std::int64_t rows_;  // of the problem as it lies on the array; likewise below
  std::int64_t cols_;
  std::int64_t stream_;
  std::int64_t row_folds_;
  std::int64_t col_folds_;
  std::int64_t accepted_ = 0;
  std::int64_t streams_ = 0;  // folds that have begun to stream
  std::int64_t drained_ = 0;  // os: folds whose results have left
  Place loading_;
  Place streaming_;
  std::int64_t results_ = 0;            // ws, is: that have left
  std::vector<Position> entering_;      // by column
  std::vector<Position> leaving_;       // by column
  std::vector<std::uint8_t> streamed_;  // in the last cols * hops cycles, a ring
  std::int64_t time_ = 0;
  std::vector<std::int16_t> top_;
  std::vector<std::int16_t> left_;
  std::vector<std::int64_t> sum_in_;
};

}  // namespace systole::models
