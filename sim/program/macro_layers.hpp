// Layers that rules of mapping.engines send to CIM macros: their work, which of them form a pipeline, and whether there
// are arrays for all of them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/cim/mapping.hpp"
#include "models/dataflow/work.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

/// Two layers on macros and the element-wise ones between them.
struct MacroChain {
  std::size_t second = 0;            // index of the layer that ends it
  std::vector<std::size_t> between;  // layers of the vector unit, in order; views cost nothing and are not named
};

/// The weights of a layer that macros can hold: a GEMM of one group with constant weights. Throws UserError, naming the
/// layer, for products of two activations, grouped convolutions and layers that are no GEMM.
models::CimMapping macro_mapping(const models::Chip& chip, const workloads::Network& network,
                                 const workloads::Layer& layer);

/// Whether between `first` and another layer on macros there is nothing but work that is done vector by vector
/// (activations, products, sums) and views that keep vectors whole, and nobody else reads any of it.
std::optional<MacroChain> find_chain(const workloads::Network& network,
                                     const std::vector<std::vector<std::size_t>>& consumers, std::size_t first,
                                     const std::function<bool(std::size_t)>& on_macros);

/// What the vector unit does to one vector between the two layers: scaling the first one's sums, and the operations of
/// the layers between. Their widths are not filled in.
models::CimChain work_between(const models::Chip& chip, const workloads::Network& network, std::size_t first,
                              const MacroChain& chain);

/// A network's layers on macros, in order.
struct MacroLayer {
  std::string name;
  models::CimMapping mapping;
};
/// Whether cells are written while the network runs: only where it does not fit and the config allows it. Throws
/// UserError that says how many arrays it needs, in all and for the largest layer, where it does not fit.
bool is_written_on_the_way(const models::Chip& chip, const std::string& network, const std::vector<MacroLayer>& layers);

}  // namespace systole::sim
