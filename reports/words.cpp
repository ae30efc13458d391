#include "reports/words.hpp"

#include <algorithm>
#include <string>

#include "models/energy/breakdown.hpp"
#include "models/errors.hpp"

namespace systole::reports {

namespace {

constexpr Word kFigures[] = {
    {"cycles", "cycles", "cycles of one forward", "cycles", Better::less},
    {"latency_s", "latency", "time of one forward", "s", Better::less},
    {"latency_of_result_s", "latency of a result", "time of all forwards that one result takes", "s", Better::less},
    {"compute_cycles", "compute cycles", "cycles with ideal memory", "cycles", Better::less},
    {"stall_cycles", "stall cycles", "cycles that memory adds", "cycles", Better::less},
    {"utilization", "utilisation", "MACs / (R C cycles)", "share", Better::more},
    {"energy_pj", "energy", "energy of one forward", "pJ", Better::less},
    {"energy_of_result_pj", "energy of a result", "energy of all forwards that one result takes", "pJ", Better::less},
    {"edp_js", "energy × delay", "energy x latency", "J s", Better::less},
    {"area_um2", "area", "area of the chip", "um2", Better::less},
    {"power_w", "power", "energy / latency", "W", Better::less},
    {"tops", "throughput", "two operations a MAC, in 10^12 a second", "TOPS", Better::more},
    {"tops_per_w", "efficiency", "two operations a MAC, in 10^12 a joule", "TOPS/W", Better::more},
    {"dram_bytes", "DRAM traffic", "bytes read from and written to DRAM", "B", Better::less},
    {"dram_bytes_per_s", "DRAM bandwidth", "DRAM traffic / latency", "B/s"},
    {"sram_bytes", "SRAM traffic", "bytes through the engine's scratchpad ports", "B", Better::less},
    {"intensity", "intensity", "MACs / DRAM bytes", "MAC/B", Better::more},
    {"ridge", "ridge", "intensity from which the peak, not DRAM, is the bound", "MAC/B", Better::less},
    {"macs", "MACs", "multiply-adds of one forward", "count"},
    {"sqnr_db", "SQNR", "signal over quantisation noise of the outputs", "dB", Better::more},
};

std::vector<Word> bottlenecks() {
  return {{"compute", "compute", "most cycles are the array's own, or the macros'"},
          {"dram", "DRAM", "most cycles wait for DRAM"},
          {"sram", "SRAM", "most cycles are lost at a scratchpad port that is too narrow"},
          {"vector", "vector", "most cycles are the vector unit's"}};
}

std::vector<Word> engines() {
  return {{"array", "array", "runs on the array"},
          {"vector", "vector", "runs on the vector unit"},
          {"cim", "cim", "runs on CIM macros"},
          {"fused", "fused", "done on the way by the layer that carries it"},
          {"view", "view", "costs nothing: only addresses change"}};
}

/// Tracks of timelines and scopes of waveforms are called by these names, too.
std::vector<Word> units() {
  return {{"layers", "layers", "which layer runs"},
          {"load", "load", "tiles on their way from DRAM into the scratchpads"},
          {"array", "array", "tiles that the array works on"},
          {"vector", "vector", "tiles that the vector unit works on"},
          {"store", "store", "results on their way to DRAM"},
          {"cim", "cim", "vectors that the CIM macros work on"}};
}

std::vector<Word> states() {
  return {{"wait_dram", "waits for DRAM", "its data is under way"},
          {"wait_buffer", "waits for a buffer", "no half of a scratchpad is free, or none is full"}};
}

/// Counters of timelines are called by these names, too.
std::vector<Word> counters() {
  return {{"ifmap occupancy", "ifmap SRAM", "bytes held for activations", "B"},
          {"weight occupancy", "weight SRAM", "bytes held for weights", "B"},
          {"ofmap occupancy", "ofmap SRAM", "bytes held for results and partial sums", "B"},
          {"dram read_in_flight", "DRAM reads in flight", "bytes on their way from DRAM", "B"},
          {"dram write_in_flight", "DRAM writes in flight", "bytes on their way to DRAM", "B"}};
}

std::vector<Word> tensors() {
  return {{"activations", "activations", "read from DRAM", "B"},
          {"weights", "weights", "read from DRAM", "B"},
          {"partial_sums", "partial sums", "spilled to DRAM and read back", "B"},
          {"results", "results", "written to DRAM", "B"}};
}

std::vector<Word> components() {
  constexpr std::string_view kMeanings[] = {"the array's multipliers and accumulators",
                                            "registers of the array's PEs",
                                            "the scratchpad of activations",
                                            "the scratchpad of weights",
                                            "the scratchpad of results and partial sums",
                                            "the memory outside of the chip, and the way there",
                                            "multipliers and adders of the vector unit",
                                            "converters into the CIM arrays",
                                            "CIM cells that are read",
                                            "converters out of the CIM arrays",
                                            "shift-adds behind the CIM arrays' converters"};
  static_assert(std::size(kMeanings) == models::kComponents);
  std::vector<Word> words;
  words.reserve(models::kComponents);
  for (const models::ComponentName& name : models::kComponentNames)
    words.push_back({name.name, name.words, kMeanings[static_cast<std::size_t>(name.component)], "pJ"});
  return words;
}

std::vector<Word> causes(Told told) {
  std::vector<Word> words;
  words.reserve(kCauses.size());
  for (const Cause& cause : kCauses) words.push_back({cause.name, cause.label, cause.told(told), "cycles"});
  return words;
}

}  // namespace

std::span<const Word> figure_words() {
  return kFigures;
}

const Word& figure_word(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kFigures), std::end(kFigures), [name](const Word& word) { return word.name == name; });
  if (found == std::end(kFigures)) throw models::ModelError("no figure is called '" + std::string{name} + "'");
  return *found;
}

std::vector<WordGroup> word_groups(Told told) {
  const std::span<const Word> columns = column_words();
  return {{"causes", causes(told)},
          {"bottlenecks", bottlenecks()},
          {"engines", engines()},
          {"units", units()},
          {"states", states()},
          {"counters", counters()},
          {"tensors", tensors()},
          {"components", components()},
          {"figures", {std::begin(kFigures), std::end(kFigures)}},
          {"columns", {columns.begin(), columns.end()}}};
}

}  // namespace systole::reports
