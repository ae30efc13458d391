// A sweep that is stopped, killed or repeated over one store ends with the rows of one that was left alone.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <random>
#include <thread>

#include "sim/workers/process_workers.hpp"
#include "sim/workers/stored_evaluator.hpp"
#include "sim/workers/thread_workers.hpp"
#include "tests/sim/store_support.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole;
using namespace systole::sim;
using namespace systole::tests;
using std::chrono::microseconds;

namespace {

std::vector<SweepRow> all_rows(std::uint64_t count) {
  return rows(0, count);
}

/// What `row` says, as an evaluation that may fail.
Evaluation evaluate(const SweepPoint& of) {
  const SweepRow known = row(of.design);
  if (!known.outcome.evaluation) throw models::UserError(known.outcome.error);
  return *known.outcome.evaluation;
}

/// Leaves a byte in a file for each evaluation, of whatever process.
EvaluationFunction counted(const std::string& file, microseconds takes) {
  return [file, takes](const SweepPoint& of) {
    const int out = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    const char mark = 'x';
    if (::write(out, &mark, 1) != 1) throw std::runtime_error("cannot count");
    ::close(out);
    std::this_thread::sleep_for(takes);
    return evaluate(of);
  };
}

/// A whole sweep in batches, as a strategy would ask for it.
void sweep(const std::string& path, PointWorkers& workers, const std::vector<SweepPoint>& all,
           StoredEvaluator::Watcher watcher = {}) {
  SweepStore store{path, about()};
  StoredEvaluator evaluator{store, workers, std::move(watcher)};
  constexpr std::size_t kBatch = 250;
  for (std::size_t from = 0; from < all.size(); from += kBatch)
    evaluator.evaluate(std::span{all}.subspan(from, std::min(kBatch, all.size() - from)));
}

/// 0 where the store is still being made.
std::size_t stored_so_far(const std::string& path) {
  std::size_t rows = 0;
  user_error([&] { rows = StoreReader{path}.size(); });
  return rows;
}

/// Runs `work` in a process that is killed after `life`. True: it had ended before.
bool killed_after(microseconds life, const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    ::_exit(0);
  }
  std::this_thread::sleep_for(life);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status);
}

}  // namespace

TEST_CASE("a sweep that was done is answered from its store, and nothing is evaluated again", "[H3][D5]") {
  const TemporaryDirectory directory{fast_place()};
  const std::string path = directory / "s.db";
  ThreadWorkers once{evaluate, 2, {}};
  sweep(path, once, points(600));
  CHECK(same(stored_rows(path), all_rows(600)));

  ThreadWorkers never{[](const SweepPoint&) -> Evaluation { throw models::ModelError("evaluated again"); }, 2, {}};
  SweepStore store{path, about()};
  StoredEvaluator evaluator{store, never};
  const std::vector<Outcome> outcomes = evaluator.evaluate(points(600));
  for (std::uint64_t n = 0; n < 600; ++n) CHECK(same({point(n), outcomes[n]}, row(n)));
}

TEST_CASE("one process or five, threads or processes: the same rows", "[H3]") {
  const TemporaryDirectory directory{fast_place()};
  const auto all = points(300);
  const std::string path = directory / "s.db";
  const int jobs = GENERATE(1, 5);
  SECTION("processes") {
    ProcessWorkers workers{evaluate, jobs, {}, {}};
    sweep(path, workers, all);
  }
  SECTION("threads") {
    ThreadWorkers workers{evaluate, jobs, {}};
    sweep(path, workers, all);
  }
  CHECK(same(stored_rows(path), all_rows(300)));
}

TEST_CASE("points of one key are evaluated once, and each gets the answer", "[H3]") {
  const TemporaryDirectory directory{fast_place()};
  std::vector<SweepPoint> twins = points(3);
  twins.push_back(twins[1]);
  twins.back().design = 99;  // another design that resolves to the same chip
  std::atomic<int> calls = 0;
  ThreadWorkers workers{[&](const SweepPoint& of) {
                          ++calls;
                          return evaluate(of);
                        },
                        2,
                        {}};
  int fresh = 0;
  int watched = 0;
  SweepStore store{directory / "s.db", about()};
  StoredEvaluator evaluator{store, workers, [&](const SweepPoint&, const Outcome&, bool is_fresh) {
                              ++watched;
                              fresh += is_fresh ? 1 : 0;
                            }};
  const auto outcomes = evaluator.evaluate(twins);
  CHECK(calls == 3);
  CHECK(fresh == 3);
  CHECK(watched == 4);
  CHECK(outcomes[3].evaluation == outcomes[1].evaluation);
  CHECK(store.size() == 3);
}

TEST_CASE("an interrupted sweep keeps what had finished", "[H3]") {
  const TemporaryDirectory directory{fast_place()};
  const std::string path = directory / "s.db";
  int finished = 0;
  const auto stop = [&] { return finished >= 20; };
  ProcessWorkers workers{evaluate, 2, {}, stop};
  CHECK_THROWS_AS(sweep(path, workers, points(600), [&](auto&, auto&, bool) { ++finished; }), Interrupted);
  CHECK(stored_rows(path).size() == static_cast<std::size_t>(finished));
  CHECK(finished < 40);
  finished = -600;
  sweep(path, workers, points(600));
  CHECK(same(stored_rows(path), all_rows(600)));
}

TEST_CASE("killed twenty times at random moments, a sweep ends as if it had not been", "[H3]") {
  const TemporaryDirectory directory{fast_place()};
  const std::string path = directory / "s.db";
  const std::string count = directory / "count";
  constexpr int kKills = 20;
  constexpr int kJobs = 2;
  const bool processes = GENERATE(true, false);
  // Work for longer than all lives together; threads store a chunk of points at a time, which must fit into a life.
  const std::uint64_t count_of_points = processes ? 900 : 7000;
  const auto run = [&] {
    const microseconds takes{processes ? 2000 : 200};
    if (processes) {
      ProcessWorkers workers{counted(count, takes), kJobs, {}, {}};
      sweep(path, workers, points(count_of_points));
    } else {
      ThreadWorkers workers{counted(count, takes), kJobs, {}};
      sweep(path, workers, points(count_of_points));
    }
  };
  std::mt19937 engine{processes ? 1U : 2U};
  constexpr int kLife = 60'000;
  int longest = kLife;  // microseconds
  int kills = 0;
  while (kills < kKills && !killed_after(microseconds{std::uniform_int_distribution<int>{0, longest}(engine)}, run)) {
    ++kills;
    // A machine that is busy with other things may take longer than that to begin.
    if (stored_so_far(path) == 0) longest *= 2;
  }
  CHECK((kills == kKills || longest > kLife));
  CHECK(kills > 0);
  run();
  CHECK(same(stored_rows(path), all_rows(count_of_points)));
  // A life loses no more than what was in flight: a point for each process; for each thread a chunk (of at most 31
  // here), and as many chunks as may wait to be written.
  const std::size_t evaluated = file_text(count).size();
  CHECK(evaluated >= count_of_points);
  const std::size_t in_flight = processes ? kJobs : (kJobs + 16) * 31;
  CHECK(evaluated <= count_of_points + kKills * in_flight);
}
