#include "sim/config/config_doc.hpp"
#include "sim/config/key_spec.hpp"
#include "tests/sim/config_support.hpp"

using namespace systole;
using namespace systole::tests;

TEST_CASE("docs/config.md is what the table of keys says", "[CFG]") {
  check_golden("docs/config.md", sim::config_markdown());
}

TEST_CASE("every config key is documented, with a default or as required", "[CFG]") {
  const std::string page = sim::config_markdown();
  for (const sim::KeySpec& key : sim::chip_keys()) {
    INFO(key.path);
    CHECK(page.find("| `" + key.path + "` |") != std::string::npos);
    CHECK_FALSE(key.doc.empty());
    CHECK_FALSE(key.allowed.empty());
  }
}
