#include "sim/sweep/strategy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "workloads/document/fields.hpp"
#include "workloads/document/quantity.hpp"

namespace systole::sim {
namespace {

using workloads::DocumentError;
using workloads::Node;

constexpr const char* kStrategyShape =
    "a strategy looks like grid, {kind: random, points: 1000}, {kind: nsga2, population: 40, generations: 50} or "
    "{kind: ladder}";

/// A number of a strategy.
struct StrategyNumber {
  const char* name;
  std::uint64_t Strategy::*value;
  workloads::Range range;
  std::uint64_t otherwise;  // 0: required
};

constexpr std::int64_t kMost = 1'000'000'000;
constexpr StrategyNumber kPoints{"points", &Strategy::points, {1, kMost}, 0};
// pagmo's nsga2 pairs its parents by fours.
constexpr StrategyNumber kPopulation{"population", &Strategy::population, {8, 100'000}, 0};
constexpr StrategyNumber kGenerations{"generations", &Strategy::generations, {1, 1'000'000}, 0};
constexpr StrategyNumber kSample{"sample", &Strategy::sample, {1, kMost}, kLadderSample};
// pagmo's seeds are unsigned.
constexpr StrategyNumber kSeed{"seed", &Strategy::seed, {1, 4'294'967'295}, 1};

struct KnownStrategy {
  const char* name;
  std::vector<StrategyNumber> parts;
};

const std::array<KnownStrategy, 6>& known_strategies() {
  static const std::array<KnownStrategy, 6> all{{{"grid", {}},
                                                 {"random", {kPoints, kSeed}},
                                                 {"latin", {kPoints, kSeed}},
                                                 {"nsga2", {kPopulation, kGenerations, kSeed}},
                                                 {"moead", {kPopulation, kGenerations, kSeed}},
                                                 {"ladder", {kSample, kSeed}}}};
  return all;
}

StrategyKind strategy_kind(const Node& node) {
  std::vector<std::string> names;
  for (const KnownStrategy& kind : known_strategies()) names.emplace_back(kind.name);
  const std::string name = workloads::parse_word(node, "strategy.kind", names);
  return static_cast<StrategyKind>(std::find(names.begin(), names.end(), name) - names.begin());
}

}  // namespace

std::string_view strategy_name(StrategyKind kind) {
  return known_strategies()[static_cast<std::size_t>(kind)].name;
}

std::string Strategy::text() const {
  std::string text{strategy_name(kind)};
  for (const StrategyNumber& part : known_strategies()[static_cast<std::size_t>(kind)].parts)
    text += fmt::format(", {} {}", part.name, this->*part.value);
  return text;
}

Strategy read_strategy(const Node& node) {
  Strategy strategy;
  const bool named = node.type == Node::Type::scalar;
  if (!named && node.type != Node::Type::map)
    throw DocumentError{{"C006", node.place, "a strategy is a word or a map", kStrategyShape}};
  strategy.kind = strategy_kind(named ? node : workloads::required_field(node, "strategy", "kind", kStrategyShape));
  const KnownStrategy& kind = known_strategies()[static_cast<std::size_t>(strategy.kind)];
  std::vector<std::string> known{"kind"};
  for (const StrategyNumber& part : kind.parts) known.emplace_back(part.name);
  if (!named) workloads::check_fields(node, "strategy", known, "strategy");
  for (const StrategyNumber& part : kind.parts) {
    const std::string path = workloads::field_path("strategy", part.name);
    if (node.find(part.name) == nullptr && part.otherwise > 0) {
      strategy.*part.value = part.otherwise;
      continue;
    }
    const Node& value = workloads::required_field(node, "strategy", part.name, kStrategyShape);
    strategy.*part.value = static_cast<std::uint64_t>(workloads::parse_integer(value, path, part.range));
  }
  if (strategy.kind == StrategyKind::nsga2 && strategy.population % 4 != 0)
    throw DocumentError{
        {"C013", node.find("population")->place,
         fmt::format("'strategy.population' is {}, but nsga2 takes multiples of 4", strategy.population),
         fmt::format("use {}", strategy.population / 4 * 4 + 4)}};
  return strategy;
}

}  // namespace systole::sim
