#include "traces/signals.hpp"

#include <fmt/format.h>

namespace systole::traces {

namespace {

constexpr int kBytesBits = 64;
constexpr int kLayerBits = 32;

struct CimTrack {
  models::CimSignal signal;
  std::string_view name;
  int bits;
};
using models::CimSignal;
constexpr std::array<CimTrack, models::kCimSignals> kCimTracks{{{CimSignal::dac, "dac", 1},
                                                                {CimSignal::settle, "settle", 1},
                                                                {CimSignal::convert, "convert", 1},
                                                                {CimSignal::shift_add, "shift_add", 1},
                                                                {CimSignal::lsb, "lsb", 1},
                                                                {CimSignal::pass, "pass", 4},
                                                                {CimSignal::column, "column", 16},
                                                                {CimSignal::vector, "vector", 48},
                                                                {CimSignal::code, "code", 16}}};

std::array<Signal, kSignals> make_signals() {
  std::array<Signal, kSignals> list{};
  for (std::size_t unit = 0; unit < kUnitCount; ++unit) {
    // `Module` starts with the units, in the order of `Unit`, but for the macros.
    const bool macros = static_cast<models::Unit>(unit) == models::Unit::cim;
    for (std::size_t state = 0; state < kStateCount; ++state) {
      list[signal_index(static_cast<models::Unit>(unit), static_cast<models::State>(state))] = {
          macros ? Module::cim : static_cast<Module>(unit), models::state_name(static_cast<models::State>(state)), 1};
    }
  }
  for (std::size_t row = 0; row < models::kCimRows; ++row) {
    for (const CimTrack& track : kCimTracks) {
      list[signal_index(models::cim_level(row, track.signal))] = {row == 0 ? Module::cim : Module::cim2, track.name,
                                                                  track.bits, track.signal == CimSignal::code};
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
