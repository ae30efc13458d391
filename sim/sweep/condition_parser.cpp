#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "sim/config/key_tree.hpp"
#include "sim/sweep/condition_scanner.hpp"
#include "sim/sweep/condition_term.hpp"
#include "sim/sweep/key_pattern.hpp"

namespace systole::sim {
namespace {

using Term = ConditionTerm;
using Type = ConditionTerm::Type;
using Relation = ConditionTerm::Relation;
using TermPtr = std::unique_ptr<Term>;

constexpr std::array<std::pair<std::string_view, Relation>, 6> kRelations{{{"<=", Relation::at_most},
                                                                           {">=", Relation::at_least},
                                                                           {"==", Relation::equal},
                                                                           {"!=", Relation::unequal},
                                                                           {"<", Relation::less},
                                                                           {">", Relation::more}}};
constexpr std::array<std::pair<std::string_view, Type>, 3> kFunctions{
    {{"sum", Type::sum}, {"min", Type::least}, {"max", Type::most}}};
constexpr const char* kGrammar = ConditionScanner::kGrammar;

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
class ConditionGrammar {
 public:
  explicit ConditionGrammar(const workloads::Node& node) : scanner_{node} {}

  TermPtr whole() {
    TermPtr term = any();
    scanner_.skip_spaces();
    if (scanner_.at() != scanner_.text().size())
      scanner_.fail(scanner_.at(), 1, fmt::format("'{}' is not expected here", scanner_.text()[scanner_.at()]),
                    kGrammar);
    require_truth(*term, 0, scanner_.text().size());
    return term;
  }

 private:
  void require_truth(const Term& term, std::size_t from, std::size_t to) const {
    if (!term.is_truth())
      scanner_.fail(from, to - from, fmt::format("'{}' compares nothing", scanner_.text().substr(from, to - from)),
                    kGrammar);
  }

  TermPtr any() { return chain(Type::any, "or", &ConditionGrammar::all); }
  TermPtr all() { return chain(Type::all, "and", &ConditionGrammar::negated); }

  TermPtr chain(Type type, std::string_view word, TermPtr (ConditionGrammar::*part)()) {
    scanner_.skip_spaces();
    const std::size_t from = scanner_.at();
    TermPtr left = (this->*part)();
    while (scanner_.take_word(word)) {
      require_truth(*left, from, scanner_.at() - word.size());
      scanner_.skip_spaces();
      const std::size_t right_from = scanner_.at();
      TermPtr right = (this->*part)();
      require_truth(*right, right_from, scanner_.at());
      left = joined(type, std::move(left), std::move(right));
    }
    return left;
  }

  TermPtr negated() {
    if (!scanner_.take_word("not")) return comparison();
    scanner_.skip_spaces();
    const std::size_t from = scanner_.at();
    auto term = term_of(Type::negate);
    term->of.push_back(negated());
    require_truth(*term->of.front(), from, scanner_.at());
    return term;
  }

  TermPtr comparison() {
    scanner_.skip_spaces();
    const std::size_t from = scanner_.at();
    TermPtr left = sum();
    const auto relation = std::find_if(kRelations.begin(), kRelations.end(),
                                       [this](const auto& known) { return scanner_.take(known.first); });
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
    const std::size_t length = scanner_.at() - from;
    if (left.is_truth() || right.is_truth())
      scanner_.fail(from, length, "a comparison is compared with something", "join comparisons with 'and' and 'or'");
    if (left.is_word() != right.is_word())
      scanner_.fail(from, length, "a word is compared with a number", "numbers may have a unit: 64 KiB, 1 GHz");
    if (!left.is_word()) return require_same(left, right, from, "compared");
    if (term.relation != Relation::equal && term.relation != Relation::unequal)
      scanner_.fail(from, length, "words have no order", "compare them with == or !=");
    check_word(left, right, from);
    check_word(right, left, from);
  }

  /// A word must be one that the key on the other side allows.
  void check_word(const Term& key, const Term& literal, std::size_t from) const {
    if (literal.type != Type::word) return;
    if (key.type != Type::key) scanner_.fail_unknown(literal.word, from);
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
    scanner_.fail(from, scanner_.at() - from, fmt::format("'{}' is never '{}'", key.keys.front()->path, literal.word),
                  fmt::format("{}(allowed: {})", near.empty() ? "" : fmt::format("did you mean '{}'?  ", near), all));
  }

