// The section `cim.ffn`: keys by the names of the source's command line (J25). Each sets a plain key of `cim`; the
// resolved config holds that one alone.
#pragma once

#include <vector>

#include "sim/config/key_spec.hpp"

namespace systole::sim {

/// Parsed after the plain keys, and never printed.
std::vector<KeySpec> cim_alias_keys();

/// Throws DocumentError [C013] where an alias and the key that it stands for are both there and say different things.
void check_cim_aliases(const workloads::Node& root);

/// `ffn_bitserial: off` takes the macros away, and with them the rules of `mapping.engines` that send layers there.
void drop_rules_without_macros(models::Chip& chip, const workloads::Node& root);

}  // namespace systole::sim
