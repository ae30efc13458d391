#include "sim/sweep/condition.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/sweep/condition_term.hpp"

namespace systole::sim {
namespace {

using Term = ConditionTerm;
using Type = ConditionTerm::Type;
using Relation = ConditionTerm::Relation;

/// A key that holds no number just now (`tiling: auto`) compares with nothing.
double value_of_key(const KeySpec& key, const models::Chip& chip) {
  const std::optional<Amount> amount = amount_of(key, chip);
  return amount ? amount->value : std::numeric_limits<double>::quiet_NaN();
}

double value_over_keys(const Term& term, const models::Chip& chip) {
  double value = value_of_key(*term.keys.front(), chip);
  for (auto key = term.keys.begin() + 1; key != term.keys.end(); ++key) {
    const double other = value_of_key(**key, chip);
    if (term.type == Type::sum) value += other;
    if (term.type == Type::least) value = std::min(value, other);
    if (term.type == Type::most) value = std::max(value, other);
  }
  return value;
}

double number(const Term& term, const models::Chip& chip) {
  switch (term.type) {
    case Type::add:
      return number(*term.of[0], chip) + number(*term.of[1], chip);
    case Type::subtract:
      return number(*term.of[0], chip) - number(*term.of[1], chip);
    case Type::multiply:
      return number(*term.of[0], chip) * number(*term.of[1], chip);
    case Type::divide:
      return number(*term.of[0], chip) / number(*term.of[1], chip);
    case Type::key:
    case Type::sum:
    case Type::least:
    case Type::most:
      return value_over_keys(term, chip);
    default:
      return term.amount.value;
  }
}

std::string word(const Term& term, const models::Chip& chip) {
  return term.type == Type::key ? term.keys.front()->print(chip) : term.word;
}

bool compare(const Term& term, const models::Chip& chip) {
  const bool words = term.of[0]->is_word();
  if (words) {
    const bool same = word(*term.of[0], chip) == word(*term.of[1], chip);
    return (term.relation == Relation::equal) == same;
  }
  constexpr double kTolerance = 1e-12;
  const double left = number(*term.of[0], chip);
  const double right = number(*term.of[1], chip);
  const bool same = left == right || std::abs(left - right) <= kTolerance * std::max(std::abs(left), std::abs(right));
  switch (term.relation) {
    case Relation::less:
      return left < right && !same;
    case Relation::at_most:
      return left < right || same;
    case Relation::equal:
      return same;
    case Relation::unequal:
      return !same;
    case Relation::at_least:
      return left > right || same;
    case Relation::more:
      return left > right && !same;
  }
  return false;
}

bool truth(const Term& term, const models::Chip& chip) {
  const auto holds = [&](const std::unique_ptr<Term>& part) { return truth(*part, chip); };
  switch (term.type) {
    case Type::all:
      return std::all_of(term.of.begin(), term.of.end(), holds);
    case Type::any:
      return std::any_of(term.of.begin(), term.of.end(), holds);
    case Type::negate:
      return !holds(term.of.front());
    default:
      return compare(term, chip);
  }
}

}  // namespace

Condition::Condition(const workloads::Node& text) : text_{text.text}, root_{parse_condition(text)} {}

bool Condition::holds(const models::Chip& chip) const {
  return truth(*root_, chip);
}

}  // namespace systole::sim
