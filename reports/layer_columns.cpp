#include "reports/layer_columns.hpp"

#include <optional>

#include "models/dataflow/roofline.hpp"

namespace systole::reports {

namespace {

using models::LayerResult;

Value first_overflow(const LayerResult& layer, std::int64_t models::OverflowReport::*figure) {
  return layer.overflow && layer.overflow->found ? Value{*layer.overflow.*figure} : Value{};
}

Value value_of(std::optional<double> figure) {
  return figure ? Value{*figure} : Value{};
}

Value energy(const LayerResult& layer) {
  return layer.energy ? Value{layer.energy->total()} : Value{};
}

template <models::Component component>
Value energy_of(const LayerResult& layer) {
  return layer.energy ? Value{(*layer.energy)[component]} : Value{};
}

std::vector<LayerColumn> fixed_columns() {
  return {
      {"layer", [](const LayerResult& l) { return Value{l.layer}; }},
      {"kind", [](const LayerResult& l) { return Value{l.kind}; }},
      {"engine", [](const LayerResult& l) { return Value{l.engine}; }},
      {"dataflow", [](const LayerResult& l) { return Value{l.dataflow}; }},
      {"m", [](const LayerResult& l) { return Value{l.m}; }},
      {"k", [](const LayerResult& l) { return Value{l.k}; }},
      {"n", [](const LayerResult& l) { return Value{l.n}; }},
      {"macs", [](const LayerResult& l) { return Value{l.macs}; }},
      {"folds", [](const LayerResult& l) { return Value{l.folds}; }},
      {"compute_cycles", [](const LayerResult& l) { return Value{l.cycles.compute().count()}; }},
      {"stall_cycles", [](const LayerResult& l) { return Value{l.cycles.stall().count()}; }},
      {"total_cycles", [](const LayerResult& l) { return Value{l.cycles.total().count()}; }},
      {"utilization", [](const LayerResult& l) { return Value{l.utilization}; }},
      {"mapping_efficiency", [](const LayerResult& l) { return Value{l.mapping_efficiency}; }},
      {"sram_read_bytes", [](const LayerResult& l) { return Value{l.sram.read().count()}; }},
      {"sram_write_bytes", [](const LayerResult& l) { return Value{l.sram.write().count()}; }},
      {"dram_read_bytes", [](const LayerResult& l) { return Value{l.dram.read().count()}; }},
      {"dram_write_bytes", [](const LayerResult& l) { return Value{l.dram.write().count()}; }},
      {"energy_pj", energy},
      {"bottleneck", [](const LayerResult& l) { return Value{l.bottleneck()}; }},
  };
}

std::vector<LayerColumn> further_columns() {
  return {
      {"groups", [](const LayerResult& l) { return Value{l.groups}; }},
      {"parameters", [](const LayerResult& l) { return Value{l.parameters}; }},
      {"tiles", [](const LayerResult& l) { return Value{l.tiles}; }},
      {"tile_m", [](const LayerResult& l) { return Value{l.tile_m}; }},
      {"tile_k", [](const LayerResult& l) { return Value{l.tile_k}; }},
      {"tile_n", [](const LayerResult& l) { return Value{l.tile_n}; }},
      {"order", [](const LayerResult& l) { return Value{l.order}; }},
      {"host", [](const LayerResult& l) { return Value{l.host}; }},
      {"fused", [](const LayerResult& l) { return Value{l.fused}; }},
      {"ifmap_sram_read_bytes", [](const LayerResult& l) { return Value{l.sram.ifmap_read.count()}; }},
      {"weight_sram_read_bytes", [](const LayerResult& l) { return Value{l.sram.weight_read.count()}; }},
      {"ofmap_sram_read_bytes", [](const LayerResult& l) { return Value{l.sram.ofmap_read.count()}; }},
      {"ifmap_dram_read_bytes", [](const LayerResult& l) { return Value{l.dram.ifmap_read.count()}; }},
      {"weight_dram_read_bytes", [](const LayerResult& l) { return Value{l.dram.weight_read.count()}; }},
      {"partial_dram_read_bytes", [](const LayerResult& l) { return Value{l.dram.partial_read.count()}; }},
      {"partial_dram_write_bytes", [](const LayerResult& l) { return Value{l.dram.partial_write.count()}; }},
      {"overflows", [](const LayerResult& l) { return l.overflow ? Value{l.overflow->count} : Value{}; }},
      {"first_overflow_row", [](const LayerResult& l) { return first_overflow(l, &models::OverflowReport::row); }},
      {"first_overflow_col", [](const LayerResult& l) { return first_overflow(l, &models::OverflowReport::col); }},
      {"first_overflow_cycle", [](const LayerResult& l) { return first_overflow(l, &models::OverflowReport::cycle); }},
  };
}

std::vector<LayerColumn> energy_columns() {
  using models::Component;
  return {
      {"vector_multiplications", [](const LayerResult& l) { return Value{l.lanes.multiplications}; }},
      {"vector_additions", [](const LayerResult& l) { return Value{l.lanes.additions}; }},
      {"multiply_add_pj", energy_of<Component::multiply_add>},
      {"registers_pj", energy_of<Component::registers>},
      {"ifmap_sram_pj", energy_of<Component::ifmap_sram>},
      {"weight_sram_pj", energy_of<Component::weight_sram>},
      {"ofmap_sram_pj", energy_of<Component::ofmap_sram>},
      {"dram_pj", energy_of<Component::dram>},
      {"vector_pj", energy_of<Component::vector>},
      {"cim_dac_pj", energy_of<Component::cim_dac>},
      {"cim_cells_pj", energy_of<Component::cim_cells>},
      {"cim_adc_pj", energy_of<Component::cim_adc>},
      {"cim_digital_pj", energy_of<Component::cim_digital>},
  };
}

/// `Figure` is a lambda without captures: columns are plain functions.
template <class Figure>
LayerColumn macro_column(std::string_view name, Figure /*figure*/) {
  return {name, [](const LayerResult& l) { return l.cim ? Value{Figure{}(*l.cim)} : Value{}; }};
}

/// Of layers on CIM macros.
std::vector<LayerColumn> macro_columns() {
  using models::CimReport;
  return {
      macro_column("cim_arrays", [](const CimReport& c) { return c.arrays; }),
      macro_column("cim_row_tiles", [](const CimReport& c) { return c.row_tiles; }),
      macro_column("cim_col_tiles", [](const CimReport& c) { return c.col_tiles; }),
      macro_column("cim_cells_used", [](const CimReport& c) { return c.cells_used; }),
      macro_column("cim_passes", [](const CimReport& c) { return c.passes; }),
      macro_column("cim_vector_cycles", [](const CimReport& c) { return c.vector_cycles.count(); }),
      macro_column("cim_adc_time_share", [](const CimReport& c) { return c.adc_time_share(); }),
      macro_column("cim_adc_conversions", [](const CimReport& c) { return c.adc_conversions; }),
      macro_column("cim_dac_conversions", [](const CimReport& c) { return c.dac_conversions; }),
      macro_column("cim_cell_reads", [](const CimReport& c) { return c.cell_reads; }),
      macro_column("cim_cells_programmed", [](const CimReport& c) { return c.cells_programmed; }),
      macro_column("cim_programming_cycles", [](const CimReport& c) { return c.programming.count(); }),
  };
}

/// For a roofline: the run's ridge stands in its summary.
std::vector<LayerColumn> roofline_columns() {
  return {
      {"least_dram_bytes", [](const LayerResult& l) { return Value{l.least_dram.count()}; }},
      {"intensity",
       [](const LayerResult& l) { return value_of(models::intensity(l.macs, l.dram.read() + l.dram.write())); }},
      {"best_intensity", [](const LayerResult& l) { return value_of(models::intensity(l.macs, l.least_dram)); }},
  };
}

}  // namespace

const std::vector<LayerColumn>& layer_columns() {
  static const auto all = [] {
    auto columns = fixed_columns();
    for (const auto& more : {further_columns(), energy_columns(), macro_columns(), roofline_columns()})
      columns.insert(columns.end(), more.begin(), more.end());
    return columns;
  }();
  return all;
}

bool runs(const models::LayerResult& layer) {
  return layer.engine != "fused" && layer.engine != "view";
}

}  // namespace systole::reports
