#include "traces/time_base.hpp"

#include <fmt/format.h>

#include "models/errors.hpp"

namespace systole::traces {

namespace {

// cycles × ticks per second passes 64 bits within 10,000 cycles at 1 fs.
__extension__ using Wide = unsigned __int128;

}  // namespace

TimeBase::TimeBase(models::Hertz clock, std::int64_t ticks_per_second)
    : clock_{clock.count()}, ticks_per_second_{ticks_per_second} {
  if (clock_ <= 0) throw models::UserError(fmt::format("a trace needs a positive clock, got {} Hz", clock_));
}

TimeBase TimeBase::finest(models::Hertz clock) {
  const bool whole = clock.count() > 0 && kPicosecondsPerSecond % clock.count() == 0;
  return TimeBase{clock, whole ? kPicosecondsPerSecond : kFemtosecondsPerSecond};
}

std::int64_t TimeBase::ticks(models::Cycles cycle) const {
  const auto product = static_cast<Wide>(cycle.count()) * static_cast<Wide>(ticks_per_second_);
  const auto clock = static_cast<Wide>(clock_);
  return static_cast<std::int64_t>((product + clock / 2) / clock);
}

}  // namespace systole::traces
