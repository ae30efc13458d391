// The registers of the PEs in a waveform: what its one stream says about them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "models/array/systolic_array.hpp"
#include "traces/pe_window.hpp"

namespace systole::traces {

class PeSignals {
 public:
  /// Their identifiers begin with number `first`. \throws models::UserError when there are none, or too wide ones.
  PeSignals(const PeWindow& window, std::size_t first);

  bool wants(const models::ArrayMoment& moment) const { return window_.when.contains(moment); }
  /// Reads registers that will have these values from cycle `due` on. \throws models::ModelError when the array has
  /// fewer PEs.
  void read(const models::SystolicArray& array, models::Cycles due);
  /// When what was read last comes into effect; none: it has.
  const std::optional<models::Cycles>& due() const { return due_; }
  void take_effect();

  void append_declarations(std::string& text) const;
  /// Values of all; x where nothing has been read yet.
  void append_all(std::string& text);
  bool changed() const { return known_ && (!written_known_ || values_ != written_); }
  void append_changes(std::string& text);

 private:
  void append_registers(std::string& text, std::size_t pe);

  PeWindow window_;
  std::size_t first_;
  // By PE, row by row: what comes, what is, and what the file says.
  std::vector<models::PeRegisters> next_;
  std::vector<models::PeRegisters> values_;
  std::vector<models::PeRegisters> written_;
  std::optional<models::Cycles> due_;
  bool known_ = false;
  bool written_known_ = false;
};

}  // namespace systole::traces
