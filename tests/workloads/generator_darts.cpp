// The networks of DARTS against the figures of its authors' code and against sums by hand.
#include <algorithm>
#include <map>

#include "tests/workloads/network_support.hpp"
#include "workloads/generators/darts.hpp"

using namespace systole::workloads;

namespace {

Network augment(const std::string& genotype) {
  DartsOptions options;
  options.genotype = darts_genotype(genotype);
  options.pool_norm = genotype == "DARTSQ";
  return generate_darts(options);
}

Network search(NonePlace none = NonePlace::last) {
  DartsOptions options;
  options.stage = DartsOptions::Stage::search;
  options.channels = 16;
  options.layers = 8;
  options.none = none;
  return generate_darts(options);
}

std::int64_t macs_below(const Network& network, const std::string& prefix) {
  std::int64_t total = 0;
  for (const Layer& layer : network.layers()) {
    total += layer.name.rfind(prefix, 0) == 0 ? mac_count(network, layer) : 0;
  }
  return total;
}

std::int64_t macs_of_cell(const Network& network, std::int64_t cell) {
  return macs_below(network, "cells." + std::to_string(cell) + ".");
}

struct Count {
  std::int64_t layers = 0;
  std::int64_t macs = 0;
};

/// By kind, convolutions by what they are: pw (1x1), dw (a filter a channel), conv.
std::map<std::string, Count> census(const Network& network) {
  std::map<std::string, Count> counts;
  for (const Layer& layer : network.layers()) {
    std::string what{kind_name(layer.kind)};
    if (const auto* conv = std::get_if<Conv>(&layer.attributes)) {
      const bool point = conv->window.kernel == std::array<std::int64_t, 2>{1, 1};
      what = conv->groups > 1 ? "dw" : point ? "pw" : "conv";
    }
    ++counts[what].layers;
    counts[what].macs += mac_count(network, layer);
  }
  return counts;
}

}  // namespace

TEST_CASE("DARTS networks have the published parameters and products", "[generator][Q18]") {
  struct Published {
    std::string genotype;
    std::int64_t parameters;
    std::int64_t macs;
  };
  const auto published = GENERATE(Published{"V1", 3'169'414, 500'987'520}, Published{"V2", 3'349'342, 528'359'040},
                                  Published{"DARTSQ", 2'835'910, 452'437'632});
  const Network network = augment(published.genotype);
  CHECK(parameter_count(network) == published.parameters);
  CHECK(mac_count(network) == published.macs);
  CHECK(network.shape("classifier") == Shape{1, 10});
}

