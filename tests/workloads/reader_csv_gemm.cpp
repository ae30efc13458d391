#include "tests/workloads/network_support.hpp"
#include "workloads/readers/scalesim_csv.hpp"

using namespace systole::workloads;

TEST_CASE("the header tells a GEMM file, and its letters say which column is which", "[reader][D1]") {
  for (const char* text : {"Layer,M,N,K,\nqk,1024,2048,64,\n", "Layer, m, k, n\r\nqk, 1024, 64, 2048"}) {
    const Network network = parse_scalesim_csv(text, "net.csv", "net");
    REQUIRE(network.layers().size() == 1);
    CHECK(network.inputs().empty());
    CHECK(network.layers()[0].kind == LayerKind::gemm);
    CHECK(std::get<Gemm>(network.layers()[0].attributes) == Gemm{1024, 64, 2048});
    CHECK(network.shape("qk") == Shape{1024, 2048});
  }
}

TEST_CASE("layers of a GEMM file may be called by numbers", "[reader][D1]") {
  const Network network = parse_scalesim_csv("Layer,M,N,K,\n1,2,3,4,\n2,2,3,4,\n", "net.csv", "net");
  CHECK(network.layers()[1].name == "2");
}
