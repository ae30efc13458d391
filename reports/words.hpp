// The words for things of the machine: how a name in files is said to people, what it means, and what its figures
// count. Console, explain, comparisons, sweeps and reports take theirs from here.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "reports/causes.hpp"

namespace systole::reports {

/// Which way a figure is better.
enum class Better : std::uint8_t { neither, less, more };

struct Word {
  std::string_view name;  // in files
  std::string_view label;
  std::string_view definition;
  /// "cycles", "s", "Hz", "B", "B/s", "pJ", "W", "J s", "um2", "share", "TOPS", "TOPS/W", "MAC/B", "MAC/cycle", "dB",
  /// "count", "text"; empty: it is no figure.
  std::string_view unit = {};
  Better better = Better::neither;
};

struct WordGroup {
  std::string_view name;
  std::vector<Word> words;
};

/// All of them: causes, bottlenecks, engines, units, states, counters, tensors, components, figures, columns.
/// `told`: of causes, whose cycles.
std::vector<WordGroup> word_groups(Told told);

/// Totals of runs, metrics and objectives of sweeps.
std::span<const Word> figure_words();
/// \throws models::ModelError when there is no such figure.
const Word& figure_word(std::string_view name);

/// Columns of layers.csv, in its order.
std::span<const Word> column_words();

}  // namespace systole::reports