TEST_CASE("the cells of DARTS_V2 multiply what their shapes say", "[generator][Q18]") {
  const Network network = augment("V2");
  CHECK(macs_below(network, "stem.") == 2'985'984);
  CHECK(macs_of_cell(network, 0) == 26'210'304);
  CHECK(macs_of_cell(network, 1) == 27'537'408);
  CHECK(macs_of_cell(network, 6) == 21'233'664);
  CHECK(macs_of_cell(network, 7) == 24'385'536);
  CHECK(macs_of_cell(network, 13) == 21'233'664);
  CHECK(macs_of_cell(network, 14) == 23'473'152);
  CHECK(macs_below(network, "classifier") == 5'760);
  for (std::int64_t cell = 2; cell <= 5; ++cell) CHECK(macs_of_cell(network, cell) == 28'864'512);
  for (std::int64_t cell = 8; cell <= 12; ++cell) CHECK(macs_of_cell(network, cell) == 27'039'744);
  for (std::int64_t cell = 15; cell <= 19; ++cell) CHECK(macs_of_cell(network, cell) == 26'127'360);
}

TEST_CASE("DARTS_V2 has so many layers of each kind", "[generator][Q18]") {
  auto counts = census(augment("V2"));
  CHECK(counts["pw"].layers == 240);
  CHECK(counts["pw"].macs == 487'047'168);
  CHECK(counts["dw"].layers == 198);
  CHECK(counts["dw"].macs == 38'320'128);
  CHECK(counts["conv"].layers == 1);
  CHECK(counts["add"].layers == 80);
  CHECK(counts["identity"].layers == 42);
  CHECK(counts["max_pool"].layers == 10);
  CHECK(counts["linear"].layers == 1);
  // One a cell; the published count leaves out those inside the two FactorizedReduce of cells 7 and 14.
  CHECK(counts["concat"].layers == 20 + 2);
}

TEST_CASE("a batch norm behind the pools adds two learned values a channel", "[generator][Q18]") {
  DartsOptions options;
  options.genotype = darts_genotype("DARTSQ");
  const std::int64_t without = parameter_count(generate_darts(options));
  options.pool_norm = true;
  // Five pools in the cell of 72 channels, five in that of 144.
  CHECK(parameter_count(generate_darts(options)) == without + 5 * 2 * (72 + 144));
}

TEST_CASE("the search network has the parameters of DARTS' own count and 112 mixed edges of 8",
          "[generator][Q17][Q18]") {
  const Network network = search();
  CHECK(parameter_count(network) == 1'930'618);
  CHECK(mac_count(network) == 300'255'744);
  std::int64_t mixed = 0;
  for (const Layer& layer : network.layers()) {
    if (layer.kind == LayerKind::mixed) {
      ++mixed;
      CHECK(layer.inputs.size() == 8);
    }
  }
  CHECK(mixed == 112);
  auto counts = census(network);
  CHECK(counts["zero"].layers == 112);
  // Edges of reducing cells from their inputs skip by FactorizedReduce: 2 cells x 4 nodes x 2 inputs.
  CHECK(counts["identity"].layers == 112 - 16);
}

TEST_CASE("a search network's candidates stand in the order asked for", "[generator][Q17]") {
  const auto edge = [](const Network& network) { return network.producer("cells.0.edge2_0.mixed")->inputs; };
  const std::string at = "cells.0.edge2_0.";
  const std::vector<std::string> real{at + "max.bn",   at + "avg.bn",  at + "skip",   at + "sep3.bn2",
                                      at + "sep5.bn2", at + "dil3.bn", at + "dil5.bn"};
  std::vector<std::string> last = real;
  last.push_back(at + "none");
  std::vector<std::string> first{at + "none"};
  first.insert(first.end(), real.begin(), real.end());
  CHECK(edge(search(NonePlace::last)) == last);
  CHECK(edge(search(NonePlace::first)) == first);
}

TEST_CASE("a reducing cell strides on the edges from its inputs alone", "[generator][Q18]") {
  const Network network = augment("V2");
  CHECK(network.shape("cells.5.out") == Shape{1, 144, 32, 32});
  CHECK(network.shape("cells.6.node2") == Shape{1, 72, 16, 16});
  CHECK(network.shape("cells.6.out") == Shape{1, 288, 16, 16});
  CHECK(network.shape("cells.7.pre0.bn") == Shape{1, 72, 16, 16});
  CHECK(network.shape("cells.13.out") == Shape{1, 576, 8, 8});
  CHECK(std::get<Pool>(network.producer("cells.6.edge2_0.max")->attributes).window.stride[0] == 2);
  CHECK(network.producer("cells.6.edge3_2.skip")->kind == LayerKind::identity);
  CHECK(network.has("cells.3.edge2_0.sep3.dw1"));
}

TEST_CASE("a strided skip of a genotype is a FactorizedReduce", "[generator][Q18]") {
  DartsOptions options;
  options.genotype = darts_genotype("V2");
  options.genotype.reduce.edges.front() = {DartsOp::skip_connect, 0};
  const Network network = generate_darts(options);
  CHECK(network.shape("cells.6.edge2_0.skip.bn") == Shape{1, 72, 16, 16});
}

TEST_CASE("a batch multiplies the work and not the parameters of a DARTS network", "[generator][Q18]") {
  DartsOptions options;
  options.genotype = darts_genotype("V1");
  options.batch = 3;
  CHECK(parameter_count(generate_darts(options)) == 3'169'414);
  CHECK(mac_count(generate_darts(options)) == 3 * 500'987'520);
}

TEST_CASE("every operation that a genotype may name makes a network", "[generator][Q18]") {
  for (const DartsOp op : all_darts_ops()) {
    INFO(darts_op_name(op));
    DartsOptions options;
    options.layers = 3;
    options.genotype = {{{{op, 0}, {op, 1}}, {2}}, {{{op, 1}, {op, 0}, {op, 2}, {op, 0}}, {3, 2}}};
    const Network network = generate_darts(options);
    CHECK(network.shape("cells.0.out") == Shape{1, 36, 32, 32});
    CHECK(network.shape("cells.2.out") == Shape{1, 2 * 144, 8, 8});
  }
}

TEST_CASE("options and genotypes that make no network are the user's errors", "[generator][Q18]") {
  const auto error = [](auto change) {
    DartsOptions options;
    options.genotype = darts_genotype("V2");
    change(options);
    return user_error([&] { generate_darts(options); });
  };
  CHECK_THAT(error([](DartsOptions& o) { o.image = 30; }), Catch::Contains("multiple of 4"));
  CHECK_THAT(error([](DartsOptions& o) { o.layers = 0; }), Catch::Contains("allowed are 1 to 100"));
  CHECK_THAT(error([](DartsOptions& o) { o.genotype.normal.edges.pop_back(); }), Catch::Contains("has 7 edges"));
  CHECK_THAT(error([](DartsOptions& o) { o.genotype.reduce.edges[0].input = 2; }), Catch::Contains("states 0 to 1"));
  CHECK_THAT(error([](DartsOptions& o) { o.genotype.normal.edges[1].input = 0; }), Catch::Contains("two edges from"));
  CHECK_THAT(error([](DartsOptions& o) { o.genotype.normal.concat = {2, 2}; }), Catch::Contains("each once"));
  CHECK_THAT(error([](DartsOptions& o) { o.genotype.normal.concat = {1, 2}; }), Catch::Contains("nodes 2 to 5"));
  CHECK_THAT(error([](DartsOptions& o) { o.channels = 4097; }), Catch::Contains("allowed are 1 to 4096"));
  CHECK_THAT(user_error([] { darts_genotype("V3"); }), Catch::Contains("V1, V2, DARTSQ"));
}
