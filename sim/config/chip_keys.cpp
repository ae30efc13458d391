#include <algorithm>
#include <iterator>

#include "sim/config/cim_aliases.hpp"
#include "sim/config/cim_keys.hpp"
#include "sim/config/key_builders.hpp"
#include "sim/config/key_spec.hpp"
#include "sim/config/mapping_keys.hpp"

namespace systole::sim {
namespace {

using models::Bytes;
using models::BytesPerSecond;
using models::Chip;
using models::Hertz;
using models::Picoseconds;
using workloads::Node;
using Keys = std::vector<KeySpec>;

constexpr Bytes kKibibyte{1024};
constexpr Bytes kGibibyte = kKibibyte * 1024 * 1024;

template <class Member>
KeySpec bytes_key(const std::string& path, std::pair<Bytes, Bytes> range, std::string doc, Member member) {
  return quantity_key<Bytes>(path, "size", workloads::parse_bytes, workloads::format_bytes, range, std::move(doc),
                             member);
}

void add_chip_keys(Keys& keys) {
  keys.push_back(required(text_key(
      "name", "Name of the design in results.", [](auto& c) -> auto& { return c.name; })));
  keys.push_back(text_key(
      "stands_for", "The chip or paper that this config models.", [](auto& c) -> auto& { return c.stands_for; }));
  keys.push_back(required(quantity_key<Hertz>(
      "clock", "frequency", workloads::parse_frequency, workloads::format_frequency,
      {Hertz{1'000}, Hertz{10'000'000'000}}, "Clock of array, scratchpads and vector unit.",
      [](auto& c) -> auto& { return c.clock; })));
  KeySpec technology{"technology",
                     "length",
                     "3 nm .. 250 nm",
                     false,
                     "",
                     "Process node. It scales no timing; a table of energies is made for one, and must be for this.",
                     [](const Node& node, Chip& chip) {
                       chip.technology_nm = workloads::parse_length_nm(node, "technology", {3, 250});
                     },
                     [](const Chip& chip) { return fmt::format("{} nm", chip.technology_nm); }};
  keys.push_back(finished(std::move(technology)));
  keys.push_back(text_key(
      "energy",
      "Table of energies and areas: a path from the config's directory, or a shipped one (`systole list tables`). "
      "Without it results have neither.",
      [](auto& c) -> auto& { return c.energy_table; }));
}

void add_array_keys(Keys& keys) {
  keys.push_back(required(integer_key(
      "array.rows", {1, 4096}, "Rows of processing elements.", [](auto& c) -> auto& { return c.array.rows; })));
  keys.push_back(required(integer_key(
      "array.cols", {1, 4096}, "Columns of processing elements.", [](auto& c) -> auto& { return c.array.cols; })));
  keys.push_back(required(word_key<models::Dataflow>(
      "array.dataflow", "Operand that stays in the elements: weights (ws), outputs (os) or inputs (is).",
      [](auto& c) -> auto& { return c.array.dataflow; })));
  keys.push_back(word_key<models::OperandType>(
      "array.operands.activation",
      "Type of an activation; int9 is an 8-bit code from which the array's edge subtracts the zero point.",
      [](auto& c) -> auto& { return c.array.activation; }));
  keys.push_back(word_key<models::OperandType>(
      "array.operands.weight", "Type of a weight, likewise.", [](auto& c) -> auto& { return c.array.weight; }));
  keys.push_back(integer_key(
      "array.accumulator.bits", {8, 48}, "Width of an accumulator. Partial sums are stored in whole bytes.",
      [](auto& c) -> auto& { return c.array.accumulator.bits; }));
  keys.push_back(word_key<models::Overflow>(
      "array.accumulator.overflow", "What an accumulator does when a sum leaves its range, at every step.",
      [](auto& c) -> auto& { return c.array.accumulator.overflow; }));
  keys.push_back(word_key<models::ArrayTiming>(
      "array.timing",
      "Cycles of a fold as in the published simulators (scalesim) or as in our SystemVerilog array (rtl).",
      [](auto& c) -> auto& { return c.array.timing; }));
  keys.push_back(word_key<models::WeightLoad>(
      "array.weight_load", "Whether a shadow register loads the next fold's operands under this fold (ws, is).",
      [](auto& c) -> auto& { return c.array.weight_load; }));
  keys.push_back(word_key<models::Drain>(
      "array.drain", "Whether results leave from shadow accumulators under the next fold (os).",
      [](auto& c) -> auto& { return c.array.drain; }));
  keys.push_back(integer_key(
      "array.hop_registers", {1, 8}, "Pipeline registers between neighbouring elements.",
      [](auto& c) -> auto& { return c.array.hop_registers; }));
}

/// `member` selects one of the three buffers.
template <class Member>
void add_buffer_keys(Keys& keys, const std::string& path, const std::string& what, Member member) {
  keys.push_back(required(bytes_key(
      path + ".size", {Bytes{64}, kGibibyte},
      "Size of the " + what + ", all halves.", [member](auto& c) -> auto& { return member(c).size; })));
  keys.push_back(required(integer_key(
      path + ".banks", {1, 4096},
      "Banks that are accessed in parallel.", [member](auto& c) -> auto& { return member(c).banks; })));
  keys.push_back(required(bytes_key(
      path + ".bank_width", {Bytes{1}, kKibibyte},
      "Bytes that one bank reads or writes in a cycle.", [member](auto& c) -> auto& { return member(c).bank_width; })));
  keys.push_back(integer_key(
      path + ".halves", {1, 8}, "Parts that each hold one tile: 2 is double buffering, 1 serialises load and execute.",
      [member](auto& c) -> auto& { return member(c).halves; }));
}

void add_scratchpad_keys(Keys& keys) {
  add_buffer_keys(
      keys, "scratchpad.ifmap", "activation buffer", [](auto& c) -> auto& { return c.scratchpad.ifmap; });
  add_buffer_keys(
      keys, "scratchpad.weight", "weight buffer", [](auto& c) -> auto& { return c.scratchpad.weight; });
  add_buffer_keys(
      keys, "scratchpad.ofmap", "result buffer", [](auto& c) -> auto& { return c.scratchpad.ofmap; });
}

void add_dram_keys(Keys& keys) {
  keys.push_back(required(word_key<models::DramModel>(
      "dram.model", "Memory without any cost (ideal), or limited by bandwidth and latency.",
      [](auto& c) -> auto& { return c.dram.model; })));
  keys.push_back(quantity_key<BytesPerSecond>(
      "dram.bandwidth", "bandwidth", workloads::parse_bandwidth, workloads::format_bandwidth,
      {BytesPerSecond{1'000'000}, BytesPerSecond{10'000'000'000'000}},
      "Loads and stores share it. Required with `dram.model: bandwidth`, without effect with `ideal`.",
      [](auto& c) -> auto& { return c.dram.bandwidth; }));
  keys.push_back(quantity_key<Picoseconds>(
      "dram.latency", "time", workloads::parse_time, workloads::format_time,
      {Picoseconds{0}, Picoseconds{1'000'000'000}}, "Time before the first byte of a transfer.",
      [](auto& c) -> auto& { return c.dram.latency; }));
  keys.push_back(bytes_key(
      "dram.burst", {Bytes{1}, kKibibyte * 64}, "Granule of a transfer.",
      [](auto& c) -> auto& { return c.dram.burst; }));
  keys.push_back(word_key<models::DramTechnology>(
      "dram.technology", "Memory behind the channel: what a bit costs in energy. Required with `energy`.",
      [](auto& c) -> auto& { return c.dram.technology; }));
}

void add_vector_keys(Keys& keys) {
  keys.push_back(required(integer_key(
      "vector.lanes", {1, 65536}, "Elements that the vector unit works on at once.",
      [](auto& c) -> auto& { return c.vector.lanes; })));
  keys.push_back(word_key<models::RequantMode>(
      "vector.requantize", "Arithmetic that makes a code of a sum, in float64 or with an integer multiplier.",
      [](auto& c) -> auto& { return c.vector.requantize; }));
  for (const auto& [name, op] : word_table<models::VectorOp>()) {
    const auto index = static_cast<std::size_t>(op);
    keys.push_back(integer_key(
        "vector.cycles." + name, {0, 1024},
        fmt::format("Cycles that a lane needs for {} of one element; 0 hides it.", name), [index](auto& c) -> auto& {
          return c.vector.cycles[index];
        }));
  }
}

void add_mapping_keys(Keys& keys) {
  keys.push_back(tiling_key());
  keys.push_back(word_key<models::LoopOrder>(
      "mapping.order", "Order of the loops over tiles, outermost first.",
      [](auto& c) -> auto& { return c.mapping.order; }));
  keys.push_back(word_key<models::Objective>(
      "mapping.objective",
      "What the mapper minimises: cycles, then DRAM traffic; DRAM traffic, then cycles; or the energy of all traffic, "
      "then "
      "cycles.",
      [](auto& c) -> auto& { return c.mapping.objective; }));
  keys.push_back(word_key<models::Engine>("mapping.depthwise", "Engine of depthwise convolutions.",
                                          [](auto& c) -> auto& { return c.mapping.depthwise; }, {"array", "vector"}));
  keys.push_back(switch_key(
      "mapping.fuse", "Keeps a tensor on chip for the next layer when it fits.",
      [](auto& c) -> auto& { return c.mapping.fuse; }));
  keys.push_back(engines_key());
}

}  // namespace

const std::vector<KeySpec>& chip_keys() {
  static const std::vector<KeySpec> keys = [] {
    Keys table;
    add_chip_keys(table);
    add_array_keys(table);
    add_scratchpad_keys(table);
    add_dram_keys(table);
    add_vector_keys(table);
    for (const Keys& cim : {cim_keys(), cim_alias_keys()}) table.insert(table.end(), cim.begin(), cim.end());
    add_mapping_keys(table);
    return table;
  }();
  return keys;
}

}  // namespace systole::sim
