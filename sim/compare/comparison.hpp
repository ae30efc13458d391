// Two runs side by side: what was changed, and what came of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/compare/recorded.hpp"

namespace systole::sim {

struct KeyChange {
  std::string path;
  std::string a;  // as the resolved config prints it; "-" where the chip lacks the part
  std::string b;
  bool is_default = false;  // one chip lacks the part, and the other has the key at its default
};

enum class Kind : std::uint8_t { count, seconds, bytes, share, picojoules, watts, joule_seconds, number, um2 };

struct Compared {
  std::string name;
  Kind kind = Kind::number;
  std::optional<double> a;  // none: this run does not have the figure
  std::optional<double> b;
  std::string_view figure = {};  // of a total: its name among reports::figure_words

  /// b / a; none where one is missing or a is 0.
  std::optional<double> ratio() const;
};

/// A layer of both runs, or of one.
struct LayerPair {
  std::string name;
  std::optional<RecordedLayer> a;
  std::optional<RecordedLayer> b;

  std::int64_t cycles_a() const { return a ? a->cycles : 0; }
  std::int64_t cycles_b() const { return b ? b->cycles : 0; }
};

struct Comparison {
  RecordedResult a;
  RecordedResult b;
  std::vector<KeyChange> keys;
  std::vector<Compared> totals;
  std::vector<Compared> cycle_stack;
  std::vector<Compared> components;  // of the energy
  std::vector<LayerPair> layers;     // matched by name, in a's order, then those of b alone
  std::vector<std::string> notes;    // what makes the two hard to compare
};

Comparison compare(RecordedResult a, RecordedResult b);

}  // namespace systole::sim
