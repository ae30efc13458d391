// Codes that one converter made, for those who want to see it at work: the first ADC of a layer's first array.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace systole::models {

struct CimShownCodes {
  std::int64_t passes = 0;
  std::int64_t columns = 0;         // that the ADC converts
  std::vector<std::int16_t> codes;  // [vectors][passes][columns]; empty: none are known

  std::int16_t at(std::int64_t vector, std::int64_t pass, std::int64_t column) const {
    return codes[static_cast<std::size_t>((vector * passes + pass) * columns + column)];
  }
};

/// Of a pipeline of two layers on macros; of a single layer the second is empty.
using CimPipelineCodes = std::array<CimShownCodes, 2>;

}  // namespace systole::models
