// Accelerator configs: YAML to a Chip and back. Every key is consumed or an error; docs/config.md lists them all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/energy/table.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

struct LoadedChip {
  models::Chip chip;
  std::string yaml;                           // all keys, defaults and overrides included: what goes into every result
  std::string hash;                           // of `yaml`
  std::optional<models::EnergyTable> energy;  // the table that `energy` names
};

/// Reads a config file, applies the overrides ("array.rows=32") in order, and reads the table of energies that the
/// chip names. Throws DocumentError, or UserError about the table.
LoadedChip load_chip(const std::string& path, const std::vector<std::string>& overrides);

/// The same from a document that is already parsed, without the table.
models::Chip read_chip(const workloads::Node& root);

/// What objective `energy` weighs, from the chip's table; nothing with another objective.
void add_moving_costs(models::Chip& chip, const models::EnergyTable& table);

/// The resolved config: every key, in the order of the table. `read_chip` of it gives an equal Chip.
std::string to_yaml(const models::Chip& chip);

/// FNV-1a, 64 bits, of the bytes of `yaml`, as 16 hexadecimal digits. It tells configs apart, it is not cryptographic.
std::string config_hash(const std::string& yaml);

}  // namespace systole::sim
