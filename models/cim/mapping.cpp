#include "models/cim/mapping.hpp"

#include "models/cim/timing.hpp"

namespace systole::models {

CimMapping map_onto_arrays(const CimConfig& config, std::int64_t inputs, std::int64_t outputs) {
  CimMapping mapping;
  mapping.inputs = inputs;
  mapping.outputs = outputs;
  mapping.rows = config.rows.value_or(inputs);
  mapping.cols = config.cols;
  mapping.row_tiles = ceil_div(inputs, mapping.rows);
  mapping.col_tiles = ceil_div(outputs, mapping.cols);
  return mapping;
}

std::int64_t cim_passes(const CimConfig& config) {
  return config.mode == CimMode::single_pass ? 1 : config.msb_samples + 1;
}

Picoseconds programming_time(const CimProgramming& programming, std::int64_t weights) {
  const std::int64_t pages = ceil_div(weights * kCellsPerWeight, programming.page_cells);
  return programming.erase + programming.pulse * programming.pulses * pages;
}

CimReport cim_report(const CimEngine& engine, const CimMapping& mapping, std::int64_t vectors, Hertz clock,
                     bool written) {
  const CimPassTiming timing{engine, clock};
  const std::int64_t passes = cim_passes(engine.arithmetic);
  const std::int64_t reads = vectors * passes;
  CimReport report;
  report.vectors = vectors;
  report.passes = passes;
  report.row_tiles = mapping.row_tiles;
  report.col_tiles = mapping.col_tiles;
  report.arrays = mapping.arrays();
  report.weights = mapping.weights();
  report.cells_used = mapping.cells_used();
  // Each column tile has the DACs of all inputs, each row tile the ADCs of all outputs.
  report.dac_conversions = reads * mapping.inputs * mapping.col_tiles;
  report.adc_conversions = reads * mapping.outputs * mapping.row_tiles;
  report.cell_reads = reads * mapping.weights();
  report.shift_adds = report.adc_conversions;
  report.dac_time = timing.dac();
  report.settle_time = timing.settle();
  report.adc_time = timing.adc();
  if (written) {
    report.cells_programmed = mapping.weights() * kCellsPerWeight;
    report.programming = to_cycles(programming_time(engine.programming, mapping.weights()), clock);
  }
  return report;
}

}  // namespace systole::models
