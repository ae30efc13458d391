#include "sim/config/chip_reader.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

#include "models/energy/unit_costs.hpp"
#include "sim/config/chip_rules.hpp"
#include "sim/config/cim_aliases.hpp"
#include "sim/config/cim_rules.hpp"
#include "sim/config/energy_reader.hpp"
#include "sim/config/key_spec.hpp"
#include "sim/config/key_tree.hpp"
#include "sim/config/override.hpp"

namespace systole::sim {
namespace {

using workloads::DocumentError;
using workloads::Node;

/// The outermost section on the way to `path` that the document lacks, or `path` itself.
std::string first_missing(const Node& root, const std::string& path) {
  std::string known;
  for (const std::string& part : split_path(path)) {
    known = join_path(known, part);
    if (find_path(root, known) == nullptr) {
      break;
    }
  }
  return known;
}

[[noreturn]] void fail_missing(const Node& root, const KeySpec& key) {
  const std::string missing = first_missing(root, key.path);
  workloads::Place place = place_of(root, key.path);
  if (root.find(split_path(key.path).front()) == nullptr) {
    // It is the file that lacks the key: no line of it is at fault.
    place = {root.place.origin, 0, 0, 1, ""};
  }
  if (missing != key.path) {
    throw DocumentError{{"C005", place, fmt::format("the section '{}' is missing", missing),
                         fmt::format("its keys: {}", fmt::join(child_names(missing), ", "))}};
  }
  throw DocumentError{{"C005", place, fmt::format("the key '{}' is missing", key.path),
                       fmt::format("add '{}: ...'  (allowed: {})", split_path(key.path).back(), key.allowed)}};
}

}  // namespace

models::Chip read_chip(const Node& root) {
  check_structure(root);
  models::Chip chip;
  if (root.find("cim") != nullptr) {
    chip.cim.emplace();
  }
  for (const KeySpec& key : chip_keys()) {
    if (const Node* value = find_path(root, key.path)) {
      key.parse(*value, chip);
    } else if (key.required && key.applies(chip)) {
      fail_missing(root, key);
    }
  }
  check_cim_aliases(root);
  drop_rules_without_macros(chip, root);
  apply_compatibility(chip, root);
  check_rules(chip, root);
  check_cim_rules(chip, root);
  return chip;
}

LoadedChip load_chip(const std::string& path, const std::vector<std::string>& overrides) {
  Node root = workloads::read_document(path);
  check_structure(root);
  for (const std::string& assignment : overrides) {
    apply_override(root, assignment);
  }
  LoadedChip loaded;
  loaded.chip = read_chip(root);
  loaded.yaml = to_yaml(loaded.chip);
  loaded.hash = config_hash(loaded.yaml);
  loaded.energy = load_energy_table(loaded.chip, path);
  if (loaded.energy) add_moving_costs(loaded.chip, *loaded.energy);
  return loaded;
}

void add_moving_costs(models::Chip& chip, const models::EnergyTable& table) {
  if (chip.mapping.objective == models::Objective::energy) chip.mapping.moving = models::unit_costs(table, chip).byte;
}

std::string to_yaml(const models::Chip& chip) {
  std::string yaml;
  std::vector<std::string> open;  // sections that the last line stands in
  for (const KeySpec& key : chip_keys()) {
    if (!key.applies(chip)) {
      continue;
    }
    std::vector<std::string> sections = split_path(key.path);
    const std::string name = sections.back();
    sections.pop_back();
    std::size_t shared = 0;
    while (shared < open.size() && shared < sections.size() && open[shared] == sections[shared]) {
      ++shared;
    }
    for (std::size_t depth = shared; depth < sections.size(); ++depth) {
      yaml += fmt::format("{:{}}{}:\n", "", 2 * depth, sections[depth]);
    }
    yaml += fmt::format("{:{}}{}: {}\n", "", 2 * sections.size(), name, key.print(chip));
    open = std::move(sections);
  }
  return yaml;
}

std::string config_hash(const std::string& yaml) {
  // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
  constexpr std::uint64_t kOffsetBasis = 0xcbf29ce484222325U;
  constexpr std::uint64_t kPrime = 0x100000001b3U;
  std::uint64_t hash = kOffsetBasis;
  for (const char c : yaml) {
    hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  }
  return fmt::format("{:016x}", hash);
}

}  // namespace systole::sim
