#include <catch2/catch.hpp>

#include <set>

#include "models/errors.hpp"
#include "tests/traces/recording.hpp"
#include "tests/traces/stepping.hpp"
#include "traces/vcd_text.hpp"

using namespace systole::tests;
using systole::models::ArrayMoment;
using systole::models::Dataflow;
using systole::models::Fold;
using systole::models::Overflow;
using systole::models::SystolicArray;
using systole::traces::PeWindow;
using systole::traces::WaveformOptions;

namespace {

constexpr std::int64_t kCycle = 1000;  // in picoseconds

WaveformOptions with_pes(std::size_t rows, std::size_t cols) {
  WaveformOptions options;
  options.pes = PeWindow{rows, cols, 8, 9, 16, {}};
  return options;
}

// A = (2 -3; 4 5) and B = (6 7; -8 9), by k: C = (36 -13; -16 73).
const FoldOperands kStreamed{{{2, 4}, {-3, 5}}, {{6, 7}, {-8, 9}}};

/// Twice through an array of 2 x 2 from cycle 10 on, as layer 3: fold 0 takes cycles 10 to 15, fold 1 16 to 21.
constexpr std::int64_t kTotal = 22;
void two_folds(systole::traces::Waveform& waveform) {
  Stepping{square_array(Dataflow::os, 2, {16, Overflow::saturate}), 10}.run({kStreamed, kStreamed}, waveform, 3);
}

bool acc_known(const Vcd& vcd, std::int64_t cycle) {
  return vcd.known_at("accelerator.array.pe_0_0.acc", cycle * kCycle);
}

}  // namespace

TEST_CASE("a waveform of PEs has a scope a PE in module array, with vectors as wide as the registers", "[H2]") {
  const auto vcd = waveform_of(with_pes(2, 3), Cycles{10}, [](auto&) {});
  CHECK(vcd.variables.size() == 4 * 4 + 3 + 2 + 1 + 2 * 3 * 3);
  CHECK(vcd.variables.at("accelerator.array.pe_0_0.a").bits == 8);
  CHECK(vcd.variables.at("accelerator.array.pe_0_2.b").bits == 9);
  CHECK(vcd.variables.at("accelerator.array.pe_1_2.acc").bits == 16);
  CHECK(vcd.variables.at("accelerator.array.pe_1_2.acc").type == "reg");
  CHECK(vcd.variables.contains("accelerator.array.busy"));
}

TEST_CASE("a waveform's identifiers are all different, short ones first", "[H2]") {
  using systole::traces::identifier;
  CHECK(identifier(0) == "!");
  CHECK(identifier(93) == "~");
  CHECK(identifier(94) == "!!");
  CHECK(identifier(94 + 94 * 94 - 1) == "~~");
  CHECK(identifier(94 + 94 * 94) == "!!!");
  std::set<std::string> all;
  constexpr std::size_t kMany = 3 * 256 * 256 + 22;
  for (std::size_t i = 0; i < kMany; ++i) all.insert(identifier(i));
  CHECK(all.size() == kMany);
}

