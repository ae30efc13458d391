// Threads and processes find the same, whatever happens to single points.
#include <catch2/catch.hpp>
#include <cmath>
#include <csignal>
#include <map>
#include <memory>
#include <new>
#include <thread>

#include "sim/workers/process_workers.hpp"
#include "sim/workers/thread_workers.hpp"
#include "sim/workers/wire.hpp"
#include "tests/sim/store_support.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole;
using namespace systole::sim;
using namespace systole::tests;
using Catch::Contains;

namespace {

std::unique_ptr<PointWorkers> workers(bool processes, int jobs, EvaluationFunction evaluate, PointLimits limits = {},
                                      std::function<bool()> stop = {}) {
  if (processes) return std::make_unique<ProcessWorkers>(std::move(evaluate), jobs, limits, std::move(stop));
  return std::make_unique<ThreadWorkers>(std::move(evaluate), jobs, std::move(stop));
}

/// By index; a point that is reported twice fails.
std::map<std::size_t, Outcome> outcomes(PointWorkers& team, const std::vector<SweepPoint>& of) {
  std::map<std::size_t, Outcome> found;
  team.evaluate(of, [&](std::span<const FinishedPoint> finished) {
    for (const FinishedPoint& point : finished) CHECK(found.emplace(point.index, point.outcome).second);
  });
  return found;
}

}  // namespace

TEST_CASE("threads and processes report every point once, with what the function gives", "[H3]") {
  const bool processes = GENERATE(false, true);
  const int jobs = GENERATE(1, 2, 5);
  const auto team = workers(processes, jobs, evaluation);
  for (const std::size_t count : {0U, 1U, 2U, 700U}) {  // a team is used again and again
    const auto all = points(count);
    const auto found = outcomes(*team, all);
    REQUIRE(found.size() == count);
    for (const auto& [index, outcome] : found) {
      CHECK(outcome.evaluation == evaluation(all[index]));
      CHECK(outcome.seconds >= 0);
    }
  }
}

TEST_CASE("a point that throws becomes an outcome with one line", "[H3]") {
  const auto team = workers(GENERATE(false, true), 2, [](const SweepPoint& of) -> Evaluation {
    if (of.design == 3) throw models::UserError("edge.yaml:7:5: error[C013]: no room\n    7 |  size: 3\n");
    if (of.design == 4) throw models::ModelError("cycles do not add up");
    if (of.design == 5) throw std::bad_alloc{};
    Evaluation found = evaluation(of);
    if (of.design == 6) found.latency_s = std::nan("");
    return found;
  });
  const auto found = outcomes(*team, points(9));
  REQUIRE(found.size() == 9);
  CHECK(found.at(3).error == "edge.yaml:7:5: error[C013]: no room");
  CHECK(found.at(4).error == "internal error: cycles do not add up");
  CHECK(found.at(5).error == "out of memory");
  CHECK(found.at(6).error == "internal error: a figure of the evaluation is not a number");
  for (const std::size_t good : {0U, 1U, 2U, 7U, 8U}) CHECK(found.at(good).evaluation == evaluation(point(good)));
}

TEST_CASE("a crash, an exit and a time-out each cost a process one point", "[H3]") {
  ProcessWorkers team{[](const SweepPoint& of) -> Evaluation {
                        if (of.design == 2) std::raise(SIGSEGV);
                        if (of.design == 5) std::abort();
                        if (of.design == 8) ::_exit(3);
                        if (of.design == 11) std::this_thread::sleep_for(std::chrono::hours{1});
                        return evaluation(of);
                      },
                      2,
                      {.seconds = 0.2, .memory = {}},
                      {}};
  const auto found = outcomes(team, points(20));
  REQUIRE(found.size() == 20);
  CHECK(found.at(2).error == "crashed: Segmentation fault (signal 11)");
  CHECK(found.at(5).error == "crashed: Aborted (signal 6)");
  CHECK(found.at(8).error == "its process ended with status 3");
  CHECK(found.at(11).error == "took longer than the limit of 0.2 s");
  CHECK(found.at(11).seconds >= 0.2);
  CHECK(found.at(11).seconds < 5);
  for (const auto& [index, outcome] : found) CHECK(outcome.evaluation.has_value() == (index % 3 != 2 || index > 11));
}

