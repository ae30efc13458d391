#include "traces/pe_life.hpp"

#include <catch2/catch.hpp>
#include <sstream>

#include "models/errors.hpp"
#include "tests/traces/stepping.hpp"

using namespace systole::tests;
using namespace systole::models;
using systole::traces::PeLife;
using systole::traces::PeLifeOptions;

namespace {

std::string life(const PeLifeOptions& options, const std::vector<FoldOperands>& folds) {
  std::ostringstream out;
  PeLife pe{out, options};
  Stepping{options.array}.run(folds, pe);
  pe.finish();
  return out.str();
}

PeLifeOptions of(const ArrayConfig& array, std::size_t row, std::size_t col) {
  PeLifeOptions options;
  options.array = array;
  options.row = row;
  options.col = col;
  return options;
}

// B = (5 6; 7 8), its last row first; vectors (3, 1) and (-7, 2).
const FoldOperands kStationary{{{3, 1}, {-7, 2}}, {{7, 8}, {5, 6}}};
// A = (2 -3; 4 5) and B = (6 7; -8 9), by k.
const FoldOperands kStreamed{{{2, 4}, {-3, 5}}, {{6, 7}, {-8, 9}}};

}  // namespace

TEST_CASE("the life of a weight-stationary PE: its operands come down, vectors pass, idle cycles are folded", "[H2]") {
  const ArrayConfig array = square_array(Dataflow::ws, 2, {32, Overflow::saturate});
  CHECK(life(of(array, 0, 0), {kStationary}) ==
        "PE (0, 0) in layer 0, ws\n"
        "       cycle       a       b          acc\n"
        "           0       0       7            0  loads b = 7\n"
        "           1       0       5            0  loads b = 5\n"
        "           2       3       5           15  mac 3 x 5 -> acc 15\n"
        "           3      -7       5          -35  mac -7 x 5 -> acc -35\n"
        "… 2 cycles idle\n");
  // What the first row added comes from above: 3 x 6 and -7 x 6.
  CHECK(life(of(array, 1, 1), {kStationary}) ==
        "PE (1, 1) in layer 0, ws\n"
        "       cycle       a       b          acc\n"
        "… 3 cycles idle\n"
        "           3       0       8            0  loads b = 8\n"
        "           4       1       8           26  mac 18 + 1 x 8 -> acc 26\n"
        "           5       2       8          -26  mac -42 + 2 x 8 -> acc -26\n");
}

TEST_CASE("the life of an output-stationary PE: its sum grows, then results move down through it", "[H2]") {
  const ArrayConfig array = square_array(Dataflow::os, 2, {16, Overflow::saturate});
  // (0, 1) has 2 x 7 - 3 x 9 = -13.
  CHECK(life(of(array, 1, 1), {kStreamed}) ==
        "PE (1, 1) in layer 0, os\n"
        "       cycle       a       b     acc\n"
        "… 2 cycles idle\n"
        "           2       4       7      28  mac 4 x 7 -> acc 28\n"
        "           3       5       9      73  mac 28 + 5 x 9 -> acc 73\n"
        "           4       0       0     -13  hands 73 down, takes -13 from above\n"
        "           5       0       0       0  hands -13 down, takes 0 from above\n");
}

TEST_CASE("the life of a PE with shadow registers shows swaps, and sums that begin anew", "[H2]") {
  const ArrayConfig ws = square_array(Dataflow::ws, 2, {16, Overflow::saturate}, true);
  const FoldOperands second{{{1, 1}}, {{0, 0}, {9, 0}}};
  CHECK(life(of(ws, 0, 0), {kStationary, second}) ==
        "PE (0, 0) in layer 0, ws\n"
        "       cycle       a       b     acc\n"
        "… 2 cycles idle\n"
        "           2       3       5      15  swap to b = 5, mac 3 x 5 -> acc 15\n"
        "           3      -7       5     -35  mac -7 x 5 -> acc -35\n"
        "           4       1       9       9  swap to b = 9, mac 1 x 9 -> acc 9\n"
        "… 2 cycles idle\n");
  const ArrayConfig os = square_array(Dataflow::os, 2, {16, Overflow::saturate}, true);
  CHECK(life(of(os, 0, 0), {kStreamed, kStreamed}) ==
        "PE (0, 0) in layer 0, os\n"
        "       cycle       a       b     acc\n"
        "           0       2       6      12  mac 2 x 6 -> acc 12\n"
        "           1      -3      -8      36  mac 12 + -3 x -8 -> acc 36\n"
        "… 2 cycles idle\n"
        "           4       2       6      12  anew: mac 2 x 6 -> acc 12\n"
        "           5      -3      -8      36  mac 12 + -3 x -8 -> acc 36\n"
        "… 4 cycles idle\n");
}

