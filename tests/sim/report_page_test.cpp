// docs/report.md says what is in documents of reports.
#include <set>

#include "tests/sim/report_support.hpp"
#include "tests/sim/small_sweep.hpp"
#include "tests/support/source_root.hpp"

using namespace systole::tests;

namespace {

/// Keys of a document; not those of summary.json, which are not the report's, nor names (words, errors of an output).
void add_keys(const Json& json, std::set<std::string>& keys) {
  if (json.is_array())
    for (const Json& item : json) add_keys(item, keys);
  if (!json.is_object()) return;
  for (const auto& [key, value] : json.items()) {
    keys.insert(key);
    if (key != "words" && key != "summary" && key != "output") add_keys(value, keys);
  }
}

}  // namespace

TEST_CASE("docs/report.md names every key of every document", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "run", "edge16", "tiny_cnn_2d", {"--timeline"});
  const std::string macros = recorded(directory, "macros", "norflash28", "jit_b16_ffn", {"--detail", "analytic"});
  const std::string accuracy = (directory / "accuracy").string();
  const std::string study = (directory / "study").string();
  succeeded({"accuracy", "-a", "edge16", "-w", "tiny_cnn_2d", "--samples", "1", "-q", "--out", accuracy});
  succeeded({"accuracy", "cim", "-a", "norflash28", "-w", "jit_b16_ffn", "--tokens", "1", "-q", "--out", study});
  write_text(directory / "sweep.yaml", small_sweep("analytic"));
  succeeded({"sweep", (directory / "sweep.yaml").string(), "--out", (directory / "small.db").string(), "-q"});
  std::set<std::string> keys;
  add_keys(report_of({run, "--accuracy", accuracy}), keys);
  add_keys(report_of({macros, "--cim", study}), keys);
  add_keys(report_of({(directory / "small.db").string()}), keys);
  add_keys(report_of({run, macros}), keys);
  CHECK(keys.size() > 100);
  const std::string page = file_text(source_root() + "/docs/report.md");
  for (const std::string& key : keys) {
    INFO(key);
    CHECK((page.find("\"" + key + "\"") != std::string::npos || page.find("`" + key + "`") != std::string::npos));
  }
}
