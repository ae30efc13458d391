// Samples in parallel: as many workers as cores, each with a network of its own.
#pragma once

#include <cstdint>
#include <functional>

namespace systole::sim {

/// What a worker does with one sample; each index is given once, to one worker.
using SampleWork = std::function<void(std::int64_t sample)>;

struct SampleOptions {
  std::int64_t samples = 0;
  std::function<bool()> stop_requested;                            // asked between samples; may be empty
  std::function<void(std::size_t done, std::size_t of)> progress;  // called by the calling thread; may be empty
  std::int64_t workers = 0;                                        // at most so many threads; 0: as many as cores
};

/// Calls `make_worker` once in every thread, the calling one among them, and what it returns for samples until there
/// are none left; oneDNN uses that thread alone. The first exception of any ends all and is thrown here; Interrupted
/// when told to stop.
void for_each_sample(const SampleOptions& options, const std::function<SampleWork()>& make_worker);

}  // namespace systole::sim
