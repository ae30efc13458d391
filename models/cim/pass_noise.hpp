// Noise of one token's conversions in one pass of one row tile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "models/cim/config.hpp"
#include "models/cim/normal_stream.hpp"

namespace systole::models {

/// Thermal noise of the ADC's input, correlated between samples as told, and noise of the cells in each sample, which
/// is not. Equivalent averaging draws once what is left of both in the mean.
class PassNoise {
 public:
  PassNoise() = default;
  /// `row`: whose noise, any purpose. `read_deviation`: of the cells' noise in one sample, in raw units.
  PassNoise(const CimConfig& config, const NormalRow& row, bool lsb, double read_deviation);

  /// Conversions of the pass.
  int conversions() const { return conversions_; }

  /// Noise of columns [first, first + noise.size()) in steps; `step`: theirs in raw units. At most kConversionBlock of
  /// them, `first` a multiple of that. False, with nothing written, where there is none.
  bool draw(int sample, std::size_t first, std::span<const float> step, std::span<float> noise) const;

 private:
  NormalRow row_;
  int conversions_ = 1;
  std::uint32_t first_purpose_ = 0;
  float common_ = 0;  // deviation of what all conversions share, in steps
  float own_ = 0;     // of what is each conversion's
  float read_ = 0;    // of the cells' noise in each conversion, in raw units
};

}  // namespace systole::models
