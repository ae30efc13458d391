// Energies of actions and areas of components at one process node, each with where its figure comes from: what a file
// of configs/energy/ holds. Nothing has a default: a list may be empty and a figure absent, and who needs it says so
// (unit_costs.hpp).
//
// pJ = 1e-12 J; areas in square micrometres.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/units.hpp"

namespace systole::models {

/// One multiplication or addition of integers of that width.
struct ArithmeticFigure {
  int bits = 0;
  double pj = 0;
  double um2 = 0;
  std::string source;
};

/// A flip-flop: one bit written.
struct RegisterFigure {
  double pj = 0;
  double um2 = 0;
  std::string source;
};

/// A memory macro with one port; `pj` is what an access of one word takes.
struct SramFigure {
  Bytes capacity;
  int word_bits = 0;
  double pj = 0;
  double um2 = 0;
  std::string source;
};

struct DramFigure {
  double pj_per_bit = 0;
  std::string source;
};

/// A converter at up to `rate` conversions a second.
struct AdcFigure {
  int bits = 0;
  Hertz rate;
  double pj = 0;
  double um2 = 0;
  std::string source;
};

struct DacFigure {
  int bits = 0;
  double pj = 0;
  double um2 = 0;
  std::string source;
};

/// A Nor flash cell: read at `volts` it draws `nanoamperes`, averaged over weights and inputs.
struct CellFigure {
  double volts = 0;
  double nanoamperes = 0;
  double um2 = 0;
  std::string source;
};

struct EnergyTable {
  std::string file;  // as errors name it
  std::int64_t technology_nm = 0;
  std::vector<ArithmeticFigure> multiply;  // by width, ascending
  std::vector<ArithmeticFigure> add;
  std::optional<RegisterFigure> register_bit;
  std::vector<SramFigure> sram;                                   // by capacity, ascending
  std::array<std::optional<DramFigure>, kDramTechnologies> dram;  // by DramTechnology
  std::vector<AdcFigure> adc;                                     // by bits, ascending
  std::optional<DacFigure> dac;
  std::optional<CellFigure> cell;
};

}  // namespace systole::models
