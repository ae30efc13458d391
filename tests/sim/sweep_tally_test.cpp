// The best of a sweep so far, and how much of the space of figures its front has conquered.
#include "sim/sweep/tally.hpp"

#include <catch2/catch.hpp>

#include "sim/cli/sweep_progress.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole;
using namespace systole::sim;

namespace {

SweepPlan plan(const std::string& workloads, const std::string& objectives) {
  const tests::TemporaryDirectory directory;
  const std::string file = directory / "s.yaml";
  tests::write_text(file, "name: s\naccelerators: [edge16]\nworkloads: " + workloads +
                              "\ndetail: analytic\naxes: [{key: array.rows, values: [1, 2, 4, 8, 16, 32, 64]}]\n"
                              "objectives: " +
                              objectives + "\nstrategy: grid\n");
  return read_plan(file);
}

Outcome outcome(double latency, std::int64_t cycles) {
  Evaluation found;
  found.latency_s = latency;
  found.cycles.mac = models::Cycles{cycles};
  found.utilization = 1 / latency;
  return {found, "", 0};
}

constexpr const char* kTwo = "[latency_s, cycles]";

}  // namespace

TEST_CASE("the hypervolume is the share of the box between best and worst that designs dominate", "[D5]") {
  const SweepPlan two = plan("[tiny_cnn_2d]", kTwo);
  const Space space{two};
  SweepTally tally{space};
  const auto add = [&](std::uint64_t design, double latency, std::int64_t cycles) {
    tally.add(space.point(design, 0, Detail::analytic), outcome(latency, cycles), true);
  };
  CHECK_FALSE(tally.hypervolume());
  add(0, 1, 3);
  CHECK_FALSE(tally.hypervolume());  // a box of no size
  add(1, 3, 1);
  CHECK(*tally.hypervolume() == Approx(0).margin(1e-12));  // both on its edge
  add(2, 2, 2);
  CHECK(*tally.hypervolume() == Approx(0.25));  // 1 x 1 of 2 x 2
  add(3, 3, 3);                                 // dominated
  CHECK(*tally.hypervolume() == Approx(0.25));
  add(4, 5, 5);  // the box is 4 x 4: (1, 3), (2, 2) and (3, 1) dominate 4 x 2 + 3 x 1 + 2 x 1
  CHECK(*tally.hypervolume() == Approx(13.0 / 16));
  add(5, 1, 1);  // beats all: the whole box
  CHECK(*tally.hypervolume() == Approx(1));
  CHECK(tally.points() == 6);
}

TEST_CASE("the best is the least, or the most where more is better, and the first of equals", "[D5]") {
  const SweepPlan both = plan("[tiny_cnn_2d]", "[latency_s, utilization]");
  const Space space{both};
  SweepTally tally{space};
  const auto add = [&](std::uint64_t design, const Outcome& found) {
    tally.add(space.point(design, 0, Detail::analytic), found, true);
  };
  add(3, outcome(2, 1));
  add(5, outcome(4, 1));
  add(1, outcome(2, 1));
  add(6, {std::nullopt, "crashed", 0});
  CHECK(tally.best()[0]->value == 2);
  CHECK(tally.best()[0]->point.design == 1);
  CHECK(tally.best()[1]->value == 0.5);
  CHECK(tally.failed() == 1);
}

TEST_CASE("designs on several networks count when all are there", "[D5]") {
  const SweepPlan sum = plan("[tiny_cnn_2d, signal_cnn_1d]", "[{metric: latency_s, over: sum}]");
  const Space space{sum};
  SweepTally tally{space};
  const auto add = [&](std::uint64_t design, std::size_t workload, const Outcome& found) {
    tally.add(space.point(design, workload, Detail::analytic), found, true);
  };
  add(0, 0, outcome(1, 1));
  add(1, 1, outcome(3, 1));
  CHECK_FALSE(tally.best()[0]);
  add(1, 0, outcome(4, 1));
  CHECK(tally.best()[0]->value == 7);
  add(0, 1, {std::nullopt, "crashed", 0});
  CHECK(tally.best()[0]->point.design == 1);
}

TEST_CASE("figures of a finer level take the place of the coarser one's", "[D5]") {
  const SweepPlan two = plan("[tiny_cnn_2d]", kTwo);
  const Space space{two};
  SweepTally tally{space};
  tally.add(space.point(0, 0, Detail::analytic), outcome(1, 1), true);
  tally.add(space.point(1, 0, Detail::event), outcome(2, 2), true);
  tally.add(space.point(2, 0, Detail::analytic), outcome(1, 1), true);
  CHECK(tally.best()[0]->value == 2);
}

TEST_CASE("time left is said in two units at most", "[H3]") {
  CHECK(time_left(0.2) == "1 s");
  CHECK(time_left(59.5) == "1 min 0 s");
  CHECK(time_left(3599) == "59 min 59 s");
  CHECK(time_left(7260) == "2 h 1 min");
}