TEST_CASE("the life of a PE says where its accumulator overflows, and what became of the sum", "[H2]") {
  // 12 x 9 fits 8 bits, 12 x 9 + 4 x 9 does not: 144 saturates to 127 and wraps to -112.
  const FoldOperands operands{{{12}, {4}}, {{9}, {9}}};
  const auto last_line = [&](Overflow overflow) {
    std::string text = life(of(square_array(Dataflow::os, 1, {8, overflow}), 0, 0), {operands});
    return text.substr(text.find("  4 "));
  };
  CHECK(last_line(Overflow::saturate).find("127  mac 4 x 9 -> acc 127: overflow, saturated\n") != std::string::npos);
  CHECK(last_line(Overflow::wrap).find("-112  mac 4 x 9 -> acc -112: overflow, wrapped\n") != std::string::npos);
}

TEST_CASE("the life of a PE keeps to a layer and to folds of it", "[H2]") {
  PeLifeOptions options = of(square_array(Dataflow::ws, 2, {16, Overflow::saturate}), 0, 0);
  options.when.layer = 4;
  options.when.folds = {1, 1};
  std::ostringstream out;
  PeLife pe{out, options};
  Stepping array{options.array, 100};
  const FoldOperands second{{{1, 1}}, {{0, 0}, {9, 0}}};
  for (const std::int64_t layer : {3, 4, 5}) array.run({kStationary, second}, pe, layer);
  pe.finish();
  // A run takes 11 cycles: 6 for the first fold, 5 for the second, which streams in its third.
  CHECK(out.str() ==
        "PE (0, 0) in layer 4, ws\n"
        "       cycle       a       b     acc\n"
        "         119       1       9       9  mac 1 x 9 -> acc 9\n"
        "… 2 cycles idle\n");
}

TEST_CASE("in the life of a PE a stopped clock shows, and cycles without steps are idle", "[H2]") {
  const PeLifeOptions options = of(square_array(Dataflow::os, 1, {16, Overflow::saturate}), 0, 0);
  std::ostringstream out;
  PeLife pe{out, options};
  SystolicArray array{options.array};
  const std::vector<std::int16_t> operand{3};
  array.step(Fold{1, 1, 1}, {operand, operand, {}});
  pe.stepped(array, {Cycles{10}, 0, 0, Cycles{2}});
  array.step({}, {});
  pe.stepped(array, {Cycles{20}, 0, 0});
  array.step({}, {});
  pe.stepped(array, {Cycles{21}, 0, 0});
  pe.finish();
  CHECK(out.str() ==
        "PE (0, 0) in layer 0, os\n"
        "       cycle       a       b     acc\n"
        "          10       3       3       9  mac 3 x 3 -> acc 9, then stalled for 2\n"
        "… 7 cycles idle\n"
        "          20       0       0       0  hands 9 down, takes 0 from above\n"
        "… 1 cycle idle\n");
}

TEST_CASE("the life of a PE that the array does not have is the user's mistake", "[H2]") {
  std::ostringstream out;
  const PeLifeOptions options = of(square_array(Dataflow::ws, 2, {16, Overflow::saturate}), 2, 0);
  CHECK_THROWS_WITH(PeLife(out, options), "an array of 2 x 2 has no PE (2, 0): they are numbered from (0, 0)");
  CHECK_THROWS_AS(PeLife(out, options), UserError);
}
