// Which engine runs a layer.
#pragma once

#include "models/chip/chip.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

/// The first rule of mapping.engines that fits the layer; else mapping.depthwise for depthwise convolutions; else the
/// array for GEMMs and the vector unit for the rest.
models::Engine choose_engine(const models::MappingConfig& mapping, const workloads::Network& network,
                             const workloads::Layer& layer);

}  // namespace systole::sim
