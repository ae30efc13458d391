#include "sim/workers/process_workers.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <utility>

#include "models/errors.hpp"

namespace systole::sim {
namespace {

using std::chrono::milliseconds;

/// How often a request to stop is asked for.
constexpr milliseconds kLongestWait{100};

template <class Duration>
double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

ProcessWorkers::ProcessWorkers(EvaluationFunction evaluate, int jobs, PointLimits limits,
                               std::function<bool()> stop_requested)
    : evaluate_{std::move(evaluate)},
      limits_{limits},
      stop_requested_{std::move(stop_requested)},
      seats_(static_cast<std::size_t>(std::max(1, jobs))) {}

void ProcessWorkers::evaluate(std::span<const SweepPoint> points, const Report& report) {
  try {
    std::size_t next = 0;
    std::size_t done = 0;
    while (done < points.size()) {
      for (Seat& seat : seats_)
        if (!seat.busy && next < points.size()) give(seat, points, next++);
      const std::vector<FinishedPoint> finished = wait();
      done += finished.size();
      if (!finished.empty()) report(finished);
      if (stop_requested_ && stop_requested_()) throw Interrupted{};
    }
  } catch (...) {
    dismiss_busy();
    throw;
  }
}

void ProcessWorkers::give(Seat& seat, std::span<const SweepPoint> points, std::size_t index) {
  // A worker may have been killed while it had nothing to do.
  constexpr int kTries = 3;
  for (int tries = 0; tries < kTries; ++tries) {
    if (!seat.worker) seat.worker = std::make_unique<WorkerProcess>(evaluate_, limits_);
    if (seat.worker->send(points[index])) {
      seat.busy = true;
      seat.index = index;
      seat.begin = Clock::now();
      if (limits_.seconds)
        seat.deadline =
            seat.begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(*limits_.seconds));
      return;
    }
    seat.worker.reset();
  }
  throw models::ModelError("worker processes die before they are given a point");
}

FinishedPoint ProcessWorkers::lose(Seat& seat, std::string error) {
  FinishedPoint finished{seat.index, {}};
  finished.outcome.error = std::move(error);
  finished.outcome.seconds = seconds(Clock::now() - seat.begin);
  seat.worker.reset();
  seat.busy = false;
  return finished;
}

std::vector<FinishedPoint> ProcessWorkers::wait() {
  std::vector<pollfd> sockets;
  std::vector<Seat*> seats;
  Clock::time_point until = Clock::now() + kLongestWait;
  for (Seat& seat : seats_)
    if (seat.busy) {
      sockets.push_back({seat.worker->socket(), POLLIN, 0});
      seats.push_back(&seat);
      until = std::min(until, seat.deadline);
    }
  const auto patience = std::chrono::ceil<milliseconds>(std::max(until - Clock::now(), Clock::duration::zero()));
  ::poll(sockets.data(), sockets.size(), static_cast<int>(patience.count()));

  std::vector<FinishedPoint> finished;
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    Seat& seat = *seats[i];
    if (sockets[i].revents != 0) {
      if (std::optional<GuardedOutcome> found = seat.worker->receive()) {
        finished.push_back({seat.index, std::move(found->outcome)});
        seat.busy = false;
        if (!found->intact) seat.worker.reset();
      } else {
        finished.push_back(lose(seat, seat.worker->cause_of_death()));
      }
    } else if (Clock::now() >= seat.deadline) {
      finished.push_back(lose(seat, fmt::format("took longer than the limit of {} s", *limits_.seconds)));
    }
  }
  return finished;
}

void ProcessWorkers::dismiss_busy() {
  for (Seat& seat : seats_)
    if (seat.busy) {
      seat.worker.reset();
      seat.busy = false;
    }
}

}  // namespace systole::sim
