// The `analytic` answer: the cycles of a schedule from the recurrence that `event` simulates,
//   load(j)  issued when a half is free and its turn has come; there when the channel has moved it
//   start(i) = max(end(i-1), load(i) + lead, half of ofmap free),  end(i) = start(i) + execute(i)
//   store(i) issued at end(i) + tail(i)
// evaluated step by step only until it repeats. The recurrence is linear over (max, +), so once an iteration of a loop
// has left the same relative times behind as the one before, all further like iterations take the same cycles: they are
// passed over at once, and the result is still exact. A layer whose loads and stores are always in time needs no step
// at all: it takes the first load, the engine's time and the last store.
#pragma once

#include "models/dataflow/schedule.hpp"
#include "models/memory/channel.hpp"

namespace systole::models {

struct RecurrenceResult {
  Cycles total;
  std::int64_t steps_evaluated = 0;  // of the schedule's steps; the others were passed over
};

/// Total cycles of `schedule` with its chip's DRAM. Stops early and returns a total above `limit` once it is sure to be
/// above it (the mapper's search needs no more).
RecurrenceResult evaluate(const Schedule& schedule, const ChannelTiming& channel, Cycles limit = Cycles{INT64_MAX});

/// The same without passing over anything, for ideal DRAM too: what tests hold the fast one to.
RecurrenceResult evaluate_every_step(const Schedule& schedule, const ChannelTiming& channel);

}  // namespace systole::models
