// Documents of reports, as `systole report --json` prints them.
#pragma once

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"

namespace systole::tests {

using Json = nlohmann::json;

inline Said succeeded(const std::vector<std::string>& arguments) {
  const Said said = run_systole(arguments);
  INFO(said.err);
  REQUIRE(said.status == 0);
  return said;
}

inline Json report_of(std::vector<std::string> sources) {
  sources.insert(sources.begin(), "report");
  sources.emplace_back("--json");
  return Json::parse(succeeded(sources).out);
}

/// `more` arguments of `run`; the directory.
inline std::string recorded(const TemporaryDirectory& directory, const std::string& name, const std::string& chip,
                            const std::string& network, const std::vector<std::string>& more = {}) {
  const std::string out = (directory / name).string();
  std::vector<std::string> arguments{"run", "-a", chip, "-w", network, "-q", "--out", out};
  arguments.insert(arguments.end(), more.begin(), more.end());
  succeeded(arguments);
  return out;
}

/// The entry of a list whose `key` has this value.
inline Json entry(const Json& list, const std::string& key, const std::string& value) {
  for (const Json& each : list)
    if (each.at(key) == value) return each;
  FAIL("no entry with " << key << " = " << value);
  return {};
}

/// The document that stands in a page.
inline Json data_of_page(const std::string& page) {
  const std::string begin = "id=\"systole-data\">";
  const std::size_t from = page.find(begin);
  REQUIRE(from != std::string::npos);
  const std::size_t to = page.find("</script>", from);
  return Json::parse(page.substr(from + begin.size(), to - from - begin.size()));
}

}  // namespace systole::tests
