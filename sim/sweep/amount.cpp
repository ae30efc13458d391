#include "sim/sweep/amount.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "workloads/document/number.hpp"
#include "workloads/document/unit_table.hpp"

namespace systole::sim {
namespace {

struct Kind {
  std::string_view name;  // KeySpec::kind
  const workloads::Dimension& (*dimension)();
  Counts counts;
  double base;  // of the dimension's base unit, in bytes, seconds and metres
};

constexpr double kPicosecond = 1e-12;
constexpr double kNanometre = 1e-9;
constexpr std::array<Kind, 5> kKinds{{{"size", workloads::byte_dimension, {1, 0, 0}, 1},
                                      {"frequency", workloads::frequency_dimension, {0, -1, 0}, 1},
                                      {"bandwidth", workloads::bandwidth_dimension, {1, -1, 0}, 1},
                                      {"time", workloads::time_dimension, {0, 1, 0}, kPicosecond},
                                      {"length", workloads::length_dimension, {0, 0, 1}, kNanometre}}};

const Kind* kind_of(const KeySpec& key) {
  for (const Kind& kind : kKinds)
    if (kind.name == key.kind) return &kind;
  return nullptr;
}

bool is_plain_number(const KeySpec& key) {
  return key.kind == "integer" || key.kind == "number";
}

}  // namespace

std::string noun_of(const Counts& counts) {
  if (counts.plain()) return "a plain number";
  for (const Kind& kind : kKinds)
    if (kind.counts == counts) return std::string{kind.dimension().noun};
  std::string text;
  for (const auto& [name, power] :
       {std::pair{"bytes", counts.bytes}, std::pair{"seconds", counts.seconds}, std::pair{"metres", counts.metres}})
    if (power != 0) text += fmt::format("{}{}^{}", text.empty() ? "" : " ", name, power);
  return text;
}

std::optional<Amount> amount_of(std::string_view number, std::string_view unit) {
  if (!workloads::is_plain_decimal(number)) return std::nullopt;
  const double value = std::strtod(std::string{number}.c_str(), nullptr);
  if (unit.empty()) return Amount{value, {}};
  for (const Kind& kind : kKinds)
    if (const workloads::UnitName* known = workloads::find_unit(kind.dimension(), unit))
      return Amount{value * static_cast<double>(known->factor) * kind.base, kind.counts};
  return std::nullopt;
}

bool is_numeric(const KeySpec& key) {
  return kind_of(key) != nullptr || is_plain_number(key);
}

const workloads::Dimension* dimension_of(const KeySpec& key) {
  const Kind* kind = kind_of(key);
  return kind != nullptr ? &kind->dimension() : nullptr;
}

Counts counts_of(const KeySpec& key) {
  const Kind* kind = kind_of(key);
  return kind != nullptr ? kind->counts : Counts{};
}

std::optional<Amount> amount_of(const KeySpec& key, const models::Chip& chip) {
  const workloads::Measure measure = workloads::split_measure(key.print(chip));
  return amount_of(measure.number, measure.unit);
}

}  // namespace systole::sim
