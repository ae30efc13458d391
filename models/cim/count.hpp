// What the conversions of a run came to.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/cim/config.hpp"
#include "models/cim/conversion.hpp"

namespace systole::models {

/// Of one pass.
struct CimPassCount {
  std::int64_t conversions = 0;
  ClipCount clipped;
  std::vector<std::int64_t> codes;  // how often -highest, ... highest; empty unless config.adc.count_codes

  /// Share of conversions that had no code of their own; 0 of none.
  double clip_rate() const;
  /// Share of the codes that occur at all; 0 where they are not counted.
  double code_usage() const;
  void count(std::span<const float> of_codes);
  CimPassCount& operator+=(const CimPassCount& other);
};

struct CimCount {
  CimPassCount msb;
  CimPassCount lsb;
  std::int64_t skipped = 0;  // tokens · row tiles whose MSB pass had nothing to do (centred slices)

  /// With room for codes where they are to be counted.
  static CimCount none(const CimConfig& config);
  CimCount& operator+=(const CimCount& other);
};

}  // namespace systole::models
