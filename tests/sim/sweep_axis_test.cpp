// Axes of a sweep: which keys they set to what.
#include "sim/sweep/axis.hpp"

#include <catch2/catch.hpp>

using namespace systole;
using namespace systole::sim;

namespace {

std::vector<Axis> axes(const std::string& lines) {
  return read_axes(workloads::parse_document(lines, "test"));
}

std::vector<std::string> labels(const std::string& line) {
  std::vector<std::string> found;
  const std::vector<Axis> read = axes("- " + line);
  for (const AxisValue& value : read.front().values) found.push_back(value.label);
  return found;
}

std::string error(const std::string& line) {
  try {
    axes("- " + line);
    return "";
  } catch (const workloads::DocumentError& found) {
    return found.what();
  }
}

using Labels = std::vector<std::string>;

}  // namespace

TEST_CASE("an axis sets a key to each of its values", "[D5][H3]") {
  const Axis axis = axes("- {key: array.rows, values: [8, 32]}").front();
  CHECK(axis.name == "array.rows");
  REQUIRE(axis.values.size() == 2);
  models::Chip chip;
  axis.values[1].apply(chip);
  CHECK(chip.array.rows == 32);
  CHECK(chip.array.cols == models::Chip{}.array.cols);
}

TEST_CASE("linked keys take the same value, or each its own", "[D5]") {
  models::Chip chip;
  axes("- {keys: [array.rows, array.cols], values: [8, 32]}").front().values[1].apply(chip);
  CHECK(chip.array.rows == 32);
  CHECK(chip.array.cols == 32);
  const Axis own = axes("- {values: [{array.rows: 8, array.cols: 64}, {array.rows: 64, array.cols: 8}]}").front();
  own.values[0].apply(chip);
  CHECK(chip.array.rows == 8);
  CHECK(chip.array.cols == 64);
  CHECK(own.name == "array.rows, array.cols");
  CHECK(own.values[1].label == "64, 8");
}

TEST_CASE("a pattern sets all keys that match", "[D5]") {
  models::Chip chip;
  axes("- {key: scratchpad.*.size, values: [32 KiB]}").front().values[0].apply(chip);
  CHECK(chip.scratchpad.ifmap.size == models::Bytes{32768});
  CHECK(chip.scratchpad.weight.size == models::Bytes{32768});
  CHECK(chip.scratchpad.ofmap.size == models::Bytes{32768});
}

TEST_CASE("ranges count by a step or a factor, and end where they reach or would pass their end", "[D5]") {
  CHECK(labels("{key: array.rows, from: 8, to: 32, step: 8}") == Labels{"8", "16", "24", "32"});
  CHECK(labels("{key: array.rows, from: 8, to: 31, step: 8}") == Labels{"8", "16", "24"});
  CHECK(labels("{key: array.rows, from: 8, to: 8, step: 8}") == Labels{"8"});
  CHECK(labels("{key: scratchpad.ifmap.size, from: 32 KiB, to: 0.25 MiB, factor: 2}") ==
        Labels{"32 KiB", "64 KiB", "128 KiB", "256 KiB"});
  CHECK(labels("{key: dram.bandwidth, from: 1 GB/s, to: 100 GB/s, factor: 10}") ==
        Labels{"1 GB/s", "10 GB/s", "100 GB/s"});
  CHECK(labels("{key: array.rows, from: 1, to: 4, factor: 1.1}") == Labels{"1", "2", "3", "4"});
}

TEST_CASE("an axis that varies nothing, or what is not there, is an error at its place", "[D5]") {
  CHECK_THAT(error("{key: array.colums, values: [8]}"), Catch::Contains("did you mean 'array.cols'"));
  CHECK_THAT(error("{key: array.rows, values: [8, many]}"), Catch::Contains("'array.rows' is 'many'"));
  CHECK_THAT(error("{key: array.rows, values: [8, 0]}"), Catch::Contains("out of range"));
  CHECK_THAT(error("{key: array.rows, values: []}"), Catch::Contains("not empty"));
  CHECK_THAT(error("{key: array.rows, values: [8, 8]}"), Catch::Contains("occurs twice"));
  CHECK_THAT(error("{key: scratchpad.ifmap.size, values: [1 MiB, 1024 KiB]}"), Catch::Contains("occurs twice"));
  CHECK_THAT(error("{key: array.rows}"), Catch::Contains("without values"));
  CHECK_THAT(error("{key: array.rows, values: [8], from: 8}"), Catch::Contains("not both"));
  CHECK_THAT(error("{key: array.rows, from: 8, step: 8}"), Catch::Contains("no 'to'"));
  CHECK_THAT(error("{key: array.rows, from: 8, to: 4, step: 8}"), Catch::Contains("'4' is below '8'"));
  CHECK_THAT(error("{key: array.rows, from: 8, to: 64, step: 0}"), Catch::Contains("a step is above 0"));
  CHECK_THAT(error("{key: array.rows, from: 8, to: 64, factor: 1}"), Catch::Contains("above 1"));
  CHECK_THAT(error("{key: array.rows, from: 8, to: 64}"), Catch::Contains("either 'step' or 'factor'"));
  CHECK_THAT(error("{key: array.rows, from: 8 KiB, to: 64, step: 8}"), Catch::Contains("a plain number"));
  CHECK_THAT(error("{key: array.rows, from: 1, to: 5000, step: 1}"), Catch::Contains("out of range"));
  CHECK_THAT(error("{key: array.rows, from: 1, to: 200000, step: 1}"), Catch::Contains("more than 100000 values"));
  CHECK_THAT(error("{key: array.dataflow, from: ws, to: os, step: 1}"), Catch::Contains("list its values"));
  CHECK_THAT(error("{key: array.rows, valus: [8]}"), Catch::Contains("did you mean 'values'"));
  CHECK_THAT(error("{values: [{array.rows: 8}, {array.cols: 8}]}"), Catch::Contains("as the first does"));
  CHECK_THAT(error("{key: array.rows, values: [8]}\n- {key: array.rows, values: [16]}"),
             Catch::Contains("varied twice"));
}
