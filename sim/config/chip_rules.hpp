// What keys of an accelerator config demand of each other.
#pragma once

#include "models/chip/chip.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

/// Throws DocumentError [C013] that quotes both keys with their values, or C005 for a key that another one requires.
/// `root` is the document that `chip` was read from; it gives the places.
void check_rules(const models::Chip& chip, const workloads::Node& root);

}  // namespace systole::sim
