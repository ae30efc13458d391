// What keys of the section `cim` demand of each other, and of the rules that send layers to the macros.
#pragma once

#include "models/chip/chip.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

/// `compat: source`: what the source does not have is switched off. Throws DocumentError [C013] for a key of the
/// document that says otherwise, quoting both.
void apply_compatibility(models::Chip& chip, const workloads::Node& root);

/// Throws DocumentError as check_rules() does.
void check_cim_rules(const models::Chip& chip, const workloads::Node& root);

}  // namespace systole::sim
