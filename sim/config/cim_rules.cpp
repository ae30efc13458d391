#include "sim/config/cim_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "models/errors.hpp"
#include "sim/config/cim_keys.hpp"
#include "sim/config/key_tree.hpp"
#include "sim/config/rule_errors.hpp"
#include "sim/config/words.hpp"
#include "workloads/document/real.hpp"

namespace systole::sim {
namespace {

using models::Chip;
using models::CimConfig;
using workloads::DocumentError;
using workloads::format_real;
using workloads::Node;

void check_slices(const CimConfig& cim, const Node& root) {
  const models::CimActivationConfig& a = cim.activation;
  const bool floor = a.slicing == models::CimSlicing::floor;
  const int most_lsb = floor ? 7 : 8;
  const int lowest = std::max(1, a.bits - most_lsb);
  const int highest = std::min(floor ? 8 : 7, a.bits - 1);
  if (a.msb_bits < lowest || a.msb_bits > highest) {
    fail_rule(root, {"cim.activation.msb_bits", "cim.activation.bits", "cim.activation.slicing"},
              fmt::format("'cim.activation.msb_bits' is {}, but 'cim.activation.bits' is {} and "
                          "'cim.activation.slicing' {}, which leaves the LSB pass 1 to {} bits",
                          a.msb_bits, a.bits, word(a.slicing), most_lsb),
              fmt::format("use msb_bits {} to {}", lowest, highest));
  }
}

void check_adc(const CimConfig& cim, const Node& root) {
  if (cim.adc.range == models::CimAdcRange::fixed) {
    for (const auto& [name, value] : {std::pair{"cim.adc.full_scale_ua", cim.adc.full_scale_ua},
                                      {"cim.adc.unit_current_pa", cim.adc.unit_current_pa}}) {
      if (value > 0) {
        continue;
      }
      fail_rule(root, {name, "cim.adc.range"},
                fmt::format("'cim.adc.range' is fixed, but '{}' is {}", name, format_real(value)),
                "give the current in the unit of the key's name");
    }
  }
  if (cim.adc_columns > cim.cols) {
    fail_rule(root, {"cim.adc.columns", "cim.array.cols"},
              fmt::format("'cim.adc.columns' is {}, but an array has 'cim.array.cols' {} to convert", cim.adc_columns,
                          cim.cols),
              fmt::format("use at most {}", cim.cols));
  }
}

void check_values(const CimConfig& cim, const Node& root) {
  if (cim.weights.clip_percent > 0 && cim.weights.clip_percent <= 50) {
    fail_rule(
        root, {"cim.weight_clip"},
        fmt::format("'cim.weight_clip' is {}, which is no percentile above 50", format_real(cim.weights.clip_percent)),
        "it is in percent: 99.8, or 0 for none");
  }
  if (cim.activation.clip <= 0.5) {
    fail_rule(
        root, {"cim.activation.clip"},
        fmt::format("'cim.activation.clip' is {}, which is no quantile above 0.5", format_real(cim.activation.clip)),
        "for instance 0.995");
  }
  if (cim.faults.stuck_off + cim.faults.stuck_on > 1) {
    fail_rule(root, {"cim.faults.stuck_on", "cim.faults.stuck_off"},
              fmt::format("'cim.faults.stuck_on' is {} and 'cim.faults.stuck_off' is {}: more than all cells",
                          format_real(cim.faults.stuck_on), format_real(cim.faults.stuck_off)),
              "their sum is at most 1");
  }
}

/// What the rules above do not know is still refused, at the section.
void check_model(const CimConfig& cim, const Node& root) {
  try {
    models::check(cim);
  } catch (const models::UserError& error) {
    throw DocumentError{{"C013", place_of(root, "cim"), error.what(), "docs/config.md lists what each key allows"}};
  }
}

void check_engines(const Chip& chip, const Node& root) {
  for (std::size_t i = 0; i < chip.mapping.engines.size(); ++i) {
    if (chip.mapping.engines[i].engine != models::Engine::cim || chip.cim) {
      continue;
    }
    const Node* rules = find_path(root, "mapping.engines");
    const Node& engine = *rules->items.at(i).find("engine");
    throw DocumentError{{"C013", engine.place,
                         fmt::format("'mapping.engines[{}].engine' is cim, but the chip has no section 'cim'", i),
                         "add cim: {macros: 72}, or send the layers to: array, vector"}};
  }
}

}  // namespace

void apply_compatibility(Chip& chip, const Node& root) {
  if (!chip.cim || !chip.cim->compat_source) {
    return;
  }
  Chip compatible = chip;
  compatible.cim->arithmetic = models::source_config(chip.cim->arithmetic);
  for (const KeySpec& key : cim_keys()) {
    if (find_path(root, key.path) == nullptr || key.print(chip) == key.print(compatible)) {
      continue;
    }
    fail_rule(root, {key.path, "cim.compat"},
              fmt::format("'{}' is {}, but 'cim.compat' is source, where it is {}", key.path, key.print(chip),
                          key.print(compatible)),
              fmt::format("leave '{}' out, or use compat: none", split_path(key.path).back()));
  }
  chip = std::move(compatible);
}

void check_cim_rules(const Chip& chip, const Node& root) {
  check_engines(chip, root);
  if (!chip.cim) {
    return;
  }
  check_slices(chip.cim->arithmetic, root);
  check_adc(chip.cim->arithmetic, root);
  check_values(chip.cim->arithmetic, root);
  check_model(chip.cim->arithmetic, root);
}

}  // namespace systole::sim
