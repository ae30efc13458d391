#include "models/numerics/bit_growth.hpp"

#include <bit>

namespace systole::models {

BitGrowth bit_growth(std::int64_t k, int a_bits, int b_bits) {
  const auto length = static_cast<std::uint64_t>(k);
  const int floor_log2 = static_cast<int>(std::bit_width(length)) - 1;
  const int ceil_log2 = static_cast<int>(std::bit_width(length - 1));
  BitGrowth growth;
  growth.formula_bits = a_bits + b_bits + ceil_log2;
  growth.exact_bits = a_bits + b_bits + floor_log2;
  growth.recommended = growth.formula_bits <= 16 ? 16 : growth.formula_bits <= 32 ? 32 : 64;
  return growth;
}

}  // namespace systole::models
