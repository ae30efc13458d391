// What an action of the CIM macros costs, and their area.
//
//   DAC         the tabulated converter, for codes of up to its bits: an upper bound for fewer; more are an error.
//   cells       voltage · current · settle time of a cell, twice: a weight is a pair of cells.
//   ADC         by bits: between tabulated converters each bit multiplies the energy by the same factor; below the
//               smallest by 2 (Walden: E = FoM · 2^bits), above the largest by 4 (Schreier: noise-limited). Areas go on
//               as in the nearest interval. Conversions at up to the tabulated rate; more are an error.
//   shift-add   an adder of 32 bits, for each code that is added to its output's sum.
#pragma once

#include "models/cim/engine.hpp"
#include "models/energy/area.hpp"
#include "models/energy/table.hpp"

namespace systole::models {

/// Picojoules.
struct CimCosts {
  double dac = 0;
  double cell_pair = 0;
  double adc = 0;
  double shift_add = 0;
};

/// Throws UserError that names the key and the table's file where a figure is missing or does not reach.
CimCosts cim_costs(const EnergyTable& table, const CimEngine& cim);

struct Converter {
  double pj = 0;
  double um2 = 0;
};
Converter adc_of(const EnergyTable& table, int bits, Hertz rate);
/// Bits of the widest code that a DAC gets in a pass.
int dac_bits(const CimConfig& config);

/// Cells, DACs, ADCs and shift-adds of all macros. Same errors. With rows "unlimited" a macro has no size: cells and
/// DACs are not counted then, and `area` says so.
void add_cim_area(Area& area, const EnergyTable& table, const CimEngine& cim);

}  // namespace systole::models
