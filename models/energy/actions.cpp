#include "models/energy/actions.hpp"

namespace systole::models {

namespace {

double times(std::int64_t count, double pj) {
  return static_cast<double>(count) * pj;
}

double times(Bytes bytes, double pj) {
  return times(bytes.count(), pj);
}

}  // namespace

CimActions& CimActions::operator+=(const CimActions& other) {
  dac_conversions += other.dac_conversions;
  adc_conversions += other.adc_conversions;
  cell_reads += other.cell_reads;
  shift_adds += other.shift_adds;
  return *this;
}

Actions& Actions::operator+=(const Actions& other) {
  array_macs += other.array_macs;
  sram += other.sram;
  dram += other.dram;
  lanes += other.lanes;
  cim += other.cim;
  return *this;
}

Actions actions_of(const LayerResult& layer) {
  Actions actions{layer.engine == "array" ? layer.macs : 0, layer.sram, layer.dram, layer.lanes, {}};
  if (layer.cim)
    actions.cim = {layer.cim->dac_conversions, layer.cim->adc_conversions, layer.cim->cell_reads,
                   layer.cim->shift_adds};
  return actions;
}

Bytes ifmap_bytes(const SramTraffic& sram, const DramTraffic& dram) {
  return sram.ifmap_read + dram.ifmap_read;
}

Bytes weight_bytes(const SramTraffic& sram, const DramTraffic& dram) {
  return sram.weight_read + dram.weight_read;
}

Bytes ofmap_bytes(const SramTraffic& sram, const DramTraffic& dram) {
  return sram.ofmap_read + sram.ofmap_write + dram.partial_read + dram.partial_write + dram.ofmap_write;
}

EnergyBreakdown energy_of(const Actions& actions, const UnitCosts& costs) {
  EnergyBreakdown energy;
  energy[Component::multiply_add] = times(actions.array_macs, costs.multiply_add);
  energy[Component::registers] = times(actions.array_macs, costs.registers);
  energy[Component::ifmap_sram] = times(ifmap_bytes(actions.sram, actions.dram), costs.byte.ifmap);
  energy[Component::weight_sram] = times(weight_bytes(actions.sram, actions.dram), costs.byte.weight);
  energy[Component::ofmap_sram] = times(ofmap_bytes(actions.sram, actions.dram), costs.byte.ofmap);
  energy[Component::dram] = times(actions.dram.read() + actions.dram.write(), costs.byte.dram);
  energy[Component::vector] = times(actions.lanes.multiplications, costs.lane_multiplication) +
                              times(actions.lanes.additions, costs.lane_addition);
  energy[Component::cim_dac] = times(actions.cim.dac_conversions, costs.cim.dac);
  energy[Component::cim_cells] = times(actions.cim.cell_reads, costs.cim.cell_pair);
  energy[Component::cim_adc] = times(actions.cim.adc_conversions, costs.cim.adc);
  energy[Component::cim_digital] = times(actions.cim.shift_adds, costs.cim.shift_add);
  return energy;
}

double moving_energy(const SramTraffic& sram, const DramTraffic& dram, const MovingCosts& costs) {
  return times(ifmap_bytes(sram, dram), costs.ifmap) + times(weight_bytes(sram, dram), costs.weight) +
         times(ofmap_bytes(sram, dram), costs.ofmap) + times(dram.read() + dram.write(), costs.dram);
}

}  // namespace systole::models
