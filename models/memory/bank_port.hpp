// One side of a scratchpad, bank by bank: which addresses a cycle asks for, and when the banks have served them.
//
// Bytes lie across the banks: byte address x is in word x / bank_width, and word w in bank w mod banks. A bank serves
// one word a cycle; elements of one word are served together. A FIFO of two vectors stands between the banks and the
// array, so that banks that are free may serve the next vector while others are still at this one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/units.hpp"

namespace systole::models {

/// A lane of an edge that asks for nothing in a cycle (padding, an unused row).
inline constexpr std::int64_t kNoAddress = -1;

class BankPort {
 public:
  /// `lanes`: elements that can be asked for in a cycle. With `records`, addresses are kept for a trace.
  BankPort(const BufferConfig& buffer, std::int64_t lanes, bool records);

  /// A cycle that begins at `now` asks for nothing yet.
  void begin(Cycles now);
  /// It asks for an element of `size` bytes at a byte address.
  void ask(std::int64_t address, Bytes size);
  /// Elements from there on, `stride` bytes apart.
  void ask_run(std::int64_t address, std::int64_t stride, std::int64_t count, Bytes size);
  /// Leaves lanes empty.
  void skip(std::int64_t lanes);
  /// When the banks have served what the cycle asks for: the end of the cycle, or later.
  Cycles served() const { return served_; }
  /// The cycle ended then: the next one takes its place.
  void end(Cycles end);

  bool asked() const { return asked_; }
  Bytes moved() const { return moved_; }
  /// By lane, of this cycle.
  std::span<const std::int64_t> addresses() const { return addresses_; }

 private:
  struct Bank {
    std::int64_t busy_until = 0;
    std::int64_t last_word = -1;  // asked for in cycle `asked_in`
    std::int64_t asked_in = -1;
  };

  void ask_word(std::int64_t word);

  std::vector<Bank> banks_;
  std::int64_t width_;
  std::int64_t cycle_ = 0;  // counts begins
  std::int64_t now_ = 0;
  std::int64_t may_begin_ = 0;        // the banks with this cycle's words
  std::int64_t previous_begin_ = -1;  // of the last cycle that asked
  std::int64_t previous_end_ = -1;
  Cycles served_;
  bool asked_ = false;
  Bytes moved_;
  bool records_;
  std::size_t lanes_;
  std::vector<std::int64_t> addresses_;
};

}  // namespace systole::models
