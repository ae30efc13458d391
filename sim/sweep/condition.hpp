// Conditions that a sweep's points must meet, as text over keys of the config:
//
//   array.rows * array.cols <= 1024
//   sum(scratchpad.*.size) <= 512 KiB
//   array.dataflow == os or not array.rows > 32
//
// Comparisons < <= == != >= > of sums (+ - * /, parentheses, numbers with or without a unit, keys, sum, min and max
// over keys of a pattern), joined by and, or, not. Words are compared with == and != alone. What is added or compared
// must count the same: a size and a bandwidth do not. Numbers that differ by less than one in 10^12 are equal, so that
// a time times a clock may be compared with a whole number.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/chip/chip.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

struct ConditionTerm;

class Condition {
 public:
  /// Throws DocumentError, C015, at the place in `text` that is wrong.
  explicit Condition(const workloads::Node& text);

  bool holds(const models::Chip& chip) const;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::shared_ptr<const ConditionTerm> root_;
};

}  // namespace systole::sim
