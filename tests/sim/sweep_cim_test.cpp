// Sweeps of CIM macros: how exact they are, beside what they cost; and the shipped sweeps.
#include <catch2/catch.hpp>

#include "sim/cim/ffn_subject.hpp"
#include "tests/sim/sweep_support.hpp"

using namespace systole;
using namespace systole::sim;
using namespace systole::tests;

namespace {

std::string cim_text(const std::string& sqnr, const std::string& objectives = "[sqnr_db, latency_s]") {
  return "name: test\naccelerators: [norflash28]\nworkloads: [jit_b16_ffn]\ndetail: analytic\naxes:\n"
         "  - {key: cim.adc.bits, values: [6, 10]}\n  - {key: cim.adc.columns, values: [4, 16]}\n"
         "  - {key: cim.noise.sigma_lsb, values: [0, 5]}\nobjectives: " +
         objectives + "\nstrategy: grid\n" + sqnr;
}

}  // namespace

TEST_CASE("a point's SQNR is that of the network's first block on the same operands", "[J10][J11][H3]") {
  const SweepPlan plan = plan_of(cim_text("sqnr: {tokens: 1, seed: 3}\n"));
  const Space space{plan};
  const PointRunner runner{space};
  const FfnBlock block = ffn_blocks(plan.workloads[0].network).front();
  FfnSubject subject{block, draw_ffn_weights(block, 3), FfnData::draw(CimDistribution::gauss, 3).tokens(block, 1)};
  const auto run = [&](std::uint64_t design) { return runner(space.point(design, 0, Detail::analytic)); };
  const Evaluation rough = run(0);
  CHECK(rough.sqnr_db == subject.run(space.design(0).chip.cim->arithmetic).error.sqnr_db);
  // Four times as many columns share an ADC: later, and no less exact.
  const Evaluation shared = run(2);
  CHECK(shared.sqnr_db == subject.run(space.design(2).chip.cim->arithmetic).error.sqnr_db);
  CHECK(shared.sqnr_db == rough.sqnr_db);
  CHECK(shared.latency_s > rough.latency_s);
  // Ten bits round less than six; noise of five steps of an ADC of ten is more than its rounding.
  const Evaluation fine = run(4);
  CHECK(*fine.sqnr_db > *rough.sqnr_db);
  CHECK(*run(5).sqnr_db < *fine.sqnr_db);
}

TEST_CASE("keys of points with SQNR are not those of points without, or on other tokens", "[H3]") {
  std::set<std::string> keys;
  for (const std::string sqnr : {"sqnr: {tokens: 1}\n", "sqnr: {tokens: 2}\n", "sqnr: {tokens: 1, seed: 2}\n", ""}) {
    const SweepPlan plan = plan_of(cim_text(sqnr, sqnr.empty() ? "[latency_s]" : "[sqnr_db]"));
    keys.insert(Space{plan}.point(0, 0, Detail::analytic).key);
  }
  CHECK(keys.size() == 4);
}

TEST_CASE("SQNR is asked for where it makes sense, and with its operands", "[H3]") {
  CHECK_THAT(plan_error(cim_text("")), Catch::Contains("C005") && Catch::Contains("say on how many tokens"));
  CHECK_THAT(plan_error(cim_text("sqnr: {seed: 1}\n")), Catch::Contains("'sqnr.tokens' is missing"));
  CHECK_THAT(plan_error(cim_text("sqnr: {tokens: 1, distribution: gaus}\n")), Catch::Contains("did you mean 'gauss'?"));
  const std::string axes = "- {key: array.rows, values: [8, 16]}";
  CHECK_THAT(plan_error(sweep_text(axes, "grid", "sqnr: {tokens: 1}\n")),
             Catch::Contains("C013") && Catch::Contains("'tiny_cnn_2d' has none"));
}

TEST_CASE("the shipped sweeps have as many designs as they say", "[D5][H3]") {
  const SweepPlan cim = read_plan("cim_dse");
  CHECK(Space{cim}.size() == 5 * 3 * 3 * 3 * 3);
  const SweepPlan resnet = read_plan("resnet_dse");
  const Space space{resnet};
  CHECK(space.size() == 15'360);
  std::uint64_t allowed = 0;
  for (std::uint64_t design = 0; design < space.size(); ++design) allowed += space.allows(design) ? 1U : 0U;
  // Of 4 x 4 x 4 scratchpads 54 keep to 512 KiB: two of 256 KiB are too much (10), any other three are not.
  CHECK(allowed == 15'360 / 64 * 54);
}

TEST_CASE("every shipped sweep has its first and last design evaluated", "[D5][H3]") {
  for (const std::string name : {"tiny_dse", "resnet_dse"}) {
    const SweepPlan plan = read_plan(name);
    const Space space{plan};
    const PointRunner runner{space};
    for (const std::uint64_t design : {std::uint64_t{0}, space.size() - 1}) {
      const Outcome outcome = outcome_of(space.point(design, 0, Detail::analytic), runner);
      CAPTURE(name, design);
      CHECK(outcome.error.empty());
    }
  }
}
