#include "sim/sweep/space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "models/errors.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/config/chip_rules.hpp"
#include "sim/config/energy_reader.hpp"
#include "sim/config/key_tree.hpp"
#include "sim/config/override.hpp"

namespace systole::sim {
namespace {

/// The table of energies is known by what it says.
Digest line_digest(const KeySpec& key, const models::Chip& chip, const SweepChip& base) {
  if (!key.applies(chip)) return {};
  const Digest line = digest_of(fmt::format("{}: {}", key.path, key.print(chip)));
  if (key.path != "energy" || chip.energy_table.empty()) return line;
  return line + base.tables.at(chip.energy_table).digest;
}

Digest digest_of(const models::Chip& chip, const SweepChip& base) {
  Digest digest;
  for (const KeySpec& key : chip_keys()) digest += line_digest(key, chip, base);
  return digest;
}

/// Keys of macros have aliases and a mode that fixes others, rules of engines are checked where they stand, and
/// `dram.model: bandwidth` asks for another key: such designs are read anew, as if the file said so.
bool depends_on_others(const KeySpec& key, const SweepChip& base) {
  if (key.path.starts_with("cim.") || key.path == "mapping.engines") return true;
  return key.path.starts_with("dram.") && find_path(base.document, "dram.bandwidth") == nullptr;
}

bool is_independent(const SweepPlan& plan, const SweepChip& base) {
  return std::none_of(plan.axes.begin(), plan.axes.end(), [&](const Axis& axis) {
    return std::any_of(axis.keys.begin(), axis.keys.end(),
                       [&](const KeySpec* key) { return depends_on_others(*key, base); });
  });
}

Digest change_of(const AxisValue& value, const SweepChip& base) {
  models::Chip chip = base.chip;
  value.apply(chip);
  Digest change;
  for (const Setting& setting : value.settings)
    change += line_digest(*setting.key, chip, base) - line_digest(*setting.key, base.chip, base);
  return change;
}

}  // namespace

Space::Space(const SweepPlan& plan) : plan_{plan} {
  radices_.push_back(plan.accelerators.size());
  for (const Axis& axis : plan.axes) radices_.push_back(axis.values.size());
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  for (const std::size_t radix : radices_) {
    if (size_ > kMost / radix)
      throw models::UserError(
          fmt::format("the axes of '{}' make more than 2^63 designs: take fewer values", plan.name));
    size_ *= radix;
  }
  for (const SweepChip& base : plan.accelerators) {
    independent_.push_back(is_independent(plan, base));
    bases_.push_back(digest_of(base.chip, base));
    auto& axes = changes_.emplace_back();
    if (!independent_.back()) continue;
    for (const Axis& axis : plan.axes) {
      auto& values = axes.emplace_back();
      for (const AxisValue& value : axis.values) values.push_back(change_of(value, base));
    }
  }
  const Digest sqnr = plan.sqnr ? digest_of("sqnr: " + plan.sqnr->text()) : Digest{};
  for (const SweepWorkload& workload : plan.workloads) {
    auto& details = asked_.emplace_back();
    for (const Detail detail : {Detail::analytic, Detail::event, Detail::cycle})
      details.push_back(workload.digest + sqnr + digest_of(fmt::format("detail: {}", detail_name(detail))));
  }
}

std::vector<std::size_t> Space::digits(std::uint64_t design) const {
  std::vector<std::size_t> digits(radices_.size());
  for (std::size_t i = digits.size(); i-- > 0; design /= radices_[i]) digits[i] = design % radices_[i];
  return digits;
}

std::uint64_t Space::number(std::span<const std::size_t> digits) const {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) number = number * radices_[i] + digits[i];
  return number;
}

models::Chip Space::set(const SweepChip& base, std::span<const std::size_t> digits) const {
  models::Chip chip = base.chip;
  for (std::size_t axis = 0; axis < plan_.axes.size(); ++axis) plan_.axes[axis].values[digits[axis + 1]].apply(chip);
  return chip;
}

