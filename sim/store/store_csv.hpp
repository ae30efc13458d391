// A store as a CSV file: a row a point, its axes, every figure, and every metric that is computed from them. How long
// points took is left out, so that the same sweep gives the same file however many processes shared it.
#pragma once

#include <ostream>

#include "sim/store/store_reader.hpp"

namespace systole::sim {

void write_csv(const StoreReader& store, std::ostream& out);

}  // namespace systole::sim
