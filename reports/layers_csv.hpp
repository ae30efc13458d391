// The tables of a run as CSV (RFC 4180 quoting, lines end in "\n"), figures in full precision.
#pragma once

#include <string>
#include <string_view>

#include "models/results.hpp"

namespace systole::reports {

/// layers.csv: one row a layer, the columns of `layer_columns()`. Lists are joined by ";".
std::string layers_csv(const models::RunResult& run);

/// cycle_stack.csv: layer × cause; the causes of a row add up to its total.
std::string cycle_stack_csv(const models::RunResult& run);

/// A CSV field, in quotes where it holds a comma, a quote or a line break.
std::string csv_field(std::string_view text);

}  // namespace systole::reports
