#include "models/cim/slices.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "models/errors.hpp"
#include "models/numerics/int8_codes.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

/// Of a DAC that reaches all of the range, with a sign where there is one.
int bits_of(const OperandRange& range) {
  const auto highest = static_cast<std::uint32_t>(std::max(range.highest, -range.lowest - 1));
  return static_cast<int>(std::bit_width(highest)) + (range.lowest < 0 ? 1 : 0);
}

}  // namespace

CimSlicer::CimSlicer(const CimConfig& config)
    : lsb_bits_{config.activation.lsb_bits()},
      gain_shift_{config.lsb_gain_shift},
      offset_{config.activation.slicing == CimSlicing::centred ? std::int32_t{1} << (lsb_bits_ - 1) : 0},
      codes_{-(std::int32_t{1} << (config.activation.bits - 1)),
             (std::int32_t{1} << (config.activation.bits - 1)) - 1} {}

OperandRange CimSlicer::lsb() const {
  const std::int32_t steps = std::int32_t{1} << lsb_bits_;
  return {-offset_, steps - 1 - offset_};
}

int CimSlicer::dac_bits() const {
  const OperandRange driven{dac_code(lsb().lowest), dac_code(lsb().highest)};
  return std::max(bits_of(msb()), bits_of(driven));
}

void CimSlicer::split(std::span<const std::int16_t> codes, std::span<std::int8_t> msb,
                      std::span<std::int8_t> lsb) const {
  require_size(msb.size(), static_cast<std::int64_t>(codes.size()), "CimSlicer: the MSB slices");
  require_size(lsb.size(), static_cast<std::int64_t>(codes.size()), "CimSlicer: the LSB slices");
  require_in_range(codes, codes_);
  const std::int16_t* from = codes.data();
  std::int8_t* high = msb.data();
  std::int8_t* low = lsb.data();
  const std::int32_t offset = offset_;
  const int shift = lsb_bits_;
  const std::size_t count = codes.size();
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t above = (from[i] + offset) >> shift;
    high[i] = static_cast<std::int8_t>(above);
    low[i] = static_cast<std::int8_t>(from[i] - above * (1 << shift));
  }
}

}  // namespace systole::models
