#include "sim/sweep/condition_scanner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include "sim/config/key_spec.hpp"

namespace systole::sim {
namespace {

using workloads::DocumentError;

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

}  // namespace

ConditionScanner::ConditionScanner(const workloads::Node& node) : node_{node}, text_{node.text} {
  if (node.type != workloads::Node::Type::scalar)
    throw DocumentError{{"C006", node.place, "a condition is one line of text", kGrammar}};
}

bool ConditionScanner::at_digit() const {
  return !at_end() && is_digit(text_[at_]);
}

void ConditionScanner::skip_spaces() {
  while (at_ < text_.size() && text_[at_] == ' ') ++at_;
}

bool ConditionScanner::take(std::string_view symbol) {
  skip_spaces();
  if (text_.compare(at_, symbol.size(), symbol) != 0) return false;
  at_ += symbol.size();
  return true;
}

bool ConditionScanner::take_word(std::string_view word) {
  skip_spaces();
  const std::size_t end = at_ + word.size();
  if (text_.compare(at_, word.size(), word) != 0) return false;
  if (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]) || text_[end] == '_')) return false;
  at_ = end;
  return true;
}

std::string ConditionScanner::take_identifier() {
  skip_spaces();
  const std::size_t from = at_;
  if (at_ == text_.size() || !is_letter(text_[at_])) return {};
  while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '_' ||
                                text_[at_] == '.' || (text_[at_] == '*' && text_[at_ - 1] == '.')))
    ++at_;
  return text_.substr(from, at_ - from);
}

std::string ConditionScanner::take_number() {
  const std::size_t from = at_;
  while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
  return text_.substr(from, at_ - from);
}

std::string ConditionScanner::take_unit() {
  std::size_t begin = at_;
  while (begin < text_.size() && text_[begin] == ' ') ++begin;
  std::size_t end = begin;
  while (end < text_.size() && is_letter(text_[end])) ++end;
  if (end > begin && end + 1 < text_.size() && text_[end] == '/' && is_letter(text_[end + 1]))
    for (++end; end < text_.size() && is_letter(text_[end]);) ++end;
  std::string unit = text_.substr(begin, end - begin);
  if (unit.empty() || unit == "and" || unit == "or") return {};
  at_ = end;
  return unit;
}

void ConditionScanner::fail(std::size_t from, std::size_t length, std::string what, std::string hint) const {
  workloads::Place place = node_.place;
  if (place.column > 0) place.column += static_cast<int>(from) + (node_.quoted ? 1 : 0);
  place.length = static_cast<int>(std::max<std::size_t>(1, length));
  throw DocumentError{{"C015", place, std::move(what), std::move(hint)}};
}

void ConditionScanner::fail_unknown(const std::string& name, std::size_t from) const {
  std::vector<std::string> known;
  for (const KeySpec& key : chip_keys()) known.push_back(key.path);
  const std::string near = workloads::nearest(name, known);
  fail(from, name.size(), fmt::format("no key is called '{}'", name),
       near.empty() ? "docs/config.md lists the keys" : fmt::format("did you mean '{}'?", near));
}

}  // namespace systole::sim
