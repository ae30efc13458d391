// The chip that is modelled, as plain values: what the config reader fills in and every model reads.
// Ranges are checked by the reader (docs/config.md lists them); `check()` in chip/check.hpp holds the cross-field
// rules.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/cim/engine.hpp"
#include "models/numerics/requantizer.hpp"
#include "models/units.hpp"

namespace systole::models {

/// Which operand stays in the PEs: weights (K on rows, N on cols), outputs (M, N) or inputs (K, M).
enum class Dataflow { ws, os, is };
/// `scalesim`: the closed forms of the published simulators; `rtl`: what our SystemVerilog twin does.
enum class ArrayTiming { scalesim, rtl };
/// `overlapped`: a shadow register lets the next fold's weights load under this fold's stream.
enum class WeightLoad { serial, overlapped };
/// `overlapped` (os only): results leave from shadow accumulators under the next fold.
enum class Drain { shifted, overlapped };
enum class Overflow { saturate, wrap };
/// int9: 8-bit codes from which the array's edge subtracts their zero point.
enum class OperandType { int8, uint8, int9, int16 };
constexpr int bits_in_array(OperandType type) {
  return type == OperandType::int8 ? 8 : type == OperandType::int16 ? 16 : 9;
}
enum class DramModel { ideal, bandwidth };
/// What a bit to or from memory costs; nothing else depends on it. `uncounted`: energy leaves it out, and says so.
enum class DramTechnology { unstated, lpddr4, ddr3, gddr5, hbm2, uncounted };
inline constexpr std::size_t kDramTechnologies = 6;
enum class Objective { cycles, traffic, energy };
enum class Engine { array, vector, cim };

struct Accumulator {
  int bits = 32;
  Overflow overflow = Overflow::saturate;

  /// Partial sums are stored in whole bytes.
  Bytes storage() const { return Bytes{ceil_div(bits, 8)}; }
  bool operator==(const Accumulator&) const = default;
};

struct ArrayConfig {
  std::int64_t rows = 16;
  std::int64_t cols = 16;
  Dataflow dataflow = Dataflow::ws;
  OperandType activation = OperandType::int8;
  OperandType weight = OperandType::int8;
  Accumulator accumulator;
  ArrayTiming timing = ArrayTiming::rtl;
  WeightLoad weight_load = WeightLoad::serial;
  Drain drain = Drain::shifted;
  std::int64_t hop_registers = 1;  // pipeline registers between neighbouring PEs
  bool operator==(const ArrayConfig&) const = default;
};

/// One scratchpad. A half is what one tile may fill; two halves are double buffering, one serialises.
struct BufferConfig {
  Bytes size{65536};
  std::int64_t banks = 16;
  Bytes bank_width{1};
  std::int64_t halves = 2;

  /// Bytes a port moves each cycle.
  Bytes width() const { return bank_width * banks; }
  bool operator==(const BufferConfig&) const = default;
};

struct Scratchpad {
  BufferConfig ifmap;
  BufferConfig weight;
  BufferConfig ofmap;
  bool operator==(const Scratchpad&) const = default;
};

struct DramConfig {
  DramModel model = DramModel::bandwidth;
  BytesPerSecond bandwidth{12'800'000'000};
  Picoseconds latency{60'000};
  Bytes burst{64};
  DramTechnology technology = DramTechnology::unstated;
  bool operator==(const DramConfig&) const = default;
};

/// What a lane of the vector unit can do to one element. The order is that of `VectorConfig::cycles`.
enum class VectorOp : std::uint8_t {
  requant,
  add,
  mul,
  mac,
  max,
  relu,
  sigmoid,
  silu,
  gelu,
  softmax,
  norm,
  rope,
  copy,
  div,
  exp,
  clamp
};
inline constexpr std::size_t kVectorOps = 16;

struct VectorConfig {
  std::int64_t lanes = 16;
  /// Cycles a lane is busy for one element (softmax, norm: all passes together; softmax's default is those of max, exp,
  /// add and div). 0: hidden in another operation.
  std::array<std::int64_t, kVectorOps> cycles{1, 1, 1, 1, 1, 0, 2, 3, 3, 6, 4, 3, 1, 2, 2, 0};
  /// How a sum becomes a code: arithmetic alone, no time.
  RequantMode requantize = RequantMode::single_rounding;

  std::int64_t cost(VectorOp op) const { return cycles[static_cast<std::size_t>(op)]; }
  bool operator==(const VectorConfig&) const = default;
};

/// Loop order over tiles, outermost first. `automatic` leaves it to the mapper.
enum class LoopOrder { automatic, mnk, mkn, nmk, nkm, kmn, knm };

struct FixedTile {
  std::int64_t m = 0;
  std::int64_t k = 0;
  std::int64_t n = 0;
  bool operator==(const FixedTile&) const = default;
};

/// Sends the layers whose name matches a glob, or whose kind is named, to an engine; the first rule that fits wins.
struct EngineRule {
  std::string layers;  // glob over layer names, may be empty
  std::string kind;    // kind of layer, may be empty
  Engine engine = Engine::array;
  bool operator==(const EngineRule&) const = default;
};

/// Picojoules a byte that is read or written: what objective `energy` weighs. No keys of a config: they come from its
/// table (models/energy/unit_costs.hpp).
struct MovingCosts {
  double ifmap = 0;
  double weight = 0;
  double ofmap = 0;
  double dram = 0;
  bool operator==(const MovingCosts&) const = default;
};

struct MappingConfig {
  std::optional<FixedTile> tile;  // none: the mapper chooses
  LoopOrder order = LoopOrder::automatic;
  Objective objective = Objective::cycles;
  std::optional<MovingCosts> moving;  // objective energy: never none
  Engine depthwise = Engine::array;
  bool fuse = false;  // keep a tensor on chip for the next layer when it fits
  std::vector<EngineRule> engines;
  bool operator==(const MappingConfig&) const = default;
};

struct Chip {
  std::string name;
  std::string stands_for;  // the chip or paper behind a preset
  Hertz clock{800'000'000};
  std::int64_t technology_nm = 28;
  ArrayConfig array;
  Scratchpad scratchpad;
  DramConfig dram;
  VectorConfig vector;
  std::optional<CimEngine> cim;  // none: the chip has no CIM macros
  MappingConfig mapping;
  std::string energy_table;  // file of energies and areas; empty: results have neither
  bool operator==(const Chip&) const = default;
};

/// Bytes that one operand takes in memory.
constexpr Bytes storage(OperandType type) {
  return Bytes{type == OperandType::int16 ? 2 : 1};
}

}  // namespace systole::models
