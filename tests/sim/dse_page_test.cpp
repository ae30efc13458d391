// docs/dse.md: what it quotes is what the commands print, and its tables follow from their formulas.
#include <fmt/format.h>

#include <array>

#include "reports/number_format.hpp"
#include "tests/sim/quoted_page.hpp"

using namespace systole::tests;

namespace {

constexpr const char* kPage = "docs/dse.md";

void check_says(const std::string& text) {
  INFO(text);
  CHECK(file_text(source_directory() / kPage).find(text) != std::string::npos);
}

struct Gemm {
  const char* name;
  std::int64_t m, k, n;
};
constexpr std::array<Gemm, 4> kLayers{
    {{"conv1", 1024, 27, 32}, {"conv2", 256, 288, 64}, {"conv3", 64, 576, 128}, {"fc", 1, 128, 10}}};

std::int64_t parts(std::int64_t total, std::int64_t edge) {
  return (total + edge - 1) / edge;
}

std::int64_t cycles(const Gemm& layer, std::int64_t edge) {
  return parts(layer.m, edge) * parts(layer.n, edge) * (2 * edge + layer.k - 2) - 1;
}

void check_row(const std::string& name, const std::array<std::int64_t, 3>& cycles) {
  using systole::reports::grouped;
  const auto ratio = [&](std::size_t i) { return static_cast<double>(cycles[i]) / static_cast<double>(cycles[i + 1]); };
  check_says(fmt::format("| {} | {} | {} | {} | {:.2f} | {:.2f} |", name, grouped(cycles[0]), grouped(cycles[1]),
                         grouped(cycles[2]), ratio(0), ratio(1)));
}

}  // namespace

TEST_CASE("docs/dse.md quotes what its commands print", "[X1][D8][D9]") {
  check_or_update(kPage, false);
}

TEST_CASE("docs/dse.md's speed-ups follow from the folds of each layer", "[X1][D8]") {
  std::array<std::int64_t, 3> sums{};
  for (const Gemm& layer : kLayers) {
    const std::array<std::int64_t, 3> row{cycles(layer, 8), cycles(layer, 16), cycles(layer, 32)};
    check_row(layer.name, row);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += row[i];
  }
  CHECK(sums == std::array<std::int64_t, 3>{174104, 47194, 13738});  // published
  check_row("network", sums);
}

TEST_CASE("docs/dse.md's front is that of its sweep", "[X1][D5]") {
  const TemporaryDirectory directory;
  const std::string store = (directory / "tiny.db").string();
  REQUIRE(run_systole({"sweep", "tiny_dse", "--out", store}).status == 0);
  const Lines page = lines_of(file_text(source_directory() / kPage));
  for (std::string line : lines_of(run_systole({"pareto", store}).out)) {
    line.erase(line.find_last_not_of(' ') + 1);
    INFO(line);
    CHECK(std::any_of(page.begin(), page.end(), [&](const std::string& quoted) { return same_line(quoted, line); }));
  }
}
