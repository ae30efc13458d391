#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "sim/config/key_tree.hpp"
#include "sim/sweep/condition_term.hpp"
#include "sim/sweep/key_pattern.hpp"

namespace systole::sim {
namespace {

using Term = ConditionTerm;
using Type = ConditionTerm::Type;
using Relation = ConditionTerm::Relation;
using TermPtr = std::unique_ptr<Term>;
using workloads::DocumentError;

constexpr std::array<std::pair<std::string_view, Relation>, 6> kRelations{{{"<=", Relation::at_most},
                                                                           {">=", Relation::at_least},
                                                                           {"==", Relation::equal},
                                                                           {"!=", Relation::unequal},
                                                                           {"<", Relation::less},
                                                                           {">", Relation::more}}};
constexpr std::array<std::pair<std::string_view, Type>, 3> kFunctions{
    {{"sum", Type::sum}, {"min", Type::least}, {"max", Type::most}}};
constexpr const char* kGrammar =
    "a condition looks like: array.rows * array.cols <= 1024, sum(scratchpad.*.size) <= 512 KiB, array.dataflow == ws "
    "or "
    "array.rows > 8";

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

TermPtr term_of(Type type) {
  auto term = std::make_unique<Term>();
  term->type = type;
  return term;
}

TermPtr joined(Type type, TermPtr left, TermPtr right) {
  auto term = term_of(type);
  term->of.push_back(std::move(left));
  term->of.push_back(std::move(right));
  return term;
}

Counts product(const Counts& a, const Counts& b, int sign) {
  return {a.bytes + sign * b.bytes, a.seconds + sign * b.seconds, a.metres + sign * b.metres};
}

const KeySpec& key_named(const std::string& path) {
  return *std::find_if(chip_keys().begin(), chip_keys().end(), [&](const KeySpec& key) { return key.path == path; });
}

/// Reads from left to right: one function for each level of precedence.
class Parser {
 public:
  explicit Parser(const workloads::Node& node) : node_{node}, text_{node.text} {}

  TermPtr whole() {
    if (node_.type != workloads::Node::Type::scalar)
      throw DocumentError{{"C006", node_.place, "a condition is one line of text", kGrammar}};
    TermPtr term = any();
    skip_spaces();
    if (at_ != text_.size()) fail(at_, 1, fmt::format("'{}' is not expected here", text_[at_]), kGrammar);
    require_truth(*term, 0, text_.size());
    return term;
  }

 private:
  [[noreturn]] void fail(std::size_t from, std::size_t length, std::string what, std::string hint) const {
    workloads::Place place = node_.place;
    if (place.column > 0) place.column += static_cast<int>(from) + (node_.quoted ? 1 : 0);
    place.length = static_cast<int>(std::max<std::size_t>(1, length));
    throw DocumentError{{"C015", place, std::move(what), std::move(hint)}};
  }

  void skip_spaces() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  bool take(std::string_view symbol) {
    skip_spaces();
    if (text_.compare(at_, symbol.size(), symbol) != 0) return false;
    at_ += symbol.size();
    return true;
  }