models::Chip Space::read(const SweepChip& base, std::span<const std::size_t> digits) const {
  workloads::Node document = base.document;
  for (std::size_t axis = 0; axis < plan_.axes.size(); ++axis)
    for (const Setting& setting : plan_.axes[axis].values[digits[axis + 1]].settings)
      set_value(document, setting.key->path, setting.value);
  return read_chip(document);
}

models::Chip Space::checked(const SweepChip& base, std::span<const std::size_t> digits) const {
  if (!independent_[digits[0]]) return read(base, digits);
  models::Chip chip = set(base, digits);
  check_rules(chip, base.document);
  return chip;
}

bool Space::allows(std::uint64_t design) const {
  if (plan_.constraints.empty()) return true;
  const std::vector<std::size_t> at = digits(design);
  const SweepChip& base = plan_.accelerators[at[0]];
  try {
    const models::Chip chip = independent_[at[0]] ? set(base, at) : read(base, at);
    return std::all_of(plan_.constraints.begin(), plan_.constraints.end(),
                       [&](const Condition& condition) { return condition.holds(chip); });
  } catch (const workloads::DocumentError&) {
    return true;
  }
}

void Space::add_table(const SweepChip& base, Design& design) const {
  models::Chip& chip = design.chip;
  if (chip.energy_table.empty()) return;
  design.table = &base.tables.at(chip.energy_table);
  check_technology(design.table->table, chip, base.file);
  add_moving_costs(chip, design.table->table);
}

Design Space::design(std::uint64_t number) const {
  const std::vector<std::size_t> at = digits(number);
  const SweepChip& base = plan_.accelerators[at[0]];
  Design design{checked(base, at), nullptr};
  add_table(base, design);
  return design;
}

Digest Space::digest(std::span<const std::size_t> digits) const {
  const SweepChip& base = plan_.accelerators[digits[0]];
  if (independent_[digits[0]]) {
    Digest sum = bases_[digits[0]];
    for (std::size_t axis = 0; axis < plan_.axes.size(); ++axis) sum += changes_[digits[0]][axis][digits[axis + 1]];
    return sum;
  }
  try {
    return digest_of(read(base, digits), base);
  } catch (const workloads::DocumentError&) {
    // A design that cannot be still is one point, told from others by what was asked for.
    Digest sum = bases_[digits[0]];
    for (std::size_t axis = 0; axis < plan_.axes.size(); ++axis)
      for (const Setting& setting : plan_.axes[axis].values[digits[axis + 1]].settings)
        sum +=
            digest_of(fmt::format("set {} to {}", setting.key->path, plan_.axes[axis].values[digits[axis + 1]].label));
    return sum;
  }
}

SweepPoint Space::point(std::uint64_t design, std::size_t workload, Detail detail) const {
  const std::vector<std::size_t> at = digits(design);
  const SweepChip& base = plan_.accelerators[at[0]];
  SweepPoint point;
  point.design = design;
  point.accelerator = base.name;
  for (std::size_t axis = 0; axis < plan_.axes.size(); ++axis)
    point.values.push_back(plan_.axes[axis].values[at[axis + 1]].label);
  point.workload = plan_.workloads[workload].name;
  point.detail = detail;
  point.key = (digest(at) + asked_[workload][static_cast<std::size_t>(detail)]).hex();
  return point;
}

std::size_t Space::workload_of(const SweepPoint& point) const {
  const auto found = std::find_if(plan_.workloads.begin(), plan_.workloads.end(),
                                  [&](const SweepWorkload& workload) { return workload.name == point.workload; });
  if (found == plan_.workloads.end())
    throw models::UserError(fmt::format("the sweep '{}' has no workload '{}'", plan_.name, point.workload));
  return static_cast<std::size_t>(found - plan_.workloads.begin());
}

}  // namespace systole::sim
