// ROWS x COLS PEs that keep their outputs (os) while both operands pass through them, with the skew of their edges:
// what hw/rtl/output_array.sv does in a cycle, for the whole array at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/array/diagonals.hpp"
#include "models/array/grid.hpp"
#include "models/array/pe_registers.hpp"
#include "models/array/row_kernels.hpp"
#include "models/array/skew.hpp"

namespace systole::models {

template <class Sum>
class OutputPes {
 public:
  OutputPes(const GridShape& shape, bool shadow, const Accumulator& accumulator);

  /// What is at the edges in a cycle. Spans are read where `stream` is set; otherwise zeros go in.
  struct Edges {
    bool stream = false;
    bool first = false;                  // the fold's first vector
    std::span<const std::int16_t> left;  // rows
    std::span<const std::int16_t> top;   // cols
    bool shift = false;                  // results move down by one row, and out
    bool transfer = false;               // with a shadow register: and come from the accumulators
  };
  void step(const Edges& edges);

  /// Results of the last row at the beginning of the last step: those that left, if it shifted.
  std::span<const Sum> result() const { return result_; }
  /// Steps, by PE, whose exact sum the accumulator could not hold.
  const Grid<std::uint32_t>& overflows() const { return overflows_; }
  /// After the last step; before the first, as after a reset.
  PeRegisters pe(std::size_t row, std::size_t col) const;

 private:
  void enter(const Edges& edges);
  void shift_down(const Grid<Sum>& from, Grid<Sum>& to);
  void update_row(std::size_t row);

  GridShape shape_;
  AccumulatorStep<Sum> accumulate_;
  bool shadow_;
  Diagonals<std::uint8_t> first_;
  LeftEdge left_;
  TopEdge top_;
  std::vector<std::vector<std::int16_t>> b_;  // what the first row saw: a ring of rows * hops
  Grid<Sum> accumulators_;
  Grid<Sum> leaving_;  // with a shadow register
  std::vector<Sum> result_;
  Grid<std::uint32_t> overflows_;
  std::size_t time_ = 0;
  std::size_t stream_wanes_ = 0;  // cycles for which a vector is still on its way through the array
  std::size_t first_wanes_ = 0;
};

extern template class OutputPes<std::int32_t>;
extern template class OutputPes<std::int64_t>;

}  // namespace systole::models
