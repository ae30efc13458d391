// A sweep's processes as ranks of an MPI job. Rank 0 leads: it hands points to whoever is free, a chunk at a time, and
// is the only one that writes. A rank that dies takes the job with it, as MPI has it: what was stored is there for the
// next one. A point that dies does not: ranks have worker processes of their own.
#pragma once

#include <boost/mpi/communicator.hpp>
#include <string>
#include <vector>

#include "sim/workers/sweep_ranks.hpp"

namespace systole::sim {

class MpiRanks : public SweepRanks {
 public:
  explicit MpiRanks(boost::mpi::communicator world);
  /// The leader lets the others go, and waits for what they are at; the others wait until it does.
  ~MpiRanks() override;

  bool leads() const override { return world_.rank() == 0; }
  std::unique_ptr<PointWorkers> workers(const std::string& plan, std::size_t chunk,
                                        std::function<bool()> stop_requested) override;
  void serve(const std::string& plan, PointWorkers& local) override;
  /// Of a rank that cannot serve, and why.
  void give_up(const std::string& error);

 private:
  class Workers;

  std::string hear(int rank);
  void discard_work();

  boost::mpi::communicator world_;
  std::vector<bool> heard_;  // [rank]: has said whether it is ready
  std::vector<bool> busy_;   // [rank]: has points
  bool spoken_ = false;      // not the leader: has said it
  bool released_ = false;    // not the leader: is not needed any more
};

}  // namespace systole::sim
