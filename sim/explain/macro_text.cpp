#include "sim/explain/macro_text.hpp"

#include <fmt/format.h>

#include "models/cim/timing.hpp"
#include "models/dataflow/cim_tile.hpp"
#include "reports/number_format.hpp"
#include "workloads/document/quantity.hpp"

namespace systole::sim {

using reports::grouped;

namespace {

std::string gemm(const ProgramLayer& layer, std::int64_t m) {
  return fmt::format("GEMM: M = {}, K = {}, N = {}: {} MACs\n", grouped(m), grouped(layer.macros->inputs),
                     grouped(layer.macros->outputs), grouped(m * layer.macros->weights()));
}

std::string passes_text(const models::Chip& chip) {
  const models::CimEngine& engine = *chip.cim;
  const models::CimPassTiming timing{engine, chip.clock};
  const bool slices = timing.passes() > 1;
  return fmt::format(
      "A vector: {} · (t_dac + t_settle + columns of an ADC / f_s) = {} · ({} + {} + {} / {}) = {}, {} cycles\n"
      "  {}; converters work in {} of that\n",
      slices ? "(K + 1) passes" : "one pass", timing.passes(), workloads::format_time(engine.dac_time),
      workloads::format_time(engine.settle), timing.columns(), workloads::format_frequency(engine.adc_rate),
      workloads::format_time(timing.vector()), grouped(timing.vector_cycles().count()),
      slices ? fmt::format("K = {} samples of the MSB slices and one of the LSB slices", timing.passes() - 1)
             : "all bits of an activation at once",
      reports::percent(static_cast<double>(timing.adc().count()) /
                       static_cast<double>((timing.dac() + timing.settle() + timing.adc()).count())));
}

std::string pipeline_text(const models::Chip& chip, const models::Work& work) {
  const models::CimPipeline p = models::cim_pipeline(chip, work);
  const auto cycles = [](models::Cycles count) { return grouped(count.count()); };
  std::string text = "Vectors begin as far apart as the slowest of these takes, in cycles:\n";
  text += fmt::format("  {:<34} {:>12}\n", "passes", cycles(p.passes));
  text += fmt::format("  {:<34} {:>12}\n", "codes through the port of ifmap", cycles(p.read));
  if (p.has_second) text += fmt::format("  {:<34} {:>12}\n", "vector unit between the layers", cycles(p.between));
  text += fmt::format("  {:<34} {:>12}\n", "vector unit or port of ofmap", cycles(p.behind));
  if (p.has_second) text += "  (one vector unit serves both layers: its shares count together)\n";
  return text + fmt::format("  interval {}; a tile of m vectors: {} + m · {} + what is left of the last one's {}\n",
                            cycles(p.interval), cycles(p.read), cycles(p.interval), cycles(p.way()));
}

}  // namespace

std::string arrays_text(const Program& program, const ProgramLayer& layer) {
  const models::CimMapping& m = *layer.macros;
  return fmt::format(
      "Arrays of {}: ceil(K/rows) · ceil(N/cols) = ceil({}/{}) · ceil({}/{}) = {} · {} = {}; {} of their cells hold "
      "weights\n",
      program.network().layers()[layer.index].name, m.inputs, m.rows, m.outputs, m.cols, m.row_tiles, m.col_tiles,
      m.arrays(), reports::percent(m.cells_used()));
}

std::string macro_text(const Program& program, const ProgramLayer& layer) {
  const models::Chip& chip = program.chip();
  std::string text = gemm(layer, layer.work.m()) + arrays_text(program, layer);
  if (layer.second) {
    const ProgramLayer& second = program.layers()[*layer.second];
    text += fmt::format("Pipeline: '{}' follows, vector by vector, through the vector unit\n",
                        program.network().layers()[second.index].name);
    text += gemm(second, layer.work.m()) + arrays_text(program, second);
  }
  text += passes_text(chip) + pipeline_text(chip, layer.work);
  if (layer.work.programming.count() > 0)
    text += fmt::format("Cells are written first, as the network does not fit: {} cycles\n",
                        grouped(layer.work.programming.count()));
  return text;
}

}  // namespace systole::sim
