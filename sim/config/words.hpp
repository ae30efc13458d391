// The words that configs and reports use for the chip's enumerations: one table for reading, printing and documenting.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "models/chip/chip.hpp"

namespace systole::sim {

template <class Enum>
using WordTable = std::vector<std::pair<std::string, Enum>>;

/// Words in the order of declaration; specialised for every enumeration of models/chip/chip.hpp and
/// models/cim/config.hpp.
template <class Enum>
const WordTable<Enum>& word_table();

template <>
const WordTable<models::Dataflow>& word_table();
template <>
const WordTable<models::ArrayTiming>& word_table();
template <>
const WordTable<models::WeightLoad>& word_table();
template <>
const WordTable<models::Drain>& word_table();
template <>
const WordTable<models::Overflow>& word_table();
template <>
const WordTable<models::OperandType>& word_table();
template <>
const WordTable<models::RequantMode>& word_table();
template <>
const WordTable<models::DramModel>& word_table();
template <>
const WordTable<models::DramTechnology>& word_table();
template <>
const WordTable<models::Objective>& word_table();
template <>
const WordTable<models::Engine>& word_table();
template <>
const WordTable<models::VectorOp>& word_table();
template <>
const WordTable<models::CimMode>& word_table();
template <>
const WordTable<models::CimSlicing>& word_table();
template <>
const WordTable<models::CimAdcRange>& word_table();
template <>
const WordTable<models::CimStepDivisor>& word_table();
template <>
const WordTable<models::CimAveraging>& word_table();
template <>
const WordTable<models::CimThreshold>& word_table();
template <>
const WordTable<models::LoopOrder>& word_table();

template <class Enum>
const std::string& word(Enum value) {
  return word_table<Enum>().at(static_cast<std::size_t>(value)).first;
}

template <class Enum>
std::vector<std::string> words() {
  std::vector<std::string> result;
  for (const auto& [text, value] : word_table<Enum>()) {
    result.push_back(text);
  }
  return result;
}

/// `text` must be one of `words<Enum>()`; throws std::out_of_range otherwise.
template <class Enum>
Enum from_word(const std::string& text) {
  for (const auto& [known, value] : word_table<Enum>()) {
    if (known == text) {
      return value;
    }
  }
  throw std::out_of_range{"no such word: " + text};
}

}  // namespace systole::sim