TEST_CASE("the registers of a PE change at the edge that ends a cycle, and negative values are in two's complement",
          "[H2]") {
  const auto vcd = waveform_of(with_pes(2, 2), Cycles{kTotal}, two_folds);
  const std::string pe = "accelerator.array.pe_0_0.";
  CHECK_FALSE(acc_known(vcd, 10));
  CHECK(
      vcd.changes(pe + "a") ==
      std::vector<VcdChange>{
          {0, 0, true}, {11'000, 2}, {12'000, 0x100 - 3}, {13'000, 0}, {17'000, 2}, {18'000, 0x100 - 3}, {19'000, 0}});
  CHECK(vcd.signed_at(pe + "b", 11'000) == 6);
  CHECK(vcd.signed_at(pe + "b", 12'000) == -8);
  CHECK(vcd.signed_at(pe + "acc", 11'000) == 12);
  CHECK(vcd.signed_at(pe + "acc", 12'000) == 36);
  CHECK(vcd.signed_at("accelerator.array.pe_1_0.acc", 14'000) == -16);
  CHECK(vcd.signed_at("accelerator.array.pe_0_1.acc", 14'000) == -13);
  CHECK(vcd.signed_at("accelerator.array.pe_1_1.acc", 14'000) == 73);
}

TEST_CASE("a waveform shows PEs of one layer, or of some of its folds, and keeps their last values", "[H2]") {
  auto options = with_pes(2, 2);
  options.pes->when.layer = 2;
  CHECK_FALSE(acc_known(waveform_of(options, Cycles{kTotal}, two_folds), kTotal));
  options.pes->when.layer = 3;
  CHECK(acc_known(waveform_of(options, Cycles{kTotal}, two_folds), 11));

  options.pes->when.folds = {1, 1};
  const auto second = waveform_of(options, Cycles{kTotal}, two_folds);
  CHECK_FALSE(acc_known(second, 16));
  CHECK(second.signed_at("accelerator.array.pe_0_0.acc", 17'000) == 12);

  options.pes->when.folds = {0, 0};
  const auto first = waveform_of(options, Cycles{kTotal}, two_folds);
  CHECK(first.signed_at("accelerator.array.pe_0_0.a", 12'000) == -3);
  CHECK(first.changes("accelerator.array.pe_0_0.a").back().time == 13'000);
}

TEST_CASE("a waveform's window of cycles holds for PEs too", "[H2]") {
  auto options = with_pes(2, 2);
  options.begin = Cycles{12};
  options.end = Cycles{18};
  const auto vcd = waveform_of(options, Cycles{kTotal}, two_folds);
  CHECK(vcd.changes("accelerator.array.pe_0_0.acc").front() == VcdChange{12'000, 36});
  CHECK(vcd.changes("accelerator.array.pe_0_0.acc").back() == VcdChange{17'000, 12});
  CHECK(vcd.times.back() == 18'000);
}

TEST_CASE("other reports of a cycle may follow its step, and a stopped clock delays the registers", "[H2]") {
  const auto vcd = waveform_of(with_pes(1, 1), Cycles{20}, [](systole::traces::Waveform& waveform) {
    SystolicArray array{square_array(Dataflow::os, 1, {16, Overflow::saturate})};
    const std::vector<std::int16_t> operand{3};
    array.step(Fold{1, 1, 1}, {operand, operand, {}});
    waveform.stepped(array, ArrayMoment{Cycles{5}, 0, 0, Cycles{4}});
    waveform.enter(Unit::load, State::busy, Cycles{5});
    waveform.enter(Unit::load, State::idle, Cycles{8});
    waveform.enter(Unit::store, State::busy, Cycles{10});
    waveform.enter(Unit::store, State::idle, Cycles{12});
    array.step({}, {});
    waveform.stepped(array, ArrayMoment{Cycles{19}, 0, 0});
  });
  CHECK(vcd.changes("accelerator.load.busy") == std::vector<VcdChange>{{0, 0}, {5'000, 1}, {8'000, 0}});
  CHECK(vcd.changes("accelerator.store.busy") == std::vector<VcdChange>{{0, 0}, {10'000, 1}, {12'000, 0}});
  CHECK(vcd.changes("accelerator.array.pe_0_0.acc") == std::vector<VcdChange>{{0, 0, true}, {10'000, 9}, {20'000, 0}});
}

TEST_CASE("a waveform that is not asked for PEs says nothing of them", "[H2]") {
  const auto quiet = [](auto&) {};
  CHECK(waveform_text({}, Cycles{kTotal}, two_folds) == waveform_text({}, Cycles{kTotal}, quiet));
}

TEST_CASE("PEs without module array, or none at all, are the user's mistake", "[H2]") {
  std::ostringstream out;
  auto options = with_pes(2, 2);
  options.modules = {systole::traces::Module::dram};
  CHECK_THROWS_AS(systole::traces::Waveform(out, options), systole::models::UserError);
  CHECK_THROWS_AS(systole::traces::Waveform(out, with_pes(0, 2)), systole::models::UserError);
}

TEST_CASE("registers that do not fit, or that the array does not have, are faults of ours", "[H2]") {
  auto narrow = with_pes(2, 2);
  narrow.pes->acc_bits = 6;
  CHECK_THROWS_WITH(waveform_of(narrow, Cycles{kTotal}, two_folds), "a waveform's vector of 6 bits cannot hold 36");
  CHECK_THROWS_AS(waveform_of(with_pes(3, 2), Cycles{kTotal}, two_folds), systole::models::ModelError);
}