  /// "and", but not the beginning of "android".
  bool take_word(std::string_view word) {
    skip_spaces();
    const std::size_t end = at_ + word.size();
    if (text_.compare(at_, word.size(), word) != 0) return false;
    if (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]) || text_[end] == '_')) return false;
    at_ = end;
    return true;
  }

  void require_truth(const Term& term, std::size_t from, std::size_t to) const {
    if (!term.is_truth())
      fail(from, to - from, fmt::format("'{}' compares nothing", text_.substr(from, to - from)), kGrammar);
  }

  TermPtr any() { return chain(Type::any, "or", &Parser::all); }
  TermPtr all() { return chain(Type::all, "and", &Parser::negated); }

  TermPtr chain(Type type, std::string_view word, TermPtr (Parser::*part)()) {
    skip_spaces();
    const std::size_t from = at_;
    TermPtr left = (this->*part)();
    while (take_word(word)) {
      require_truth(*left, from, at_ - word.size());
      skip_spaces();
      const std::size_t right_from = at_;
      TermPtr right = (this->*part)();
      require_truth(*right, right_from, at_);
      left = joined(type, std::move(left), std::move(right));
    }
    return left;
  }

  TermPtr negated() {
    if (!take_word("not")) return comparison();
    skip_spaces();
    const std::size_t from = at_;
    auto term = term_of(Type::negate);
    term->of.push_back(negated());
    require_truth(*term->of.front(), from, at_);
    return term;
  }

  TermPtr comparison() {
    skip_spaces();
    const std::size_t from = at_;
    TermPtr left = sum();
    const auto relation =
        std::find_if(kRelations.begin(), kRelations.end(), [this](const auto& known) { return take(known.first); });
    if (relation == kRelations.end()) return left;
    TermPtr right = sum();
    auto term = joined(Type::compare, std::move(left), std::move(right));
    term->relation = relation->second;
    check_comparison(*term, from);
    return term;
  }

  void check_comparison(const Term& term, std::size_t from) const {
    const Term& left = *term.of[0];
    const Term& right = *term.of[1];
    const std::size_t length = at_ - from;
    if (left.is_truth() || right.is_truth())
      fail(from, length, "a comparison is compared with something", "join comparisons with 'and' and 'or'");
    if (left.is_word() != right.is_word())
      fail(from, length, "a word is compared with a number", "numbers may have a unit: 64 KiB, 1 GHz");
    if (!left.is_word()) return require_same(left, right, from, "compared");
    if (term.relation != Relation::equal && term.relation != Relation::unequal)
      fail(from, length, "words have no order", "compare them with == or !=");
    check_word(left, right, from);
    check_word(right, left, from);
  }

  /// A word must be one that the key on the other side allows.
  void check_word(const Term& key, const Term& literal, std::size_t from) const {
    if (literal.type != Type::word) return;
    if (key.type != Type::key) unknown(literal.word, from);
    if (key.keys.front()->kind != "word" && key.keys.front()->kind != "switch") return;
    std::vector<std::string> allowed;
    const std::string& all = key.keys.front()->allowed;
    for (std::size_t begin = 0; begin < all.size();) {
      const std::size_t end = std::min(all.find(", ", begin), all.size());
      allowed.push_back(all.substr(begin, end - begin));
      begin = end + 2;
    }
    if (std::find(allowed.begin(), allowed.end(), literal.word) != allowed.end()) return;
    const std::string near = workloads::nearest(literal.word, allowed);
    fail(from, at_ - from, fmt::format("'{}' is never '{}'", key.keys.front()->path, literal.word),
         fmt::format("{}(allowed: {})", near.empty() ? "" : fmt::format("did you mean '{}'?  ", near), all));
  }

  void require_same(const Term& left, const Term& right, std::size_t from, std::string_view what) const {
    if (left.amount.counts == right.amount.counts) return;
    fail(from, at_ - from,
         fmt::format("{} and {} are {}", noun_of(left.amount.counts), noun_of(right.amount.counts), what),
         "both sides must count the same; numbers may have a unit: 64 KiB, 1 GHz, 12.8 GB/s, 60 ns");
  }

  void require_number(const Term& term, std::size_t from) const {
    if (term.is_truth() || term.is_word())
      fail(from, at_ - from, fmt::format("'{}' is no number", text_.substr(from, at_ - from)), kGrammar);
  }

  TermPtr sum() {
    skip_spaces();
    const std::size_t from = at_;
    TermPtr left = factor_chain();
    while (true) {
      const bool adds = take("+");
      if (!adds && !take("-")) return left;
      require_number(*left, from);
      TermPtr right = factor_chain();
      require_number(*right, from);
      require_same(*left, *right, from, adds ? "added" : "subtracted");
      const Counts counts = left->amount.counts;
      left = joined(adds ? Type::add : Type::subtract, std::move(left), std::move(right));
      left->amount.counts = counts;
    }
  }

  TermPtr factor_chain() {
    skip_spaces();
    const std::size_t from = at_;
    TermPtr left = primary();
    while (true) {
      const bool multiplies = take("*");
      if (!multiplies && !take("/")) return left;
      require_number(*left, from);
      TermPtr right = primary();
      require_number(*right, from);
      const Counts counts = product(left->amount.counts, right->amount.counts, multiplies ? 1 : -1);
      left = joined(multiplies ? Type::multiply : Type::divide, std::move(left), std::move(right));
      left->amount.counts = counts;
    }
  }

  TermPtr primary() {
    skip_spaces();
    if (take("(")) {
      TermPtr inside = any();
      if (!take(")")) fail(at_, 1, "a ')' is missing", kGrammar);
      return inside;
    }
    if (at_ < text_.size() && is_digit(text_[at_])) return literal();
    const std::size_t from = at_;
    const std::string name = identifier();
    if (name.empty())
      fail(at_, 1, at_ == text_.size() ? "something is missing at the end" : "a key or a number is missing", kGrammar);
    const auto function =
        std::find_if(kFunctions.begin(), kFunctions.end(), [&](const auto& known) { return known.first == name; });
    if (function != kFunctions.end() && take("(")) return over_keys(function->second);
    if (is_key(name)) {
      auto term = term_of(Type::key);
      term->keys.push_back(&key_named(name));
      term->amount.counts = counts_of(*term->keys.front());
      return term;
    }
    if (name.find('.') != std::string::npos || name.find('*') != std::string::npos) unknown(name, from);
    auto term = term_of(Type::word);
    term->word = name;
    return term;
  }

  /// sum(scratchpad.*.size): keys that count the same.
  TermPtr over_keys(Type type) {
    skip_spaces();
    const std::size_t from = at_;
    const std::string pattern = identifier();
    auto term = term_of(type);
    term->keys = keys_matching(pattern);
    if (term->keys.empty()) unknown(pattern, from);
    for (const KeySpec* key : term->keys)
      if (!is_numeric(*key) || counts_of(*key) != counts_of(*term->keys.front()))
        fail(from, pattern.size(),
             fmt::format("'{}' and '{}' do not count the same", term->keys.front()->path, key->path),
             "narrow the pattern: scratchpad.*.size");
    term->amount.counts = counts_of(*term->keys.front());
    if (!take(")")) fail(at_, 1, "a ')' is missing", kGrammar);
    return term;
  }

  TermPtr literal() {
    const std::size_t from = at_;
    while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
    const std::string number = text_.substr(from, at_ - from);
    const std::string unit = unit_behind();
    const std::optional<Amount> amount = amount_of(number, unit);
    if (!amount)
      fail(from, at_ - from, fmt::format("'{}' is no number with a unit", text_.substr(from, at_ - from)),
           "write 1024, 64 KiB, 800 MHz, 12.8 GB/s or 60 ns");
    auto term = term_of(Type::amount);
    term->amount = *amount;
    return term;
  }

  /// Letters, or letters per letters, unless they are a word that joins conditions.
  std::string unit_behind() {
    std::size_t begin = at_;
    while (begin < text_.size() && text_[begin] == ' ') ++begin;
    std::size_t end = begin;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    if (end > begin && end + 1 < text_.size() && text_[end] == '/' && is_letter(text_[end + 1]))
      for (++end; end < text_.size() && is_letter(text_[end]);) ++end;
    const std::string unit = text_.substr(begin, end - begin);
    if (unit.empty() || unit == "and" || unit == "or") return {};
    at_ = end;
    return unit;
  }

  /// Letters, digits, _, and dots; a * only as a whole part, as in scratchpad.*.size.
  std::string identifier() {
    skip_spaces();
    const std::size_t from = at_;
    if (at_ == text_.size() || !is_letter(text_[at_])) return {};
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '_' ||
                                  text_[at_] == '.' || (text_[at_] == '*' && text_[at_ - 1] == '.')))
      ++at_;
    return text_.substr(from, at_ - from);
  }

  [[noreturn]] void unknown(const std::string& name, std::size_t from) const {
    std::vector<std::string> known;
    for (const KeySpec& key : chip_keys()) known.push_back(key.path);
    const std::string near = workloads::nearest(name, known);
    fail(from, name.size(), fmt::format("no key is called '{}'", name),
         near.empty() ? "docs/config.md lists the keys" : fmt::format("did you mean '{}'?", near));
  }

  const workloads::Node& node_;
  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<ConditionTerm> parse_condition(const workloads::Node& text) {
  return Parser{text}.whole();
}

}  // namespace systole::sim
