// The figures of a layer by name: the one list behind layers.csv and the JSON of a run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/results.hpp"

namespace systole::reports {

/// Nothing stands for a figure that is not modelled.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, std::vector<std::string>>;

struct LayerColumn {
  std::string_view name;
  Value (*value)(const models::LayerResult&);
};

/// In the order of layers.csv (docs: the first twenty keep their names and order).
const std::vector<LayerColumn>& layer_columns();

/// Whether the layer takes cycles of its own: it is neither fused into another nor a mere view of a tensor.
bool runs(const models::LayerResult& layer);

}  // namespace systole::reports
