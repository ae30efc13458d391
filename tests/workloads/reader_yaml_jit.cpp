#include "tests/workloads/network_support.hpp"
#include "workloads/generators/jit.hpp"
#include "workloads/readers/network_yaml.hpp"

using namespace systole::workloads;

namespace {

Network parse(const std::string& options) {
  return parse_network_yaml("network: mine\njit: " + options + "\n", "jit.yaml");
}

std::string code(const std::string& options) {
  return diagnostic([&] { parse(options); }).code;
}

}  // namespace

TEST_CASE("a jit file gives what the generator gives", "[network][reader][J26]") {
  JitOptions options;
  options.model = "L/32";
  options.part = JitOptions::Part::ffn;
  options.steps = 20;
  options.solver = JitOptions::Solver::euler;
  options.guidance = false;
  options.batch = 2;
  options.name = "mine";
  const Network network = parse("{model: L/32, part: ffn, steps: 20, solver: euler, guidance: false, batch: 2}");
  CHECK(network == generate_jit(options));
  CHECK(network.forwards() == 20);
}

TEST_CASE("a jit file needs a model only and defaults to an image of 50 guided Heun steps", "[network][reader][J27]") {
  const Network network = parse("{model: B/16}");
  CHECK(network.name() == "mine");
  CHECK(network.forwards() == 198);
  CHECK(mac_count(network) == 25'222'840'320);
}

TEST_CASE("options of a jit file are checked", "[network][reader][J26]") {
  CHECK(code("{modell: B/16}") == "N001");
  CHECK(code("{part: ffn}") == "N002");
  CHECK(code("B/16") == "N003");
  for (const char* bad :
       {"{model: B/8}", "{model: B/16, part: attention}", "{model: B/16, steps: 0}", "{model: B/16, solver: dpm}",
        "{model: B/16, guidance: maybe}", "{model: B/16, batch: 5000}"}) {
    CHECK_THAT(code(bad), Catch::StartsWith("C"));
  }
}
