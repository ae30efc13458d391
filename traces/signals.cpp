#include "traces/signals.hpp"

#include <fmt/format.h>

namespace systole::traces {

namespace {

constexpr int kBytesBits = 64;
constexpr int kLayerBits = 32;

std::array<Signal, kSignals> make_signals() {
  std::array<Signal, kSignals> list{};
  for (std::size_t unit = 0; unit < kUnitCount; ++unit) {
    for (std::size_t state = 0; state < kStateCount; ++state) {
      // `Module` starts with the units, in the order of `Unit`.
      list[signal_index(static_cast<models::Unit>(unit), static_cast<models::State>(state))] = {
          static_cast<Module>(unit), models::state_name(static_cast<models::State>(state)), 1};
    }
  }
  using models::Level;
  list[signal_index(Level::ifmap_bytes)] = {Module::ifmap, "occupancy", kBytesBits};
  list[signal_index(Level::weight_bytes)] = {Module::weight, "occupancy", kBytesBits};
  list[signal_index(Level::ofmap_bytes)] = {Module::ofmap, "occupancy", kBytesBits};
  list[signal_index(Level::dram_read_bytes)] = {Module::dram, "read_in_flight", kBytesBits};
  list[signal_index(Level::dram_write_bytes)] = {Module::dram, "write_in_flight", kBytesBits};
  list[signal_index(Level::layer)] = {Module::sequencer, "layer", kLayerBits};
  return list;
}

}  // namespace

std::string Signal::path() const {
  const auto scope = fmt::format("{}.{}.{}", kTopScope, module_name(module), name);
  return bits == 1 ? scope : fmt::format("{}[{}:0]", scope, bits - 1);
}

const std::array<Signal, kSignals>& signals() {
  static const auto list = make_signals();
  return list;
}

}  // namespace systole::traces
