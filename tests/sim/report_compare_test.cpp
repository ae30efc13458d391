// The document of two runs: what `compare` says of them, with what charts need besides.
#include "tests/sim/report_support.hpp"

using namespace systole::tests;

TEST_CASE("two runs' document has the figures of compare", "[B11][D8]") {
  const TemporaryDirectory directory;
  const std::string a = recorded(directory, "a", "edge16", "tiny_cnn_2d");
  const std::string b = recorded(directory, "b", "edge16", "tiny_cnn_2d", {"--set", "array.rows=32"});
  const Json document = report_of({a, b});
  const Json compared = Json::parse(succeeded({"compare", a, b, "--json"}).out);
  CHECK(document["kind"] == "compare");
  CHECK(document["keys"] == Json::parse(R"([{"path":"array.rows","a":"16","b":"32","default":false}])"));
  for (const Json& total : document["totals"]) {
    CHECK(document["words"]["figures"].contains(total["name"]));
    bool found = false;
    for (const Json& printed : compared["totals"])
      found = found || (printed["a"] == total["a"] && printed["b"] == total["b"] && printed["ratio"] == total["ratio"]);
    CHECK(found);
  }
  CHECK(document["totals"].size() == compared["totals"].size());
  REQUIRE(document["layers"].size() == compared["layers"].size());
  for (std::size_t i = 0; i < document["layers"].size(); ++i) {
    const Json& layer = document["layers"][i];
    CHECK(layer["name"] == compared["layers"][i]["layer"]);
    for (const char* side : {"a", "b"}) {
      CHECK(layer[side]["cycles"] == compared["layers"][i][side]["cycles"]);
      std::int64_t cycles = 0;
      for (const Json& cause : layer[side]["stack"]) cycles += cause.get<std::int64_t>();
      CHECK(layer[side]["stack"].size() == document["causes"].size());
      CHECK(cycles == layer[side]["cycles"]);
    }
  }
  CHECK(document["a"]["command"].get<std::string>().find("systole run -a " + a + "/config.yaml") == 0);
}

TEST_CASE("what one of two runs lacks is absent on its side", "[B11]") {
  const TemporaryDirectory directory;
  const std::string a = recorded(directory, "a", "edge16", "tiny_cnn_2d");
  const std::string b = recorded(directory, "b", "edge16", "signal_cnn_1d", {"--set", "energy=\"\""});
  const Json document = report_of({a, b});
  CHECK(document["notes"].size() == 2);
  const Json energy = entry(document["totals"], "name", "energy_pj");
  CHECK(energy.contains("a"));
  CHECK(!energy.contains("b"));
  CHECK(!energy.contains("ratio"));
  const Json conv3 = entry(document["layers"], "name", "conv3");
  CHECK((conv3.contains("a") || conv3.contains("b")));
  int alone = 0;
  for (const Json& layer : document["layers"]) alone += layer.contains("a") != layer.contains("b") ? 1 : 0;
  CHECK(alone > 0);
}
