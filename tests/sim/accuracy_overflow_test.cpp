#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/command_line.hpp"
#include "tests/support/csv_rows.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole::tests;

TEST_CASE("the overflow study writes a row for each GEMM layer, width and policy, with its bits", "[C1][C3][T11]") {
  const TemporaryDirectory directory;
  const std::string file = (directory / "overflow.csv").string();
  const Said said = run_systole({"accuracy", "overflow", "-w", "tiny_cnn_2d", "--accumulators", "16,20,32",
                                 "--overflow", "saturate,wrap", "--sums", "500", "--out", file});
  REQUIRE(said.status == 0);
  CHECK(said.out.find("conv3") != std::string::npos);
  const auto rows = read_csv(file);
  REQUIRE(rows.size() == 4 * 3 * 2);
  // Lengths of reduction and formula bits as published for this network.
  const std::map<std::string, std::pair<std::string, std::string>> published{
      {"conv1", {"27", "21"}}, {"conv2", {"288", "25"}}, {"conv3", {"576", "26"}}, {"fc", {"128", "23"}}};
  for (const auto& row : rows) {
    CHECK(row.at("k") == published.at(row.at("layer")).first);
    CHECK(row.at("formula_bits") == published.at(row.at("layer")).second);
    if (row.at("accumulator_bits") == "32") CHECK(row.at("wrong_sums") == "0");
    if (row.at("layer") == "conv3" && row.at("accumulator_bits") == "16") CHECK(std::stoi(row.at("wrong_sums")) > 300);
  }
}

// The published ratios, of a few hundred sums of K = 576: 1.37 at 16 bits, 3.89 at 18, 9.95 at 19, between wrapping and
// a single saturation at the end. Saturation at every step, as hardware does it, is further off than that at every
// width, and at 16 bits hardly better than wrapping.
TEST_CASE("the overflow study gives the published ratios of wrapping to saturating errors", "[C3][T10]") {
  const TemporaryDirectory directory;
  const std::string file = (directory / "overflow.csv").string();
  REQUIRE(run_systole({"accuracy", "overflow", "-w", "tiny_cnn_2d", "--accumulators", "16,18,19", "--sums", "16384",
                       "-q", "--out", file})
              .status == 0);
  const std::map<std::string, double> published{{"16", 1.37}, {"18", 3.89}, {"19", 9.95}};
  std::map<std::string, double> at_each_step;
  for (const auto& row : read_csv(file)) {
    if (row.at("layer") != "conv3") continue;
    const double error = std::stod(row.at("mean_error"));
    const double at_the_end = std::stod(row.at("mean_excess"));
    const std::string& bits = row.at("accumulator_bits");
    CAPTURE(bits);
    if (row.at("overflow") == "saturate") {
      at_each_step[bits] = error;
      CHECK(error > 1.2 * at_the_end);
    } else {
      CHECK(error / at_the_end == Approx(published.at(bits)).epsilon(bits == "19" ? .2 : .04));
      if (bits == "16") CHECK(error / at_each_step.at(bits) == Approx(1).epsilon(.1));
    }
  }
  CHECK(at_each_step.size() == 3);
}

TEST_CASE("the same seed draws the same operands, and JSON holds what the table shows", "[C3]") {
  const std::vector<std::string> arguments{"accuracy", "overflow",       "-w", "signal_cnn_1d", "--sums",
                                           "200",      "--accumulators", "18", "--json",        "--seed"};
  const auto with_seed = [&](const char* seed) {
    auto all = arguments;
    all.push_back(seed);
    return run_systole(all).out;
  };
  CHECK(with_seed("7") == with_seed("7"));
  CHECK(with_seed("7") != with_seed("8"));
  const auto list = nlohmann::json::parse(with_seed("7"));
  REQUIRE(list.size() == 4);
  CHECK(list[1]["K"] == "80");
  CHECK(list[1].contains("saturate: wrong"));
  CHECK(list[1].contains("wrap: error"));
}

TEST_CASE("the overflow study refuses widths and policies that do not exist", "[X4]") {
  CHECK(run_systole({"accuracy", "overflow", "-w", "tiny_cnn_2d", "--accumulators", "7"}).status == 2);
  CHECK(run_systole({"accuracy", "overflow", "-w", "tiny_cnn_2d", "--accumulators", "49"}).status == 2);
  CHECK(run_systole({"accuracy", "overflow", "-w", "tiny_cnn_2d", "--overflow", "round"}).status == 2);
  CHECK(run_systole({"accuracy", "-w", "tiny_cnn_2d"}).status == 2);
  CHECK(run_systole({"accuracy", "overflow", "-w", "tiny_cnn_2d", "--out", "/proc/none/o.csv"}).status == 2);
}
