// The section `darts` of a network file: options of the generator of DARTS networks (docs/networks.md).
#pragma once

#include "workloads/document/document.hpp"
#include "workloads/generators/darts.hpp"

namespace systole::workloads {

/// Throws DocumentError with the codes N001 to N004 and those of the scalars. The network's name is left to the caller.
DartsOptions read_darts_options(const Node& section);

}  // namespace systole::workloads
