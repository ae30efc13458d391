// A store's designs, judged by its sweep's objectives or by others.
#pragma once

#include <string>
#include <vector>

#include "sim/answers/design_table.hpp"
#include "sim/store/store_reader.hpp"

namespace systole::sim {

/// `objectives`: names as in results; empty: the sweep's own. Throws UserError for names that there are not.
DesignTable designs_of(const StoreReader& store, const std::vector<std::string>& objectives);

}  // namespace systole::sim
