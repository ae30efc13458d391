// Fronts and sensitivities as tables and as JSON.
#pragma once

#include <string>

#include "reports/text.hpp"
#include "sim/answers/pareto.hpp"

namespace systole::sim {

/// `sweep`: its name. `max_rows`: of the front; of more, those that are best by the first objective. 0: all.
std::string pareto_text(const std::string& sweep, const DesignTable& designs, const ParetoAnswer& answer,
                        const reports::Style& style, std::size_t max_rows);
std::string pareto_json(const std::string& sweep, const DesignTable& designs, const ParetoAnswer& answer);

}  // namespace systole::sim
