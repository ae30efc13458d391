#include "tests/support/source_root.hpp"
#include "tests/workloads/network_support.hpp"
#include "workloads/readers/reader.hpp"

using namespace systole::workloads;

namespace {

std::string shipped(const std::string& file) {
  return systole::tests::source_root() + "/workloads/networks/" + file;
}

}  // namespace

TEST_CASE("the extension chooses the reader", "[reader]") {
  CHECK(read_network(shipped("alexnet.yaml")).shape("fc8") == Shape{1, 1000});
  CHECK(read_network(shipped("alexnet.csv")).shape("fc8") == Shape{1, 1000, 1, 1});
}

TEST_CASE("any other extension is an error that lists what is supported", "[reader]") {
  for (const char* path : {"net.txt", "net", "net.yaml.bak", ""}) {
    const Diagnostic error = diagnostic([&] { read_network(path); });
    CHECK(error.code == "N008");
    CHECK_THAT(error.hint, Catch::Contains(".yaml") && Catch::Contains(".yml") && Catch::Contains(".csv"));
  }
}

TEST_CASE("a file that is not there is an error with its path", "[reader]") {
  for (const char* path : {"/nowhere/net.yaml", "/nowhere/net.csv"}) {
    CHECK(diagnostic([&] { read_network(path); }).place.origin == path);
  }
}
