// A table of round figures, so that a test can compute by hand what it expects. Published ones stand in
// configs/energy/ and are tested there.
#pragma once

#include "models/energy/table.hpp"

namespace systole::tests {

inline models::EnergyTable round_figures() {
  using models::Bytes;
  using models::Hertz;
  models::EnergyTable table;
  table.file = "round.yaml";
  table.technology_nm = 28;
  table.multiply = {{8, 0.2, 300, "test"}, {32, 3.2, 4800, "test"}};
  table.add = {{8, 0.03, 40, "test"}, {32, 0.12, 160, "test"}, {48, 0.18, 240, "test"}};
  table.register_bit = {0.01, 6, "test"};
  table.sram = {{Bytes{8192}, 64, 3.2, 26000, "test"},
                {Bytes{32768}, 64, 6.4, 100000, "test"},
                {Bytes{131072}, 64, 12.8, 400000, "test"}};
  table.dram[static_cast<std::size_t>(models::DramTechnology::lpddr4)] = {8, "test"};
  table.adc = {{8, Hertz{100'000'000}, 1, 1000, "test"}, {10, Hertz{100'000'000}, 4, 1210, "test"}};
  table.dac = {8, 0.29, 438, "test"};
  table.cell = {0.5, 50, 0.035, "test"};
  return table;
}

/// 16 x 16, ws, int8 and 32-bit sums; scratchpads of one 8-KiB macro each.
inline models::Chip round_chip() {
  models::Chip chip;
  for (models::BufferConfig* buffer : {&chip.scratchpad.ifmap, &chip.scratchpad.weight, &chip.scratchpad.ofmap}) {
    buffer->size = models::Bytes{8192};
    buffer->banks = 1;
  }
  chip.dram.technology = models::DramTechnology::lpddr4;
  return chip;
}

}  // namespace systole::tests
