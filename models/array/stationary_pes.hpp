// ROWS x COLS PEs that hold operands while partial sums pass through them (ws, is), with the skew of their edges: what
// hw/rtl/stationary_array.sv does in a cycle, for the whole array at once.
//
// Two-phase: a row reads what the row above had at the beginning of the cycle, because rows are updated bottom-up.
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
class StationaryPes {
 public:
  StationaryPes(const GridShape& shape, bool shadow, const Accumulator& accumulator);

  /// What is at the edges in a cycle. `top` and `left` are read where their flag is set; otherwise zeros go in.
  struct Edges {
    bool load = false;
    std::span<const std::int16_t> top;  // cols: a row of stationary operands
    bool stream = false;
    bool swap = false;                     // the fold's first vector
    std::int64_t cols = 0;                 // that the fold uses
    std::span<const std::int16_t> left;    // rows
    std::span<const std::int64_t> sum_in;  // cols: for column j's vector of j hops ago; empty: zeros
  };
  void step(const Edges& edges);

  /// Of the last step: which columns' results left the last row, and these.
  std::span<const std::uint8_t> valid() const { return valid_; }
  std::span<const Sum> result() const { return result_; }
  /// Steps, by PE, whose exact sum the accumulator could not hold.
  const Grid<std::uint32_t>& overflows() const { return overflows_; }
  /// After the last step; before the first, as after a reset.
  PeRegisters pe(std::size_t row, std::size_t col) const;

 private:
  void enter(const Edges& edges);
  void update_rows();
  const std::uint8_t* counted(std::size_t row);
  void load_row(std::size_t row, const std::int16_t* above, std::int16_t* below);

  GridShape shape_;
  AccumulatorStep<Sum> accumulate_;
  bool shadow_;
  Diagonals<std::uint8_t> load_;
  Diagonals<std::int32_t> used_;  // columns of the vector's fold, 0: no vector
  Diagonals<std::uint8_t> swap_;
  LeftEdge left_;
  TopEdge top_;
  Grid<std::int16_t> held_;
  Grid<std::int16_t> active_;                 // with a shadow register
  std::vector<Grid<std::int16_t>> operands_;  // on their way down, by stage
  std::vector<Grid<Sum>> sums_;               // on their way down, by stage
  std::vector<Sum> sum_in_;
  std::vector<std::uint8_t> valid_;
  std::vector<std::uint8_t> counted_;  // of a row
  std::vector<Sum> result_;
  Grid<std::uint32_t> overflows_;
  std::size_t time_ = 0;
  std::size_t load_wanes_ = 0;  // cycles for which a load is still on its way through the array
  std::size_t swap_wanes_ = 0;
  std::size_t filled_ = 0;  // cycles for which every vector has used all columns
};

extern template class StationaryPes<std::int32_t>;
extern template class StationaryPes<std::int64_t>;

}  // namespace systole::models
