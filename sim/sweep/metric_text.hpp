// A metric's figure as people read it: "81.8 µs", "65,444", "0.366 mm²".
#pragma once

#include <string>

#include "sim/sweep/evaluation.hpp"

namespace systole::sim {

std::string metric_text(const Metric& metric, double value);

}  // namespace systole::sim
