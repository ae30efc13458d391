// A condition taken apart: internal to condition.cpp and condition_parser.cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/config/key_spec.hpp"
#include "sim/sweep/amount.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

/// What stands for a value or for true or false.
struct ConditionTerm {
  enum class Type { amount, word, key, add, subtract, multiply, divide, sum, least, most, compare, all, any, negate };
  enum class Relation { less, at_most, equal, unequal, at_least, more };

  Type type = Type::amount;
  Relation relation = Relation::equal;             // compare
  Amount amount;                                   // amount; of all others that are numbers: what they count
  std::string word;                                // word
  std::vector<const KeySpec*> keys;                // key, sum, least, most
  std::vector<std::unique_ptr<ConditionTerm>> of;  // what is added, compared, joined

  bool is_truth() const { return type >= Type::compare; }
  bool is_word() const { return type == Type::word || (type == Type::key && !is_numeric(*keys.front())); }
};

std::unique_ptr<ConditionTerm> parse_condition(const workloads::Node& text);

}  // namespace systole::sim
