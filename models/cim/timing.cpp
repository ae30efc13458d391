#include "models/cim/timing.hpp"

#include "models/cim/mapping.hpp"

namespace systole::models {

namespace {

/// Exact within the ranges of the config: 5 passes of 2 ms and 65,536 conversions, 100 GHz, 10 GHz: below 2^104.
__extension__ using Wide = __int128;

constexpr std::int64_t kPicoseconds = 1'000'000'000'000;  // a second

std::int64_t ceil_div_wide(Wide numerator, Wide denominator) {
  return static_cast<std::int64_t>((numerator + denominator - 1) / denominator);
}

}  // namespace

CimPassTiming::CimPassTiming(const CimEngine& engine, Hertz clock)
    : dac_{engine.dac_time},
      settle_{engine.settle},
      rate_{engine.adc_rate.count()},
      columns_{engine.arithmetic.adc_columns},
      passes_{cim_passes(engine.arithmetic)},
      clock_{clock.count()} {}

Picoseconds CimPassTiming::adc() const {
  return Picoseconds{ceil_div_wide(Wide{columns_} * kPicoseconds, rate_)};
}

Picoseconds CimPassTiming::vector() const {
  return (dac_ + settle_) * passes_ + Picoseconds{ceil_div_wide(Wide{passes_} * columns_ * kPicoseconds, rate_)};
}

Cycles CimPassTiming::until(std::int64_t pass, CimPhase phase) const {
  if (phase == CimPhase::convert) return until_column(pass, columns_ - 1);
  const Picoseconds within = phase == CimPhase::dac ? dac_ : dac_ + settle_;
  const Wide time = Wide{((dac_ + settle_) * pass + within).count()} * rate_ + Wide{pass} * columns_ * kPicoseconds;
  return Cycles{ceil_div_wide(time * clock_, Wide{rate_} * kPicoseconds)};
}

Cycles CimPassTiming::until_column(std::int64_t pass, std::int64_t column) const {
  const std::int64_t conversions = pass * columns_ + column + 1;
  const Wide time = Wide{((dac_ + settle_) * (pass + 1)).count()} * rate_ + Wide{conversions} * kPicoseconds;
  return Cycles{ceil_div_wide(time * clock_, Wide{rate_} * kPicoseconds)};
}

Cycles to_cycles(Picoseconds time, Hertz clock) {
  return Cycles{ceil_div_wide(Wide{time.count()} * clock.count(), kPicoseconds)};
}

}  // namespace systole::models
