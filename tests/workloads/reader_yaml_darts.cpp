#include "tests/workloads/network_support.hpp"
#include "workloads/generators/darts.hpp"
#include "workloads/readers/network_yaml.hpp"

using namespace systole::workloads;

namespace {

Network parse(const std::string& options) {
  return parse_network_yaml("network: mine\ndarts: " + options + "\n", "darts.yaml");
}

Diagnostic error(const std::string& options) {
  return diagnostic([&] { parse(options); });
}

const std::string kCell = "[[sep_conv_3x3, 0], [max_pool_3x3, 1], [skip_connect, 2], [dil_conv_5x5, 0]]";

/// Two nodes: five rows of eight logits, the largest of each at `column`, `none` last and larger than all.
std::string table(std::size_t column) {
  std::string rows;
  for (int edge = 0; edge < 5; ++edge) {
    rows += rows.empty() ? "[" : ", ";
    for (std::size_t i = 0; i < 8; ++i) {
      rows += i == 0 ? "[" : ", ";
      rows += i == column ? "0.5" : i == 7 ? "0.75" : "-0.001";
    }
    rows += "]";
  }
  return rows + "]";
}

}  // namespace

TEST_CASE("a darts file gives what the generator gives", "[network][reader][Q18]") {
  DartsOptions options;
  options.name = "mine";
  options.genotype = darts_genotype("V1");
  options.origin = "V1";
  options.channels = 24;
  options.layers = 6;
  options.classes = 100;
  options.image = 64;
  options.batch = 2;
  options.pool_norm = true;
  CHECK(parse("{genotype: V1, channels: 24, layers: 6, classes: 100, image: 64, batch: 2, pool_norm: true}") ==
        generate_darts(options));
}

TEST_CASE("a genotype's defaults are those of CIFAR-10, a search's are its own", "[network][reader][Q18]") {
  CHECK(parameter_count(parse("{genotype: V2}")) == 3'349'342);
  CHECK(parameter_count(parse("{stage: search}")) == 1'930'618);
}

TEST_CASE("a darts file may give cells of its own", "[network][reader][Q17]") {
  const Network network = parse("{normal: " + kCell + ", reduce: " + kCell + ", reduce_concat: [3], layers: 3}");
  CHECK(network.producer("cells.0.out")->inputs == std::vector<std::string>{"cells.0.node2", "cells.0.node3"});
  CHECK(network.producer("cells.1.out")->inputs == std::vector<std::string>{"cells.1.node3"});
  CHECK(network.producer("cells.0.node3")->inputs ==
        std::vector<std::string>{"cells.0.edge3_2.skip", "cells.0.edge3_0.dil5.bn"});
  CHECK_THAT(network.source(), Catch::Contains("given genotype"));
}

TEST_CASE("a darts file may give a search's logits, of which none is ignored", "[network][reader][Q17]") {
  for (const std::string strength : {"softmax", "logit"}) {
    const Network network =
        parse("{alphas: {normal: " + table(2) + ", reduce: " + table(0) + ", strength: " + strength + "}, layers: 4}");
    CHECK(network.has("cells.0.edge2_0.skip"));
    CHECK(network.has("cells.0.edge3_1.skip"));
    CHECK(network.has("cells.1.edge2_1.max"));
    CHECK_FALSE(network.has("cells.0.edge3_2.skip"));
    CHECK_FALSE(network.has("cells.0.edge2_0.none"));
  }
  // The same table read with `none` first: column 2 is the average pool, column 7 dil_conv_5x5.
  const Network first = parse("{alphas: {normal: " + table(2) + ", reduce: " + table(2) + "}, none: first, layers: 4}");
  CHECK(first.has("cells.0.edge2_0.dil5.bn"));
}

TEST_CASE("options of a darts file are checked", "[network][reader][Q18]") {
  CHECK(error("{genotyp: V2}").code == "N001");
  CHECK(error("{layers: 20}").code == "N002");
  CHECK(error("{normal: " + kCell + "}").code == "N002");
  CHECK(error("V2").code == "N003");
  CHECK(error("{normal: [sep_conv_3x3, 0], reduce: " + kCell + "}").code == "N003");
  CHECK(error("{normal: [[sep_conv_3x3, 0, 1]], reduce: " + kCell + "}").code == "N003");
  CHECK(error("{genotype: V2, normal: " + kCell + "}").code == "N003");
  CHECK(error("{genotype: V2, alphas: {}}").code == "N003");
  CHECK(error("{stage: search, genotype: V2}").code == "N003");
  CHECK(error("{normal: [[sep_conv_3x3, 0], [skip_connect, 0]], reduce: " + kCell + "}").code == "N004");
  CHECK(error("{genotype: V2, image: 30}").code == "N004");
  CHECK(error("{alphas: {normal: [[0.5]], reduce: [[0.5]]}}").code == "N004");
  CHECK(error("{normal: [[sep_conv_4x4, 0], [skip_connect, 1]], reduce: " + kCell + "}").code == "C010");
  CHECK(error("{genotype: V3}").code == "C010");
  CHECK(error("{genotype: V2, layers: 0}").code == "C009");
  CHECK(error("{alphas: {normal: [[1e-3]], reduce: [[0.5]]}}").code == "C007");
}

TEST_CASE("a network has one generator or layers", "[network][reader][Q18]") {
  const auto code = [](const std::string& rest) {
    return diagnostic([&] { parse_network_yaml("network: n\ndarts: {genotype: V2}\n" + rest, "darts.yaml"); }).code;
  };
  CHECK(code("layers: []\n") == "N007");
  CHECK(code("jit: {model: B/16}\n") == "N007");
  CHECK(code("forwards: 2\n") == "N007");
}