  void require_same(const Term& left, const Term& right, std::size_t from, std::string_view what) const {
    if (left.amount.counts == right.amount.counts) return;
    scanner_.fail(from, scanner_.at() - from,
                  fmt::format("{} and {} are {}", noun_of(left.amount.counts), noun_of(right.amount.counts), what),
                  "both sides must count the same; numbers may have a unit: 64 KiB, 1 GHz, 12.8 GB/s, 60 ns");
  }

  void require_number(const Term& term, std::size_t from) const {
    if (term.is_truth() || term.is_word())
      scanner_.fail(from, scanner_.at() - from,
                    fmt::format("'{}' is no number", scanner_.text().substr(from, scanner_.at() - from)), kGrammar);
  }

  TermPtr sum() {
    scanner_.skip_spaces();
    const std::size_t from = scanner_.at();
    TermPtr left = factor_chain();
    while (true) {
      const bool adds = scanner_.take("+");
      if (!adds && !scanner_.take("-")) return left;
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
    scanner_.skip_spaces();
    const std::size_t from = scanner_.at();
    TermPtr left = primary();
    while (true) {
      const bool multiplies = scanner_.take("*");
      if (!multiplies && !scanner_.take("/")) return left;
      require_number(*left, from);
      TermPtr right = primary();
      require_number(*right, from);
      const Counts counts = product(left->amount.counts, right->amount.counts, multiplies ? 1 : -1);
      left = joined(multiplies ? Type::multiply : Type::divide, std::move(left), std::move(right));
      left->amount.counts = counts;
    }
  }

  TermPtr primary() {
    scanner_.skip_spaces();
    if (scanner_.take("(")) {
      TermPtr inside = any();
      if (!scanner_.take(")")) scanner_.fail(scanner_.at(), 1, "a ')' is missing", kGrammar);
      return inside;
    }
    if (scanner_.at_digit()) return literal();
    const std::size_t from = scanner_.at();
    const std::string name = scanner_.take_identifier();
    if (name.empty())
      scanner_.fail(
          scanner_.at(), 1,
          scanner_.at() == scanner_.text().size() ? "something is missing at the end" : "a key or a number is missing",
          kGrammar);
    const auto function =
        std::find_if(kFunctions.begin(), kFunctions.end(), [&](const auto& known) { return known.first == name; });
    if (function != kFunctions.end() && scanner_.take("(")) return over_keys(function->second);
    if (is_key(name)) {
      auto term = term_of(Type::key);
      term->keys.push_back(&key_named(name));
      term->amount.counts = counts_of(*term->keys.front());
      return term;
    }
    if (name.find('.') != std::string::npos || name.find('*') != std::string::npos) scanner_.fail_unknown(name, from);
    auto term = term_of(Type::word);
    term->word = name;
    return term;
  }

  /// sum(scratchpad.*.size): keys that count the same.
  TermPtr over_keys(Type type) {
    scanner_.skip_spaces();
    const std::size_t from = scanner_.at();
    const std::string pattern = scanner_.take_identifier();
    auto term = term_of(type);
    term->keys = keys_matching(pattern);
    if (term->keys.empty()) scanner_.fail_unknown(pattern, from);
    for (const KeySpec* key : term->keys)
      if (!is_numeric(*key) || counts_of(*key) != counts_of(*term->keys.front()))
        scanner_.fail(from, pattern.size(),
                      fmt::format("'{}' and '{}' do not count the same", term->keys.front()->path, key->path),
                      "narrow the pattern: scratchpad.*.size");
    term->amount.counts = counts_of(*term->keys.front());
    if (!scanner_.take(")")) scanner_.fail(scanner_.at(), 1, "a ')' is missing", kGrammar);
    return term;
  }

  TermPtr literal() {
    const std::size_t from = scanner_.at();
    const std::string number = scanner_.take_number();
    const std::string unit = scanner_.take_unit();
    const std::optional<Amount> amount = amount_of(number, unit);
    if (!amount)
      scanner_.fail(from, scanner_.at() - from,
                    fmt::format("'{}' is no number with a unit", scanner_.text().substr(from, scanner_.at() - from)),
                    "write 1024, 64 KiB, 800 MHz, 12.8 GB/s or 60 ns");
    auto term = term_of(Type::amount);
    term->amount = *amount;
    return term;
  }

  ConditionScanner scanner_;
};

}  // namespace

std::unique_ptr<ConditionTerm> parse_condition(const workloads::Node& text) {
  return ConditionGrammar{text}.whole();
}

}  // namespace systole::sim
