// The characters of a condition, read from left to right, and how an error points at them: what the grammar in
// condition_parser.cpp stands on.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "workloads/document/document.hpp"

namespace systole::sim {

class ConditionScanner {
 public:
  /// What errors say a condition looks like.
  static constexpr const char* kGrammar =
      "a condition looks like: array.rows * array.cols <= 1024, sum(scratchpad.*.size) <= 512 KiB, array.dataflow == "
      "ws "
      "or array.rows > 8";

  /// `node` must outlive the scanner. Throws DocumentError C006 for what is no scalar.
  explicit ConditionScanner(const workloads::Node& node);

  const std::string& text() const { return text_; }
  /// Of the next character.
  std::size_t at() const { return at_; }
  bool at_end() const { return at_ == text_.size(); }
  bool at_digit() const;

  void skip_spaces();
  bool take(std::string_view symbol);
  /// "and", but not the beginning of "android".
  bool take_word(std::string_view word);
  /// Letters, digits, _, and dots; a * only as a whole part, as in scratchpad.*.size. Empty where there is none.
  std::string take_identifier();
  /// Digits and dots.
  std::string take_number();
  /// Letters, or letters per letters, unless they are a word that joins conditions.
  std::string take_unit();

  /// Throws DocumentError C015 at a part of the text.
  [[noreturn]] void fail(std::size_t from, std::size_t length, std::string what, std::string hint) const;
  /// The same for a name that no key has.
  [[noreturn]] void fail_unknown(const std::string& name, std::size_t from) const;

 private:
  const workloads::Node& node_;
  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace systole::sim
