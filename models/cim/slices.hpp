// Activation codes as the array sees them: an MSB and an LSB part of few bits each, which DACs turn into voltages.
// q = msb · 2^lsb bits + lsb.
#pragma once

#include <cstdint>
#include <span>

#include "models/cim/config.hpp"
#include "models/numerics/sum_range.hpp"

namespace systole::models {

class CimSlicer {
 public:
  struct Slices {
    std::int32_t msb = 0;
    std::int32_t lsb = 0;
    bool operator==(const Slices&) const = default;
  };

  /// Of a config that passes check().
  explicit CimSlicer(const CimConfig& config);

  Slices split(std::int32_t code) const {
    const std::int32_t msb = (code + offset_) >> lsb_bits_;
    return {msb, code - msb * (std::int32_t{1} << lsb_bits_)};
  }
  /// What the DAC of the LSB pass is given: the slice times its gain.
  std::int32_t dac_code(std::int32_t lsb) const { return lsb * (std::int32_t{1} << gain_shift_); }
  /// Bits of a DAC that serves both passes.
  int dac_bits() const;

  /// What the sum of the MSB pass counts beside that of the LSB pass: 2^lsb bits.
  double msb_weight() const { return static_cast<double>(std::int32_t{1} << lsb_bits_); }
  /// What the DAC multiplies the LSB slice by: 2^shift.
  double gain() const { return static_cast<double>(std::int32_t{1} << gain_shift_); }

  OperandRange codes() const { return codes_; }
  OperandRange msb() const { return {split(codes_.lowest).msb, split(codes_.highest).msb}; }
  OperandRange lsb() const;

  /// Both slices of all codes; a span of another length, or a code beyond the bits, throws ModelError.
  void split(std::span<const std::int16_t> codes, std::span<std::int8_t> msb, std::span<std::int8_t> lsb) const;

 private:
  int lsb_bits_;
  int gain_shift_;
  std::int32_t offset_;
  OperandRange codes_;
};

}  // namespace systole::models