// AddressSanitizer's allocator ends the process instead of throwing.
TEST_CASE("a point that wants more memory than it may have costs that point", "[H3][unsanitized]") {
  const EvaluationFunction eats = [](const SweepPoint& of) -> Evaluation {
    // Much more than what earlier tests may have left free in the heap that a worker is born with.
    const std::size_t bytes = of.design == 1 ? std::size_t{1} << 30 : std::size_t{8} << 20;
    const std::vector<char> much(bytes, 'x');
    const volatile char* const seen = &much.back();  // else the compiler would do without
    return *seen == 'x' ? evaluation(of) : Evaluation{};
  };
  ProcessWorkers team{eats, 1, {.seconds = {}, .memory = models::Bytes{64 << 20}}, {}};
  const auto found = outcomes(team, points(4));
  CHECK(found.at(1).error == "needs more memory than the limit of 64.0 MiB");
  for (const std::size_t good : {0U, 2U, 3U}) CHECK(found.at(good).evaluation);
}

TEST_CASE("a worker that met a fault is replaced before its next point", "[H3]") {
  int calls = 0;  // of one process
  const EvaluationFunction count = [&calls](const SweepPoint& of) -> Evaluation {
    if (++calls == 2) throw std::runtime_error("half done");
    Evaluation found = evaluation(of);
    found.macs = calls;
    return found;
  };
  ProcessWorkers team{count, 1, {}, {}};
  const auto found = outcomes(team, points(5));
  CHECK(found.at(0).evaluation->macs == 1);
  CHECK(found.at(1).error == "internal error: half done");
  CHECK(found.at(2).evaluation->macs == 1);
  CHECK(found.at(3).error == "internal error: half done");
  CHECK(found.at(4).evaluation->macs == 1);
}

TEST_CASE("a request to stop ends a batch, and the team can go on", "[H3]") {
  bool stop = true;
  const auto team = workers(GENERATE(false, true), 2, evaluation, {}, [&] { return stop; });
  CHECK_THROWS_AS(outcomes(*team, points(5000)), Interrupted);
  stop = false;
  CHECK(outcomes(*team, points(50)).size() == 50);
}

TEST_CASE("what the receiver of outcomes throws ends a batch, and the team can go on", "[H3]") {
  const auto team = workers(GENERATE(false, true), 2, evaluation);
  CHECK_THROWS_AS(team->evaluate(points(5000), [](auto) { throw models::UserError("disk full"); }), models::UserError);
  CHECK(outcomes(*team, points(50)).size() == 50);
}

TEST_CASE("Ctrl-C is the parent's business: no worker dies of it", "[H3]") {
  const std::string said = in_child([]() -> std::string {
    ::setpgid(0, 0);
    std::signal(SIGINT, SIG_IGN);
    const auto evaluate = [](const SweepPoint& of) {
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
      return evaluation(of);
    };
    ProcessWorkers team{evaluate, 2, {}, {}};
    std::size_t good = 0;
    team.evaluate(points(40), [&](std::span<const FinishedPoint> finished) {
      for (const FinishedPoint& point : finished) good += point.outcome.evaluation ? 1U : 0U;
      ::kill(0, SIGINT);
    });
    return fmt::format("{} good", good);
  });
  CHECK(said == "40 good");
}

TEST_CASE("workers die with their parent, however it dies", "[H3]") {
  const TemporaryDirectory directory;
  const std::string file = directory / "worker";
  const std::string said = in_child([&]() -> std::string {
    const auto hangs = [&](const SweepPoint&) -> Evaluation {
      write_text(file, fmt::format("{}", ::getpid()));
      ::kill(::getppid(), SIGKILL);
      std::this_thread::sleep_for(std::chrono::hours{1});
      return {};
    };
    ProcessWorkers{hangs, 1, {}, {}}.evaluate(points(1), [](auto) {});
    return "lives";
  });
  CHECK(said == "died");
  const pid_t worker = std::stoi(file_text(file));
  bool gone = false;
  for (int tries = 0; tries < 500 && !gone; ++tries) {
    std::ifstream state{fmt::format("/proc/{}/stat", worker)};
    std::string text;
    std::getline(state, text);
    gone = text.empty() || text.find(") Z") != std::string::npos;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  CHECK(gone);
}

TEST_CASE("points and outcomes are the same after a journey between processes", "[H3]") {
  const auto sent = points(40);
  const auto came = points_of(to_bytes(sent));
  REQUIRE(came.size() == 40);
  std::vector<FinishedPoint> finished;
  for (std::uint64_t n = 0; n < 40; ++n) finished.push_back({n + 7, row(n).outcome});
  const auto returned = finished_of(to_bytes(finished));
  REQUIRE(returned.size() == 40);
  for (std::uint64_t n = 0; n < 40; ++n) {
    CHECK(returned[n].index == n + 7);
    CHECK(returned[n].outcome.seconds == row(n).outcome.seconds);
    CHECK(same({came[n], returned[n].outcome}, row(n)));
  }
  CHECK_THROWS_AS(points_of("garbage"), models::ModelError);
}
