#include <fstream>
#include <iterator>

#include "tests/workloads/shipped_support.hpp"
#include "workloads/readers/network_yaml.hpp"
#include "workloads/readers/scalesim_csv.hpp"

using namespace systole::workloads;

namespace {

bool is_dilated(const Network& network) {
  return std::any_of(network.layers().begin(), network.layers().end(), [](const Layer& layer) {
    const auto* conv = std::get_if<Conv>(&layer.attributes);
    return conv != nullptr && conv->window.dilation != std::array<std::int64_t, 2>{1, 1};
  });
}

}  // namespace

TEST_CASE("every shipped network is named after its file and says where it comes from", "[shipped]") {
  CHECK(shipped_files().size() >= 28);
  for (const std::string& file : shipped_files()) {
    const Network network = shipped(file);
    CHECK(network.name() == std::filesystem::path{file}.stem().string());
    CHECK((!network.source().empty() || std::filesystem::path{file}.extension() == ".csv"));
    CHECK_FALSE(network.layers().empty());
  }
}

TEST_CASE("every shipped network survives being written and read", "[shipped][reader]") {
  for (const std::string& file : shipped_files()) {
    const Network network = shipped(file);
    CHECK(parse_network_yaml(to_yaml(network), "copy of " + file) == network);
  }
}

TEST_CASE("a shipped CSV multiplies exactly as the YAML network of its name, and rounds nothing up",
          "[shipped][D1][T12]") {
  for (const char* name : {"alexnet", "resnet18", "resnet50", "mobilenet_v1", "vit_s"}) {
    const Network csv = shipped(std::string{name} + ".csv");
    const Network yaml = shipped(std::string{name} + ".yaml");
    CHECK(mac_count(csv) == mac_count(yaml));
    CHECK(csv.notes().empty());
  }
}

TEST_CASE("a shipped CSV is what the exporter writes for the YAML network of its name", "[shipped][D1][T13]") {
  for (const char* name : {"alexnet", "resnet18", "resnet50", "mobilenet_v1", "vit_s"}) {
    std::ifstream file{shipped_directory() / (std::string{name} + ".csv")};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    CHECK(text == to_scalesim_csv(shipped(std::string{name} + ".yaml")));
  }
}

TEST_CASE("a shipped network survives the way through a SCALE-Sim topology, which knows no dilation", "[shipped][D1]") {
  for (const std::string& file : shipped_files()) {
    const Network network = shipped(file);
    if (is_dilated(network)) {
      CHECK_THAT(user_error([&] { to_scalesim_csv(network); }), Catch::Contains("it is dilated"));
      continue;
    }
    const std::string csv = to_scalesim_csv(network);
    const Network back = parse_scalesim_csv(csv, "back.csv", network.name());
    CHECK(mac_count(back) == mac_count(network));
    CHECK(to_scalesim_csv(back) == csv);
  }
}
