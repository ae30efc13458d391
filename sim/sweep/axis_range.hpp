// Values of an axis by a rule: from, to, and a step that is added or a factor that multiplies.
#pragma once

#include <vector>

#include "sim/config/key_spec.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

/// Values of a numeric key from `from` up to `to`, which belongs to them where it is reached. Throws DocumentError
/// where a part is missing or makes no range: a step of 0, a factor of 1 or less, `to` below `from`, too many values.
std::vector<workloads::Node> values_of_range(const KeySpec& key, const workloads::Node& axis);

}  // namespace systole::sim
