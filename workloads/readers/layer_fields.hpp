// The keys of a layer in a network file, kind by kind.
#pragma once

#include <string>
#include <vector>

#include "workloads/network/layer.hpp"
#include "workloads/readers/fields.hpp"

namespace systole::workloads {

/// Every key that a layer of this kind may have, `name` and `kind` first.
std::vector<std::string> layer_keys(LayerKind kind);

/// Reads the keys beyond name, kind and inputs. `axes` is the number of axes that a window slides over (1 or 2).
Attributes read_attributes(LayerKind kind, const Fields& fields, int axes);

}  // namespace systole::workloads
