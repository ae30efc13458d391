// The life of one PE as lines of text, for people without a waveform viewer.
//
//   PE (0, 0), ws
//       cycle       a       b          acc
//           1       0       5            0  loads b = 5
//           2       3       5           15  mac 3 x 5 -> acc 15
//   … 12 cycles idle
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

#include "models/chip/chip.hpp"
#include "models/probe/array_probe.hpp"
#include "traces/pe_remarks.hpp"
#include "traces/pe_window.hpp"

namespace systole::traces {

/// Lines of registers, cycles in which nothing happened folded.
class PeLifeText {
 public:
  PeLifeText(std::ostream& out, int acc_bits);

  /// A cycle that began with number `cycle` and ended with these registers.
  void line(std::int64_t cycle, const models::PeRegisters& registers, const std::string& remark);
  void idle(std::int64_t cycles) { idle_ += cycles; }
  /// Writes what has been folded.
  void flush();
  /// A line between others.
  void heading(const std::string& text);

 private:
  std::ostream& out_;
  int acc_width_;
  std::int64_t idle_ = 0;
};

struct PeLifeOptions {
  std::size_t row = 0;
  std::size_t col = 0;
  ArrayWindow when;
  models::ArrayConfig array;  // what registers mean
  std::string layer;          // its name; empty: its index
};

/// The stream must outlive it.
class PeLife : public models::ArrayProbe {
 public:
  /// \throws models::UserError when the array has no such PE.
  PeLife(std::ostream& out, const PeLifeOptions& options);

  /// Cycles between two steps, in which the array's clock was off, count as idle.
  void stepped(const models::SystolicArray& array, const models::ArrayMoment& moment) override;
  void finish();

 private:
  void leave_window();

  PeLifeOptions options_;
  PeKind kind_;
  PeLifeText text_;
  models::PeRegisters before_;
  std::uint32_t overflows_ = 0;
  std::optional<std::int64_t> layer_;   // that the last line belongs to
  std::optional<std::int64_t> expect_;  // in the window: the cycle after the last step
};

}  // namespace systole::traces
