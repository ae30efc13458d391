#include "sim/explain/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "models/memory/channel.hpp"
#include "reports/causes.hpp"
#include "reports/number_format.hpp"
#include "sim/explain/energy_text.hpp"
#include "sim/explain/fold_text.hpp"
#include "sim/explain/macro_text.hpp"
#include "sim/explain/roofline_text.hpp"
#include "sim/explain/what_if.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

using models::Bytes;
using models::Cycles;
using models::LayerResult;
using reports::grouped;
using reports::human_bytes;
using reports::percent;
using reports::Told;

namespace {

double share(Cycles part, Cycles whole) {
  return whole.count() > 0 ? static_cast<double>(part.count()) / static_cast<double>(whole.count()) : 0.0;
}

std::string cycles_text(const models::CycleStack& stack, Told told) {
  // Stalls last: what ideal memories would leave stands above them.
  std::array<reports::Cause, reports::kCauses.size()> causes = reports::kCauses;
  const auto rank = [](const reports::Cause& cause) {
    if (cause.name == "idle") return 2;
    return cause.name.ends_with("_stall") ? 1 : 0;
  };
  std::stable_sort(causes.begin(), causes.end(),
                   [&](const reports::Cause& a, const reports::Cause& b) { return rank(a) < rank(b); });
  std::string text = fmt::format("Cycles: {}\n", grouped(stack.total().count()));
  for (const reports::Cause& cause : causes) {
    const Cycles cycles = stack.*cause.cycles;
    if (cycles.count() == 0) continue;
    text += fmt::format("  {:<12} {:>16}  {:>6}  {}\n", cause.name, grouped(cycles.count()),
                        percent(share(cycles, stack.total())), cause.told(told));
  }
  return text;
}

std::string traffic_text(const models::DramTraffic& dram, const models::Chip& chip, Cycles total) {
  std::string text = fmt::format("DRAM: {} in ({} activations, {} weights", human_bytes(dram.read()),
                                 human_bytes(dram.ifmap_read), human_bytes(dram.weight_read));
  if (dram.partial_read.count() > 0)
    text += fmt::format(", {} partial sums that were spilled", human_bytes(dram.partial_read));
  text += fmt::format("), {} out", human_bytes(dram.write()));
  const models::ChannelTiming channel{chip.dram, chip.clock};
  if (channel.ideal()) return text + "; the memory is ideal\n";
  const double moved = static_cast<double>((dram.read() + dram.write()).count());
  const double needs = moved / channel.bytes_per_cycle();
  return text + fmt::format(": at {:.4g} B a cycle that is {} cycles, {} of the total\n", channel.bytes_per_cycle(),
                            grouped(static_cast<std::int64_t>(needs)),
                            percent(needs / std::max(1.0, static_cast<double>(total.count()))));
}

struct Gain {
  std::string change;
  Cycles cycles;
};

std::string gains_text(std::vector<Gain> gains, Cycles now) {
  std::stable_sort(gains.begin(), gains.end(), [](const Gain& a, const Gain& b) { return a.cycles < b.cycles; });
  std::string text = "What would help (mapped anew, everything else as it is):\n";
  bool any = false;
  for (const Gain& gain : gains) {
    if (gain.cycles >= now) continue;
    any = true;
    text += fmt::format(
        "  {:<44} {:>16}  {:.2f}x\n", gain.change, grouped(gain.cycles.count()),
        static_cast<double>(now.count()) / static_cast<double>(std::max<std::int64_t>(1, gain.cycles.count())));
  }
  return any ? text
             : text + "  none of the changes tried: more bandwidth, larger or wider scratchpads, lanes, dataflows\n";
}

std::string binds_text(const LayerResult& row, const models::Chip& chip) {
  const std::string bottleneck = row.bottleneck();
  if (bottleneck == "dram") return "What binds: DRAM. The engine waits for tiles or stores for most of the time.\n";
  if (bottleneck == "sram")
    return "What binds: the scratchpads' ports. The array asks for more bytes a cycle than they give.\n";
  if (bottleneck == "vector")
    return "What binds: the vector unit, with " + std::to_string(chip.vector.lanes) + " lanes.\n";
  std::string text = "What binds: compute.";
  if (row.engine == "cim") return text + '\n';
  const Cycles overhead = row.cycles.fill_drain + row.cycles.weight_load;
  if (overhead > row.cycles.mac) {
    text +=
        " More cycles go into filling and draining the array than into work: streams are short for an array of this "
        "size.";
  } else if (row.mapping_efficiency < 0.75) {
    text += fmt::format(" Folds use {} of the PEs on average: the layer's sizes do not fill the array.",
                        percent(row.mapping_efficiency));
  }
  return text + '\n';
}

std::string without_work(const Program& program, const ProgramLayer& layer, const models::EnergyTable* energy) {
  const auto& layers = program.network().layers();
  const std::string& name = layers[layer.index].name;
  if (layer.role == Role::fused && layer.macros)
    return fmt::format("{} is the second layer of a pipeline on CIM macros: '{}' holds the cycles of both.\n", name,
                       layers[layer.host].name) +
           arrays_text(program, layer) +
           (energy == nullptr ? std::string{}
                              : energy_text(models::actions_of(analyse(program, layer)), *energy, program.chip()));
  if (layer.role == Role::fused)
    return fmt::format("{} costs nothing of its own: '{}' carries it, on the way of its results out.\n", name,
                       layers[layer.host].name);
  return fmt::format(
      "{} ({}) costs nothing: it only rearranges what lies in memory, and the DMA's addresses do that.\n", name,
      workloads::kind_name(layers[layer.index].kind));
}

}  // namespace

