// The processes of one sweep on several machines: one leads, runs the strategy and writes the store; the others
// evaluate points. Behind it stands MPI (sim/mpi), or nothing.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sim/workers/point_workers.hpp"

namespace systole::sim {

class SweepRanks {
 public:
  SweepRanks() = default;
  SweepRanks(const SweepRanks&) = delete;
  SweepRanks& operator=(const SweepRanks&) = delete;
  virtual ~SweepRanks() = default;

  virtual bool leads() const = 0;
  /// The leader's: workers that hand points to the others, `chunk` at a time where points take long. None: there are no
  /// others. `plan`: what tells its sweep from any other. Throws models::UserError when one of them failed, or has read
  /// another plan.
  virtual std::unique_ptr<PointWorkers> workers(const std::string& plan, std::size_t chunk,
                                                std::function<bool()> stop_requested) = 0;
  /// The others': evaluates what the leader sends until it has no more.
  virtual void serve(const std::string& plan, PointWorkers& local) = 0;
};

}  // namespace systole::sim
