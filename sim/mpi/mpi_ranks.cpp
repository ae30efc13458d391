#include "sim/mpi/mpi_ranks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/mpi/status.hpp>
#include <boost/serialization/string.hpp>
#include <chrono>
#include <thread>
#include <utility>

#include "models/errors.hpp"
#include "sim/workers/wire.hpp"

namespace systole::sim {
namespace {

// Tags of messages.
constexpr int kReady = 1;    // to the leader: "plan" and its hash, or "error" and why there is none
constexpr int kWork = 2;     // from the leader: points
constexpr int kDone = 3;     // to the leader: what came of them
constexpr int kRelease = 4;  // from the leader: no more

constexpr std::string_view kPlan = "plan ";

}  // namespace

/// The leader's view of the others.
class MpiRanks::Workers : public PointWorkers {
 public:
  Workers(MpiRanks& ranks, std::size_t chunk, std::function<bool()> stop_requested)
      : ranks_{ranks}, chunk_{std::max<std::size_t>(1, chunk)}, stop_requested_{std::move(stop_requested)} {}

  void evaluate(std::span<const SweepPoint> points, const Report& report) override {
    ranks_.discard_work();  // of a batch that was not finished
    first_.assign(ranks_.busy_.size(), 0);
    next_ = 0;
    for (std::size_t done = 0; done < points.size();) {
      hand_out(points);
      const std::vector<FinishedPoint> finished = collect();
      done += finished.size();
      if (!finished.empty()) report(finished);
      if (stop_requested_ && stop_requested_()) throw Interrupted{};
    }
  }

 private:
  void hand_out(std::span<const SweepPoint> points) {
    for (std::size_t rank = 1; rank < first_.size() && next_ < points.size(); ++rank) {
      if (ranks_.busy_[rank]) continue;
      const std::size_t size = std::min(size_at(points), points.size() - next_);
      first_[rank] = next_;
      ranks_.busy_[rank] = true;
      ranks_.world_.send(static_cast<int>(rank), kWork, to_bytes(points.subspan(next_, size)));
      next_ += size;
    }
  }

  /// Analytic points are worth a message by the hundred only; near the end of a batch all shall have some.
  std::size_t size_at(std::span<const SweepPoint> points) const {
    constexpr std::size_t kAnalytic = 256;
    if (points[next_].detail != Detail::analytic) return chunk_;
    const std::size_t share = (points.size() - next_) / (2 * (first_.size() - 1));
    return std::clamp<std::size_t>(share, 1, kAnalytic);
  }

  /// What one rank has finished; nothing when none has for a moment. Waiting in MPI would take a whole core.
  std::vector<FinishedPoint> collect() {
    const auto message = ranks_.world_.iprobe(boost::mpi::any_source, kDone);
    if (!message) {
      std::this_thread::sleep_for(std::chrono::microseconds{50});
      return {};
    }
    const auto rank = static_cast<std::size_t>(message->source());
    std::string bytes;
    ranks_.world_.recv(message->source(), kDone, bytes);
    ranks_.busy_[rank] = false;
    std::vector<FinishedPoint> finished = finished_of(bytes);
    for (FinishedPoint& point : finished) point.index += first_[rank];
    return finished;
  }

  MpiRanks& ranks_;
  std::size_t chunk_;
  std::function<bool()> stop_requested_;
  std::vector<std::size_t> first_;  // [rank]: of the points that it has
  std::size_t next_ = 0;
};

MpiRanks::MpiRanks(boost::mpi::communicator world)
    : world_{std::move(world)},
      heard_(static_cast<std::size_t>(world_.size())),
      busy_(static_cast<std::size_t>(world_.size())) {}

MpiRanks::~MpiRanks() {
  if (world_.rank() == 0) {
    for (int rank = 1; rank < world_.size(); ++rank) hear(rank);
    discard_work();
    for (int rank = 1; rank < world_.size(); ++rank) world_.send(rank, kRelease, std::string{});
  } else if (!released_) {
    if (!spoken_) give_up("it ended");
    std::string nothing;
    world_.recv(0, kRelease, nothing);
  }
}

std::string MpiRanks::hear(int rank) {
  std::string said;
  if (!heard_[static_cast<std::size_t>(rank)]) world_.recv(rank, kReady, said);
  heard_[static_cast<std::size_t>(rank)] = true;
  return said;
}

void MpiRanks::discard_work() {
  for (std::size_t rank = 1; rank < busy_.size(); ++rank) {
    std::string unwanted;
    if (busy_[rank]) world_.recv(static_cast<int>(rank), kDone, unwanted);
    busy_[rank] = false;
  }
}

std::unique_ptr<PointWorkers> MpiRanks::workers(const std::string& plan, std::size_t chunk,
                                                std::function<bool()> stop_requested) {
  if (world_.size() == 1) return nullptr;
  std::string trouble;
  for (int rank = 1; rank < world_.size(); ++rank) {
    const std::string said = hear(rank);
    if (said == std::string{kPlan} + plan || !trouble.empty()) continue;
    trouble = said.starts_with(kPlan) ? fmt::format(
                                            "rank {} has read another sweep than rank 0: the sweep file, or one "
                                            "that it names, is not the same on its machine",
                                            rank)
                                      : fmt::format("rank {}: {}", rank, said);
  }
  if (!trouble.empty()) throw models::UserError(trouble);
  return std::make_unique<Workers>(*this, chunk, std::move(stop_requested));
}

void MpiRanks::serve(const std::string& plan, PointWorkers& local) {
  spoken_ = true;
  world_.send(0, kReady, std::string{kPlan} + plan);
  while (true) {
    std::string bytes;
    const boost::mpi::status message = world_.probe(0, boost::mpi::any_tag);
    world_.recv(0, message.tag(), bytes);
    if (message.tag() == kRelease) break;
    std::vector<FinishedPoint> all;
    local.evaluate(points_of(bytes),
                   [&](std::span<const FinishedPoint> some) { all.insert(all.end(), some.begin(), some.end()); });
    world_.send(0, kDone, to_bytes(all));
  }
  released_ = true;
}

void MpiRanks::give_up(const std::string& error) {
  if (spoken_) return;
  spoken_ = true;
  world_.send(0, kReady, "error " + error);
}

}  // namespace systole::sim
