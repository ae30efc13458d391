#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole::tests;

namespace {

std::vector<std::map<std::string, std::string>> read_csv(const std::filesystem::path& path) {
  std::ifstream file{path};
  const auto fields = [](const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream stream{line};
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    return cells;
  };
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> names = fields(line);
  std::vector<std::map<std::string, std::string>> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = fields(line);
    REQUIRE(cells.size() == names.size());
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < cells.size(); ++i) row[names[i]] = cells[i];
  }
  return rows;
}

}  // namespace

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
