#include "sim/inference/sample_workers.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "models/onednn/one_thread.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

namespace {

class Workers {
 public:
  Workers(const SampleOptions& options, const std::function<SampleWork()>& make_worker)
      : options_{&options}, make_worker_{&make_worker} {}

  /// `main`: the calling thread, which alone asks and reports.
  void work(bool main) {
    try {
      const models::OneThread one_thread;
      const SampleWork worker = (*make_worker_)();
      for (std::int64_t i = next_++; i < options_->samples && !ended_; i = next_++) {
        if (main && options_->stop_requested && options_->stop_requested()) throw Interrupted{};
        worker(i);
        const std::size_t done = ++done_;
        if (main && options_->progress) options_->progress(done, static_cast<std::size_t>(options_->samples));
      }
    } catch (...) {
      const std::lock_guard lock{mutex_};
      if (!failure_) failure_ = std::current_exception();
      ended_ = true;
    }
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  const SampleOptions* options_;
  const std::function<SampleWork()>* make_worker_;
  std::atomic<std::int64_t> next_{0};
  std::atomic<std::size_t> done_{0};
  std::atomic<bool> ended_{false};
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace

void for_each_sample(const SampleOptions& options, const std::function<SampleWork()>& make_worker) {
  Workers workers{options, make_worker};
  const auto cores = static_cast<std::int64_t>(std::max(1U, std::thread::hardware_concurrency()));
  const std::int64_t most = options.workers > 0 ? options.workers : cores;
  std::vector<std::thread> others;
  for (std::int64_t i = 1; i < std::min(most, options.samples); ++i)
    others.emplace_back([&workers] { workers.work(false); });
  workers.work(true);
  for (std::thread& other : others) other.join();
  workers.rethrow();
}

}  // namespace systole::sim
