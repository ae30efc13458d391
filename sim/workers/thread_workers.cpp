#include "sim/workers/thread_workers.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "sim/workers/guarded_evaluation.hpp"

namespace systole::sim {
namespace {

/// What one thread takes at a time: large enough that taking and storing it costs little, small enough that little is
/// lost with the process.
constexpr std::size_t kChunk = 64;
/// Chunks that may wait for the calling thread.
constexpr std::size_t kBacklog = 16;

/// One call of evaluate(): chunks that threads take, and what came of them.
class Batch {
 public:
  Batch(const EvaluationFunction& evaluate, std::span<const SweepPoint> points, std::size_t threads)
      : evaluate_{evaluate},
        points_{points},
        chunk_{std::clamp<std::size_t>(points.size() / (4 * threads), 1, kChunk)},
        working_{threads} {}

  void work() {
    try {
      take_chunks();
    } catch (...) {
      const std::lock_guard lock{mutex_};
      failure_ = std::current_exception();
      ended_ = true;
    }
    const std::lock_guard lock{mutex_};
    --working_;
    ready_.notify_one();
    room_.notify_all();
  }

  /// What has finished, after a wait for it; nothing when all is done, or `patience` is over.
  std::vector<FinishedPoint> take(std::chrono::milliseconds patience, bool& done) {
    std::unique_lock lock{mutex_};
    ready_.wait_for(lock, patience, [&] { return !finished_.empty() || working_ == 0; });
    std::vector<FinishedPoint> taken;
    taken.swap(finished_);
    done = working_ == 0;
    room_.notify_all();
    if (failure_ && done) std::rethrow_exception(failure_);
    return taken;
  }

  void end() {
    const std::lock_guard lock{mutex_};
    ended_ = true;
    room_.notify_all();
  }

 private:
  void take_chunks() {
    std::unique_lock lock{mutex_};
    while (true) {
      room_.wait(lock, [&] { return finished_.size() < kBacklog * chunk_ || ended_; });
      if (ended_ || next_ == points_.size()) break;
      const std::size_t from = next_;
      next_ = std::min(from + chunk_, points_.size());
      const std::size_t to = next_;
      lock.unlock();
      std::vector<FinishedPoint> done;
      done.reserve(to - from);
      for (std::size_t i = from; i < to; ++i) done.push_back({i, guarded(evaluate_, points_[i]).outcome});
      lock.lock();
      std::move(done.begin(), done.end(), std::back_inserter(finished_));
      ready_.notify_one();
    }
  }

  const EvaluationFunction& evaluate_;
  std::span<const SweepPoint> points_;
  std::size_t chunk_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::condition_variable room_;
  std::size_t next_ = 0;
  std::size_t working_;
  bool ended_ = false;
  std::exception_ptr failure_;  // of what is no point's own: Interrupted, for one
  std::vector<FinishedPoint> finished_;
};

/// Threads that are told to end, and waited for, however the scope is left.
class Team {
 public:
  Team(Batch& batch, std::size_t threads) : batch_{batch} {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([&batch] { batch.work(); });
  }
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  ~Team() {
    batch_.end();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  Batch& batch_;
  std::vector<std::thread> threads_;
};

}  // namespace

ThreadWorkers::ThreadWorkers(EvaluationFunction evaluate, int jobs, std::function<bool()> stop_requested)
    : evaluate_{std::move(evaluate)}, jobs_{std::max(1, jobs)}, stop_requested_{std::move(stop_requested)} {}

void ThreadWorkers::evaluate(std::span<const SweepPoint> points, const Report& report) {
  if (points.empty()) return;
  constexpr std::chrono::milliseconds kPatience{100};
  const auto threads = static_cast<std::size_t>(jobs_);
  Batch batch{evaluate_, points, threads};
  const Team team{batch, threads};
  for (bool done = false; !done;) {
    const std::vector<FinishedPoint> finished = batch.take(kPatience, done);
    if (!finished.empty()) report(finished);
    if (stop_requested_ && stop_requested_()) throw Interrupted{};
  }
}

}  // namespace systole::sim
