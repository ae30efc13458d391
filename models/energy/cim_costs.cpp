#include "models/energy/cim_costs.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/energy/interpolate.hpp"
#include "models/energy/unit_costs.hpp"
#include "models/errors.hpp"

namespace systole::models {

namespace {

constexpr double kCellsOfWeight = 2;
/// volts · nanoamperes · picoseconds is 1e-21 J.
constexpr double kPicojoules = 1e-9;

[[noreturn]] void missing(const EnergyTable& table, const char* key) {
  throw UserError("'" + table.file + "' lacks '" + key + "', which the chip's CIM macros need");
}

const CellFigure& cell_of(const EnergyTable& table) {
  if (!table.cell) missing(table, "cim.cell");
  return *table.cell;
}

const DacFigure& dac_of(const EnergyTable& table, const CimConfig& config) {
  if (!table.dac) missing(table, "cim.dac");
  if (dac_bits(config) > table.dac->bits)
    throw UserError("'" + table.file + "': 'cim.dac' converts up to " + std::to_string(table.dac->bits) +
                    " bits, but the chip's DACs get codes of " + std::to_string(dac_bits(config)));
  return *table.dac;
}

/// Factor by which energy grows for each bit outside of what is tabulated.
double beyond(const EnergyTable& table, double bits) {
  constexpr double kWalden = 2;
  constexpr double kSchreier = 4;
  const double low = table.adc.front().bits;
  const double high = table.adc.back().bits;
  return std::pow(kWalden, std::min(0.0, bits - low)) * std::pow(kSchreier, std::max(0.0, bits - high));
}

}  // namespace

int dac_bits(const CimConfig& config) {
  constexpr int kSinglePass = 8;
  if (config.mode == CimMode::single_pass) return kSinglePass;
  return std::max(config.activation.msb_bits, config.activation.lsb_bits() + config.lsb_gain_shift);
}

Converter adc_of(const EnergyTable& table, int bits, Hertz rate) {
  if (table.adc.empty()) missing(table, "cim.adc");
  std::vector<Sample> pj;
  std::vector<Sample> um2;
  for (const AdcFigure& figure : table.adc) {
    if (rate > figure.rate)
      throw UserError("'" + table.file + "': 'cim.adc' makes up to " + std::to_string(figure.rate.count()) +
                      " conversions a second, but 'cim.adc.rate' is " + std::to_string(rate.count()) + " Hz");
    pj.push_back({static_cast<double>(figure.bits), figure.pj});
    um2.push_back({static_cast<double>(figure.bits), figure.um2});
  }
  const double inside = std::clamp(static_cast<double>(bits), pj.front().at, pj.back().at);
  return {exponential(pj, inside) * beyond(table, bits), exponential(um2, bits)};
}

CimCosts cim_costs(const EnergyTable& table, const CimEngine& cim) {
  const CellFigure& cell = cell_of(table);
  const auto settle = static_cast<double>(cim.settle.count());
  CimCosts costs;
  costs.dac = dac_of(table, cim.arithmetic).pj;
  costs.cell_pair = kCellsOfWeight * cell.volts * cell.nanoamperes * settle * kPicojoules;
  costs.adc = adc_of(table, cim.arithmetic.adc.bits, cim.adc_rate).pj;
  costs.shift_add = adder(table, kLaneBits).pj;
  return costs;
}

void add_cim_area(Area& area, const EnergyTable& table, const CimEngine& cim) {
  const CimConfig& config = cim.arithmetic;
  const std::string macros = std::to_string(cim.macros) + " macros of ";
  const auto count = static_cast<double>(cim.macros);
  const std::int64_t adcs = ceil_div(config.cols, config.adc_columns);
  const auto converters = static_cast<double>(adcs);
  if (config.rows) {
    const auto rows = static_cast<double>(*config.rows);
    area.parts.push_back({"CIM cells",
                          count * rows * static_cast<double>(config.cols) * kCellsOfWeight * cell_of(table).um2,
                          macros + std::to_string(*config.rows) + " x " + std::to_string(config.cols) + " pairs"});
    area.parts.push_back(
        {"CIM DACs", count * rows * dac_of(table, config).um2, macros + std::to_string(*config.rows) + " rows"});
  } else {
    area.not_counted.emplace_back("CIM cells and DACs (rows: unlimited)");
  }
  area.parts.push_back({"CIM ADCs", count * converters * adc_of(table, config.adc.bits, cim.adc_rate).um2,
                        macros + std::to_string(adcs) + " converters of " + std::to_string(config.adc.bits) + " bits"});
  area.parts.push_back({"CIM shift-adds", count * converters * adder(table, kLaneBits).um2,
                        macros + std::to_string(adcs) + " adders of 32 bits"});
  area.not_counted.emplace_back("charge pumps and decoders of the CIM macros");
}

}  // namespace systole::models
