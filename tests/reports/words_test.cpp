// The words for things of the machine: one for each, and a meaning for each word.
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "models/energy/breakdown.hpp"
#include "models/errors.hpp"
#include "models/probe/probe.hpp"
#include "reports/layer_columns.hpp"
#include "reports/words.hpp"

using namespace systole;
using namespace systole::reports;

namespace {

/// Names of a group, each with its label.
std::map<std::string, std::string> group(const std::string& name, Told told = Told::array) {
  std::map<std::string, std::string> words;
  for (const WordGroup& each : word_groups(told)) {
    if (each.name != name) continue;
    for (const Word& word : each.words) words.emplace(word.name, word.label);
    CHECK(words.size() == each.words.size());  // no name twice
  }
  REQUIRE(!words.empty());
  return words;
}

}  // namespace

TEST_CASE("every word has a label and a meaning", "[B11]") {
  const std::set<std::string> units{"",    "cycles", "s",    "B",      "B/s",   "pJ",        "W",     "J s", "dB",
                                    "um2", "share",  "TOPS", "TOPS/W", "MAC/B", "MAC/cycle", "count", "text"};
  for (const WordGroup& each : word_groups(Told::both)) {
    for (const Word& word : each.words) {
      INFO(each.name << " " << word.name);
      CHECK(!word.label.empty());
      CHECK(!word.definition.empty());
      CHECK(units.count(std::string{word.unit}) == 1);
    }
  }
}

TEST_CASE("units and states of timelines and waveforms have words of the same names", "[B11]") {
  const auto units = group("units");
  for (int unit = 0; unit < models::kUnits; ++unit)
    CHECK(units.count(std::string{models::unit_name(static_cast<models::Unit>(unit))}) == 1);
  const auto states = group("states");
  for (const models::State state : {models::State::wait_dram, models::State::wait_buffer})
    CHECK(states.count(std::string{models::state_name(state)}) == 1);
}

TEST_CASE("causes and components are called what the console calls them", "[B11]") {
  const auto causes = group("causes");
  CHECK(causes.size() == kCauses.size());
  CHECK(causes.at("fill_drain") == "fill and drain");
  CHECK(causes.at("dram_stall") == "DRAM stall");
  const auto components = group("components");
  for (const models::ComponentName& name : models::kComponentNames)
    CHECK(components.at(std::string{name.name}) == name.words);
}

TEST_CASE("a chip with CIM macros has causes that are told of both", "[B11]") {
  const auto meaning = [](Told told) {
    for (const WordGroup& each : word_groups(told))
      if (each.name == "causes") return std::string{each.words.front().definition};
    return std::string{};
  };
  CHECK(meaning(Told::array) == "the array computes");
  CHECK(meaning(Told::macros) == "passes of the macros");
  CHECK(meaning(Told::both) == "the array computes, or macros do");
}

TEST_CASE("every column of layers.csv has a word, in the order of the file", "[B11]") {
  const auto words = column_words();
  const auto& columns = layer_columns();
  REQUIRE(words.size() == columns.size());
  for (std::size_t i = 0; i < words.size(); ++i) CHECK(words[i].name == columns[i].name);
}

TEST_CASE("a figure that there is not is an error", "[B11]") {
  CHECK(figure_word("latency_s").label == "latency");
  CHECK_THROWS_AS(figure_word("latency"), models::ModelError);
}
