// One forked process that evaluates points, one after another, as it is told over a socket. It is this program as it
// stood at the fork, so that the function and all that it refers to are there; it dies with its parent.
//
// The parent must have no other threads at the fork: what they had locked would stay locked in the child.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "models/units.hpp"
#include "sim/workers/guarded_evaluation.hpp"

namespace systole::sim {

struct PointLimits {
  std::optional<double> seconds;        // of one point
  std::optional<models::Bytes> memory;  // that a worker may allocate beyond what it was born with
};

class WorkerProcess {
 public:
  /// Throws models::UserError when the system gives no process.
  WorkerProcess(const EvaluationFunction& evaluate, const PointLimits& limits);
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  /// Kills it, whatever it does.
  ~WorkerProcess();

  /// Where poll() finds an answer.
  int socket() const { return socket_; }
  /// False: it is dead.
  bool send(const SweepPoint& point);
  /// What came of the point that was sent, after a wait for it; none: the process has died. One that is not intact any
  /// more ends after it.
  std::optional<GuardedOutcome> receive();
  /// Why it died; waits until it has.
  std::string cause_of_death();

 private:
  pid_t process_ = -1;
  int socket_ = -1;
};

/// "512 MiB" and the like, for errors that quote a limit.
std::string memory_error(const PointLimits& limits);

}  // namespace systole::sim
