#include "models/results.hpp"

#include <array>
#include <utility>

namespace systole::models {

CycleStack& CycleStack::operator+=(const CycleStack& other) {
  mac += other.mac;
  fill_drain += other.fill_drain;
  weight_load += other.weight_load;
  sram_stall += other.sram_stall;
  dram_stall += other.dram_stall;
  vector += other.vector;
  idle += other.idle;
  return *this;
}

CycleStack& CycleStack::operator-=(const CycleStack& other) {
  mac -= other.mac;
  fill_drain -= other.fill_drain;
  weight_load -= other.weight_load;
  sram_stall -= other.sram_stall;
  dram_stall -= other.dram_stall;
  vector -= other.vector;
  idle -= other.idle;
  return *this;
}

SramTraffic& SramTraffic::operator+=(const SramTraffic& other) {
  ifmap_read += other.ifmap_read;
  weight_read += other.weight_read;
  ofmap_read += other.ofmap_read;
  ofmap_write += other.ofmap_write;
  return *this;
}

DramTraffic& DramTraffic::operator+=(const DramTraffic& other) {
  ifmap_read += other.ifmap_read;
  weight_read += other.weight_read;
  partial_read += other.partial_read;
  partial_write += other.partial_write;
  ofmap_write += other.ofmap_write;
  return *this;
}

std::string CycleStack::bottleneck() const {
  const std::array<std::pair<const char*, Cycles>, 4> shares{{
      {"compute", of_array()},
      {"dram", dram_stall},
      {"sram", sram_stall},
      {"vector", vector},
  }};
  auto largest = shares.front();
  for (const auto& share : shares) {
    if (share.second > largest.second) largest = share;
  }
  return largest.first;
}

namespace {

template <class Sum, class Member>
Sum sum_over(const std::vector<LayerResult>& layers, Member member) {
  Sum sum{};
  for (const auto& layer : layers) sum += layer.*member;
  return sum;
}

}  // namespace

CycleStack RunResult::cycles() const {
  return sum_over<CycleStack>(layers, &LayerResult::cycles);
}
SramTraffic RunResult::sram() const {
  return sum_over<SramTraffic>(layers, &LayerResult::sram);
}
DramTraffic RunResult::dram() const {
  return sum_over<DramTraffic>(layers, &LayerResult::dram);
}
Bytes RunResult::least_dram() const {
  return sum_over<Bytes>(layers, &LayerResult::least_dram);
}
LaneArithmetic RunResult::lanes() const {
  return sum_over<LaneArithmetic>(layers, &LayerResult::lanes);
}

std::optional<EnergyBreakdown> RunResult::energy() const {
  if (energy_table.empty()) return std::nullopt;
  EnergyBreakdown sum;
  for (const LayerResult& layer : layers)
    if (layer.energy) sum += *layer.energy;
  return sum;
}

std::int64_t RunResult::macs() const {
  return sum_over<std::int64_t>(layers, &LayerResult::macs);
}
std::int64_t RunResult::parameters() const {
  return sum_over<std::int64_t>(layers, &LayerResult::parameters);
}

double RunResult::utilization() const {
  const auto slots =
      static_cast<double>(array_rows) * static_cast<double>(array_cols) * static_cast<double>(cycles().total().count());
  std::int64_t macs = 0;
  for (const LayerResult& layer : layers) macs += layer.cim ? 0 : layer.macs;
  return slots > 0 ? static_cast<double>(macs) / slots : 0.0;
}

std::int64_t RunResult::cim_arrays() const {
  std::int64_t arrays = 0;
  for (const LayerResult& layer : layers) arrays += layer.cim ? layer.cim->arrays : 0;
  return arrays;
}

double RunResult::seconds() const {
  return static_cast<double>(cycles().total().count()) / static_cast<double>(clock.count());
}

}  // namespace systole::models