std::string explain_layer(const Program& program, const ProgramLayer& layer, const models::EnergyTable* energy) {
  if (layer.role != Role::work) return without_work(program, layer, energy);
  const LayerResult row = analyse(program, layer);
  const models::Chip& chip = program.chip();
  std::string text = fmt::format("{} ({}, {}{})", row.layer, row.kind,
                                 row.engine == "array" ? "on the array, "
                                 : row.engine == "cim" ? "on CIM macros"
                                                       : "on the vector unit",
                                 row.dataflow);
  if (!row.fused.empty()) text += fmt::format(", carrying {}", fmt::join(row.fused, ", "));
  text += "\n\n" + (layer.macros ? macro_text(program, layer) : shape_text(layer) + fold_text(chip, layer)) +
          tile_text(chip, layer, row) + '\n';
  text += cycles_text(row.cycles, layer.macros ? Told::macros : Told::array);
  if (row.engine == "array")
    text +=
        fmt::format("Utilisation: MACs / (R · C · cycles) = {} / ({} · {} · {}) = {}\n", grouped(row.macs),
                    chip.array.rows, chip.array.cols, grouped(row.cycles.total().count()), percent(row.utilization));
  text += traffic_text(row.dram, chip, row.cycles.total());
  if (row.engine == "array") text += roofline_text(chip, row.macs, row.dram.read() + row.dram.write(), row.least_dram);
  if (energy != nullptr) text += energy_text(models::actions_of(row), *energy, chip);
  text += '\n' + binds_text(row, chip);
  std::vector<Gain> gains;
  for (const Variant& variant : variants_of(chip))
    gains.push_back({variant.change, cycles_on(variant.chip, layer.work)});
  return text + gains_text(std::move(gains), row.cycles.total());
}

std::string explain_run(const Program& program, const models::EnergyTable* energy) {
  std::vector<LayerResult> rows;
  models::CycleStack sum;
  models::DramTraffic dram;
  models::Bytes least;
  std::int64_t macs = 0;
  models::Actions actions;
  for (const ProgramLayer& layer : program.layers()) {
    const LayerResult row = analyse(program, layer);
    actions += models::actions_of(row);  // the second layer of a pipeline has macros of its own
    if (layer.role != Role::work) continue;
    rows.push_back(row);
    sum += row.cycles;
    dram += row.dram;
    least += row.least_dram;
    macs += row.macs;
  }
  std::string text = fmt::format("{} on {}\n\n", program.network().name(), program.chip().name) +
                     cycles_text(sum, program.chip().cim ? Told::both : Told::array) +
                     traffic_text(dram, program.chip(), sum.total());
  if (!program.chip().cim) text += roofline_text(program.chip(), macs, dram.read() + dram.write(), least);
  if (energy != nullptr) text += energy_text(actions, *energy, program.chip());
  text += '\n';
  std::stable_sort(rows.begin(), rows.end(),
                   [](const LayerResult& a, const LayerResult& b) { return a.cycles.total() > b.cycles.total(); });
  text += "Layers that take most:\n";
  constexpr std::size_t kMost = 5;
  for (std::size_t i = 0; i < std::min(kMost, rows.size()); ++i)
    text += fmt::format("  {:<32} {:>16}  {:>6}  {}\n", rows[i].layer, grouped(rows[i].cycles.total().count()),
                        percent(share(rows[i].cycles.total(), sum.total())), rows[i].bottleneck());
  std::vector<Gain> gains;
  for (const Variant& variant : variants_of(program.chip()))
    gains.push_back({variant.change, cycles_of_network(variant.chip, program)});
  return text + '\n' + gains_text(std::move(gains), sum.total()) + "\nsystole explain RUN LAYER explains one layer.\n";
}

}  // namespace systole::sim
