// Conditions of a sweep: what they mean, and what is said of those that mean nothing.
#include "sim/sweep/condition.hpp"

#include <catch2/catch.hpp>

#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"

using namespace systole;
using namespace systole::sim;

namespace {

workloads::Node text(const std::string& condition) {
  return *workloads::parse_document("- " + condition, "test").items.begin();
}

/// On edge16: 16 x 16, ws, 64 KiB a buffer with 16 banks, 800 MHz, 12.8 GB/s, 60 ns.
bool holds(const std::string& condition, const std::vector<std::string>& changes = {}) {
  const models::Chip chip = load_chip(find_file(Shelf::accelerators, "edge16"), changes).chip;
  return Condition{text(condition)}.holds(chip);
}

std::string error(const std::string& condition) {
  try {
    const Condition read{text(condition)};
    return "";
  } catch (const workloads::DocumentError& found) {
    return found.what();
  }
}

}  // namespace

TEST_CASE("conditions compare arithmetic of keys with numbers and units", "[D5][H3]") {
  CHECK(holds("array.rows * array.cols <= 256"));
  CHECK_FALSE(holds("array.rows * array.cols <= 255"));
  CHECK(holds("array.rows * array.cols < 257"));
  CHECK_FALSE(holds("array.rows * array.cols < 256"));
  CHECK(holds("array.rows == array.cols"));
  CHECK(holds("array.rows != array.cols", {"array.rows=8"}));
  CHECK(holds("scratchpad.ifmap.size == 64 KiB"));
  CHECK(holds("scratchpad.ifmap.size >= 65536 B"));
  CHECK(holds("2 * array.rows - 3 * 4 / (1 + 1) == 26"));
  CHECK(holds("10 - 4 - 3 == 3"));
  CHECK(holds("64 / 4 / 2 == 8"));
  CHECK(holds("clock > 799 MHz and clock < 0.801 GHz"));
}

TEST_CASE("products of units count what they should: a latency times a clock is a number of cycles", "[D5]") {
  CHECK(holds("dram.latency * clock == 48"));
  CHECK(holds("dram.bandwidth / clock == 16 B"));
  CHECK(holds("dram.bandwidth * 1 us == 12.8 kB"));
}

TEST_CASE("sum, min and max run over all keys of a pattern", "[D5]") {
  CHECK(holds("sum(scratchpad.*.size) == 192 KiB"));
  CHECK(holds("min(scratchpad.*.size) == 32 KiB", {"scratchpad.ofmap.size=32 KiB"}));
  CHECK(holds("max(scratchpad.*.size) == 128 KiB", {"scratchpad.weight.size=128 KiB"}));
  CHECK(holds("scratchpad.ifmap.size + sum(scratchpad.*.size) == 256 KiB"));
}

TEST_CASE("and binds before or, not before and, and parentheses before all", "[D5]") {
  const std::string yes = "array.rows == 16";
  const std::string no = "array.rows == 8";
  CHECK(holds(yes + " or " + no + " and " + no));
  CHECK_FALSE(holds("(" + yes + " or " + no + ") and " + no));
  CHECK(holds("not " + no + " and " + yes));
  CHECK_FALSE(holds("not (" + no + " or " + yes + ")"));
  CHECK(holds("not not " + yes));
}

TEST_CASE("words are equal or not", "[D5]") {
  CHECK(holds("array.dataflow == ws"));
  CHECK(holds("array.dataflow != os and os != array.dataflow"));
  CHECK(holds("array.accumulator.overflow == saturate or array.accumulator.bits > 24"));
}

TEST_CASE("a condition that means nothing is an error at its place", "[D5]") {
  CHECK_THAT(error("array.rows <= 64 KiB"), Catch::Contains("a plain number and a size are compared"));
  CHECK_THAT(error("clock + 64 KiB > 1"), Catch::Contains("a frequency and a size are added"));
  CHECK_THAT(error("array.colums > 8"), Catch::Contains("did you mean 'array.cols'"));
  CHECK_THAT(error("array.colums > 8"), Catch::Contains("test:1:3: error[C015]"));
  CHECK_THAT(error("8 < array.colums"), Catch::Contains("test:1:7: error[C015]"));
  CHECK_THAT(error("array.accumulator.overflow == saturat"), Catch::Contains("did you mean 'saturate'"));
  CHECK_THAT(error("array.dataflow > ws"), Catch::Contains("words have no order"));
  CHECK_THAT(error("array.dataflow == 3"), Catch::Contains("a word is compared with a number"));
  CHECK_THAT(error("array.rows"), Catch::Contains("compares nothing"));
  CHECK_THAT(error("array.rows > 1 and array.cols"), Catch::Contains("'array.cols' compares nothing"));
  CHECK_THAT(error("(array.rows > 1"), Catch::Contains("a ')' is missing"));
  CHECK_THAT(error("array.rows > 1 )"), Catch::Contains("')' is not expected here"));
  CHECK_THAT(error("array.rows >"), Catch::Contains("missing at the end"));
  CHECK_THAT(error("array.rows > 1 kB/s2"), Catch::Contains("C015"));
  CHECK_THAT(error("array.rows > 12 parsecs"), Catch::Contains("'12 parsecs' is no number with a unit"));
  CHECK_THAT(error("sum(scratchpad.*.*) > 1 KiB"), Catch::Contains("do not count the same"));
  CHECK_THAT(error("1 < array.rows < 8"), Catch::Contains("not expected here"));
  CHECK_THAT(error("[1, 2]"), Catch::Contains("one line of text"));
}
