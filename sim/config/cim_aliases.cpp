#include "sim/config/cim_aliases.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/config/cim_keys.hpp"
#include "sim/config/key_builders.hpp"
#include "sim/config/key_tree.hpp"
#include "sim/config/rule_errors.hpp"

namespace systole::sim {

namespace {

using models::Chip;
using models::CimAdcRange;
using models::CimConfig;
using workloads::Node;

struct Alias {
  const char* path;
  std::vector<std::string> sets;
  const char* doc;
};

/// `ffn_bitserial` is last: off, it takes the macros away that the others change.
const std::vector<Alias>& aliases() {
  static const std::vector<Alias> list{
      {"cim.ffn.use_kl_scales",
       {"cim.activation.scale", "cim.adc.range"},
       "on: `activation.scale` and `adc.range` are static; off: dynamic and dynamic_tensor. Files of scales are named "
       "on the command line, `--scales`."},
      {"cim.ffn.int7_weights", {"cim.weight_bits"}, "on: 7 `weight_bits`, off: 8."},
      {"cim.ffn.weight_clip_pct", {"cim.weight_clip"}, "`weight_clip`."},
      {"cim.ffn.act_nbit", {"cim.activation.bits"}, "`activation.bits`."},
      {"cim.ffn.msb_samples", {"cim.msb_samples"}, "`msb_samples`."},
      {"cim.ffn.lsb_gain_shift", {"cim.lsb_gain_shift"}, "`lsb_gain_shift`."},
      {"cim.ffn.adc_nbit", {"cim.adc.bits"}, "`adc.bits`."},
      {"cim.ffn.msb_noise_sigma_lsb", {"cim.noise.sigma_lsb"}, "`noise.sigma_lsb`."},
      {"cim.ffn.ffn_bitserial",
       {"cim.macros"},
       "off: no layer is bit-serial, they are linear layers of the array; the chip is one without the section `cim`."}};
  return list;
}

const KeySpec& plain_key(const std::string& path) {
  static const std::vector<KeySpec> keys = cim_keys();
  return *std::find_if(keys.begin(), keys.end(), [&](const KeySpec& key) { return key.path == path; });
}

/// A switch of its own, or the plain key by another name.
KeySpec alias_key(const Alias& alias, std::function<void(bool, Chip&)> set) {
  KeySpec key = plain_key(alias.sets.front());
  key.path = alias.path;
  key.doc = std::string{"Alias: "} + alias.doc;
  key.required = false;
  key.part = [](const Chip&) { return false; };
  if (!set) return key;
  key.kind = "switch";
  key.allowed = "on, off";
  key.parse = [path = key.path, set = std::move(set)](const Node& node, Chip& chip) {
    set(workloads::parse_boolean(node, path), chip);
  };
  return key;
}

void set_static(bool is_static, Chip& chip) {
  CimConfig& config = chip.cim->arithmetic;
  config.activation.is_static = is_static;
  config.adc.range = is_static ? CimAdcRange::fixed_scale : CimAdcRange::dynamic_tensor;
}

std::function<void(bool, Chip&)> setter(const std::string& path) {
  if (path == "cim.ffn.use_kl_scales") return set_static;
  if (path == "cim.ffn.int7_weights")
    return [](bool seven, Chip& chip) { chip.cim->arithmetic.weights.bits = seven ? 7 : 8; };
  if (path == "cim.ffn.ffn_bitserial")
    return [](bool on, Chip& chip) {
      if (!on) chip.cim.reset();
    };
  return {};
}

const char* default_of(const std::string& path) {
  if (path == "cim.ffn.ffn_bitserial") return "on";
  return setter(path) ? "off" : nullptr;
}

/// What a key's value makes of an untouched chip, as the plain key prints it.
std::string effect(const KeySpec& key, const Node& value, const std::string& plain) {
  Chip chip;
  chip.cim.emplace();
  key.parse(value, chip);
  return plain_key(plain).print(chip);
}

}  // namespace

std::vector<KeySpec> cim_alias_keys() {
  std::vector<KeySpec> keys;
  for (const Alias& alias : aliases()) {
    KeySpec key = alias_key(alias, setter(alias.path));
    if (const char* text = default_of(alias.path)) key.default_text = text;
    keys.push_back(std::move(key));
  }
  return keys;
}

void drop_rules_without_macros(Chip& chip, const Node& root) {
  if (chip.cim || root.find("cim") == nullptr) return;
  std::erase_if(chip.mapping.engines,
                [](const models::EngineRule& rule) { return rule.engine == models::Engine::cim; });
}

void check_cim_aliases(const Node& root) {
  const std::vector<KeySpec> keys = cim_alias_keys();
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
    const Node* alias = find_path(root, keys[i].path);
    for (const std::string& plain : aliases()[i].sets) {
      const Node* value = find_path(root, plain);
      if (alias == nullptr || value == nullptr) continue;
      const std::string by_alias = effect(keys[i], *alias, plain);
      const std::string by_key = effect(plain_key(plain), *value, plain);
      if (by_alias != by_key)
        fail_rule(root, {keys[i].path, plain},
                  fmt::format("'{}' is {}, which makes '{}' {}, but that is {}", keys[i].path, alias->text, plain,
                              by_alias, by_key),
                  "leave one of the two out");
    }
  }
}

}  // namespace systole::sim
