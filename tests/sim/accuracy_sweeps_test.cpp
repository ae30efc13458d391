// Sweeps over a trained network: accumulators, ways to requantise, observers.
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/command_line.hpp"
#include "tests/support/csv_rows.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole::tests;
using Words = std::vector<std::string>;

namespace {

Words with_signals(Words verb, const Words& options) {
  for (const char* word :
       {"-w", "signal_cnn_1d", "-a", "edge16", "--weights", "signal_cnn_1d", "--data", "signal_cnn_1d", "-q"})
    verb.emplace_back(word);
  verb.insert(verb.end(), options.begin(), options.end());
  return verb;
}

std::vector<CsvRow> rows_of(const std::string& verb, Words options) {
  const TemporaryDirectory directory;
  const std::string file = (directory / "rows.csv").string();
  options.insert(options.end(), {"--out", file});
  const Said said = run_systole(with_signals({"accuracy", verb}, options));
  INFO(said.err);
  REQUIRE(said.status == 0);
  return read_csv(file);
}

}  // namespace

TEST_CASE("a network's accumulators: none overflows at the exact bits, narrow ones cost answers", "[C3][T11]") {
  const auto rows = rows_of("accumulators", {"--samples", "20", "--accumulators", "12,16,22,32"});
  REQUIRE(rows.size() == 8);
  for (const auto& row : rows) {
    CAPTURE(row.at("accumulator_bits"), row.at("overflow"));
    // The longest reduction has 96 products: 16 + floor(log2 96) = 22 bits hold any sum.
    const bool wide = std::stoi(row.at("accumulator_bits")) >= 22;
    CHECK((row.at("overflowed_steps") == "0") == wide);
    CHECK((row.at("output_sqnr_db") == rows.back().at("output_sqnr_db")) == wide);
    if (row.at("accumulator_bits") == "12") CHECK(std::stod(row.at("top1")) < .6);
  }
}

TEST_CASE("a point of the accumulators is what the network does on that chip", "[C3]") {
  const auto rows = rows_of("accumulators", {"--samples", "10", "--accumulators", "17", "--overflow", "wrap"});
  const Said said = run_systole(
      with_signals({"accuracy"}, {"--samples", "10", "--no-alone", "--json", "--set", "array.accumulator.bits=17",
                                  "--set", "array.accumulator.overflow=wrap"}));
  REQUIRE(said.status == 0);
  const auto report = nlohmann::json::parse(said.out);
  CHECK(std::stod(rows.at(0).at("output_sqnr_db")) == report["output"]["sqnr_db"].get<double>());
  CHECK(std::stod(rows.at(0).at("top1")) == report["top1"].get<double>());
}

TEST_CASE("ways to requantise are compared code by code, and those that round to the nearest part by a step", "[C4]") {
  const auto rows = rows_of("requantize", {"--samples", "20"});
  REQUIRE(rows.size() == 5);
  for (const auto& row : rows) {
    const std::string& mode = row.at("requantize");
    CAPTURE(mode);
    // Three convolutions of 128 positions with 16, 32 and 64 channels, means and the classifier.
    CHECK(std::stoll(row.at("codes")) == 20 * (128 * (16 + 32 + 64) + 64 + 5));
    const auto different = std::stoll(row.at("different"));
    if (mode == "float64_half_even") CHECK(different == 0);
    if (mode == "shift_truncate")
      CHECK(different > 20 * 128 * 16);
    else
      CHECK(std::stoi(row.at("most_steps")) <= 1);
  }
}

TEST_CASE("observers are compared on every activation, on the same values", "[B7][T3][T4]") {
  const auto rows =
      rows_of("observers", {"--quantize", "activations.scheme=symmetric", "--calibration-samples", "10", "--samples",
                            "10", "--observers", "minmax,mse,percentile,kl_jit_asis,kl_sparsebit_asis"});
  REQUIRE(rows.size() == 6 * 5);
  std::map<std::string, std::map<std::string, CsvRow>> by_tensor;
  for (const auto& row : rows) by_tensor[row.at("tensor")][row.at("observer")] = row;
  REQUIRE(by_tensor.size() == 6);
  for (const auto& [tensor, found] : by_tensor) {
    CAPTURE(tensor);
    const auto number = [&, &of = found](const char* observer, const char* name) {
      return std::stod(of.at(observer).at(name));
    };
    // Measured on the values that were watched: the whole range clips nothing, and the best of shrunken ranges, of
    // which the whole one is the first, has no more error.
    CHECK(number("minmax", "clipped") == 0);
    CHECK(number("mse", "mse") <= number("minmax", "mse") * (1 + 1e-9));
    CHECK(number("minmax", "max_abs") <= number("minmax", "scale") * .5001);
    // A thousandth a tail is none of the 50 outputs of the last layer.
    if (tensor == "x" || tensor.starts_with("relu")) CHECK(number("percentile", "clipped") > 0);
    // The degenerate variants' shares of the largest magnitude.
    CHECK(number("kl_jit_asis", "scale") / number("minmax", "scale") == Approx(255.0 / 2048));
    CHECK(number("kl_sparsebit_asis", "scale") / number("minmax", "scale") == Approx(769.0 / 1024));
  }
}

TEST_CASE("sweeps refuse what they cannot do", "[X4]") {
  CHECK(run_systole(with_signals({"accuracy", "accumulators"}, {"--accumulators", "7"})).status == 2);
  CHECK(run_systole(with_signals({"accuracy", "observers"}, {"--observers", "median"})).status == 2);
  CHECK(run_systole(with_signals({"accuracy", "requantize"}, {"--samples", "1", "--out", "/proc/none/r.csv"})).status ==
        2);
}
