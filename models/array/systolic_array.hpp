// The systolic array, register by register and cycle by cycle: what hw/rtl/systolic_array.sv does, for real operands.
//
// A cycle has two halves: `requests` says what the array wants in it, `step` gives the operands and ends it. Results
// that left in that cycle can then be read. Operands are integers of 16 bits at most (uint8 and zero-point-corrected
// int8 included), sums have the accumulator's 8 to 48 bits.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "models/array/controllers.hpp"
#include "models/array/output_pes.hpp"
#include "models/array/pe_registers.hpp"
#include "models/array/stationary_pes.hpp"
#include "models/chip/chip.hpp"

namespace systole::models {

/// What the array asks for, and does, in a cycle.
struct ArrayRequests {
  bool fold_ready = false;  // a fold that is offered is accepted in this cycle
  bool load = false;        // ws, is: wants the row of stationary operands that goes in as number `load_index`
  std::int64_t load_index = 0;
  bool stream = false;  // wants vector `stream_index` of the fold that streams
  bool first = false;   // which begins to
  std::int64_t stream_index = 0;
  bool drain = false;  // os: the results of row `drain_row` leave
  std::int64_t drain_row = 0;
  bool idle = true;  // every result has left
};

/// Read where they were asked for.
struct ArrayOperands {
  std::span<const std::int16_t> top;     // cols: stationary operands going in (ws, is), or streamed ones (os)
  std::span<const std::int16_t> left;    // rows: streamed operands
  std::span<const std::int64_t> sum_in;  // cols (ws, is): for column j's vector of j hops ago; empty: zeros
};

class SystolicArray {
 public:
  explicit SystolicArray(const ArrayConfig& config);

  std::int64_t rows() const { return rows_; }
  std::int64_t cols() const { return cols_; }
  /// Cycles that have ended.
  std::int64_t cycle() const { return cycle_; }

  /// `stream_ready` (ws, is): the vectors of the fold that is loaded are there. os: a fold that is offered has them.
  ArrayRequests requests(const std::optional<Fold>& offered, bool stream_ready = true) const;
  void step(const std::optional<Fold>& offered, const ArrayOperands& operands, bool stream_ready = true);

  /// Of the last step, by column: did a result leave (os: of row `drain_row`), and which.
  std::span<const std::uint8_t> valid() const { return valid_; }
  std::span<const std::int64_t> result() const { return result_; }
  /// Accumulator steps so far, by PE, whose exact sum did not fit.
  const Grid<std::uint32_t>& overflows() const;
  /// What a PE holds after the last step; before the first, zeros.
  PeRegisters pe(std::size_t row, std::size_t col) const;

 private:
  struct Stationary {
    StationaryController controller;
    std::variant<StationaryPes<std::int32_t>, StationaryPes<std::int64_t>> pes;
  };
  struct Output {
    OutputController controller;
    std::variant<OutputPes<std::int32_t>, OutputPes<std::int64_t>> pes;
  };
  static std::variant<Stationary, Output> build(const ArrayConfig& config);
  struct Inputs {
    const std::optional<Fold>& offered;
    const ArrayOperands& operands;
    bool stream_ready;
  };
  void step(Stationary& array, const Inputs& inputs);
  void step(Output& array, const Inputs& inputs);

  std::int64_t rows_;
  std::int64_t cols_;
  std::variant<Stationary, Output> array_;
  std::vector<std::uint8_t> valid_;
  std::vector<std::int64_t> result_;
  std::int64_t cycle_ = 0;
};

}  // namespace systole::models
