#include "workloads/generators/darts_cells.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "models/errors.hpp"
#include "workloads/generators/darts_operators.hpp"

namespace systole::workloads {

namespace {

/// An edge of a cell: what its operations read, and how they write it.
struct Edge {
  std::string prefix;  // "cells.3.edge2_0."
  std::string in;
  std::int64_t stride = 1;
  bool affine = true;
  bool pool_norm = true;
};

std::string add_pool(Network& network, const Edge& edge, const std::string& name, LayerKind kind) {
  if (edge.pool_norm) {
    return add_pool_bn(network, name, edge.in, kind, edge.stride, edge.affine);
  }
  const Window window{{3, 3}, {edge.stride, edge.stride}, {1, 1}, {1, 1}, {1, 1}};
  return network.add({name, kind, {edge.in}, Pool{window}, {}}).name;
}

std::string add_op(Network& network, const Edge& edge, DartsOp op) {
  const std::string name = edge.prefix + std::string{darts_op_label(op)};
  const std::int64_t channels = network.shape(edge.in)[1];
  const auto conv = [&](std::int64_t kernel, std::int64_t padding, std::int64_t dilation) {
    return DartsConv{channels, kernel, edge.stride, padding, dilation, edge.affine};
  };
  switch (op) {
    case DartsOp::none:
      return add_zero(network, name, edge.in, edge.stride);
    case DartsOp::max_pool_3x3:
      return add_pool(network, edge, name, LayerKind::max_pool);
    case DartsOp::avg_pool_3x3:
      return add_pool(network, edge, name, LayerKind::avg_pool);
    case DartsOp::skip_connect:
      return add_skip_connect(network, name, edge.in, edge.stride, edge.affine);
    case DartsOp::sep_conv_3x3:
      return add_sep_conv(network, name, edge.in, conv(3, 1, 1));
    case DartsOp::sep_conv_5x5:
      return add_sep_conv(network, name, edge.in, conv(5, 2, 1));
    case DartsOp::sep_conv_7x7:
      return add_sep_conv(network, name, edge.in, conv(7, 3, 1));
    case DartsOp::dil_conv_3x3:
      return add_dil_conv(network, name, edge.in, conv(3, 2, 2));
    case DartsOp::dil_conv_5x5:
      return add_dil_conv(network, name, edge.in, conv(5, 4, 2));
    case DartsOp::conv_7x1_1x7:
      return add_fac_conv(network, name, edge.in, conv(7, 3, 1));
  }
  throw models::ModelError{"no such DARTS operation"};
}

class CellBuilder {
 public:
  CellBuilder(Network& network, const DartsOptions& options) : network_{&network}, options_{&options} {}

  std::string add(const DartsSite& site, const DartsStates& inputs) const {
    std::vector<std::string> states = preprocess(site, inputs);
    const bool search = options_->stage == DartsOptions::Stage::search;
    const DartsCell& cell = site.reduces ? options_->genotype.reduce : options_->genotype.normal;
    const std::int64_t nodes = search ? kDartsNodes : static_cast<std::int64_t>(cell.edges.size()) / kDartsEdges;
    for (std::int64_t node = 0; node < nodes; ++node) {
      std::vector<std::string> terms = search ? mixed_edges(site, states) : kept_edges(site, states, cell, node);
      states.push_back(put(fmt::format("{}node{}", site.prefix, node + 2), LayerKind::add, std::move(terms), Plain{}));
    }
    std::vector<std::string> joined;
    if (search) {
      joined.assign(states.begin() + 2, states.end());
    } else {
      for (const std::int64_t state : cell.concat) {
        joined.push_back(states[static_cast<std::size_t>(state)]);
      }
    }
    return put(site.prefix + "out", LayerKind::concat, std::move(joined), Concat{1});
  }

 private:
  bool affine() const { return options_->stage == DartsOptions::Stage::augment; }

  std::string put(std::string name, LayerKind kind, std::vector<std::string> inputs, Attributes attributes) const {
    return network_->add({std::move(name), kind, std::move(inputs), std::move(attributes), {}}).name;
  }

  std::vector<std::string> preprocess(const DartsSite& site, const DartsStates& inputs) const {
    const DartsConv conv{.filters = site.channels, .affine = affine()};
    const std::string name = site.prefix + "pre0";
    return {site.after_reduction ? add_factorized_reduce(*network_, name, inputs.before_last, site.channels, affine())
                                 : add_std_conv(*network_, name, inputs.before_last, conv),
            add_std_conv(*network_, site.prefix + "pre1", inputs.last, conv)};
  }

  Edge edge(const DartsSite& site, const std::vector<std::string>& states, std::size_t state) const {
    const std::int64_t stride = site.reduces && state < 2 ? 2 : 1;
    return {fmt::format("{}edge{}_{}.", site.prefix, states.size(), state), states[state], stride, affine(),
            options_->pool_norm || options_->stage == DartsOptions::Stage::search};
  }

  std::vector<std::string> kept_edges(const DartsSite& site, const std::vector<std::string>& states,
                                      const DartsCell& cell, std::int64_t node) const {
    std::vector<std::string> terms;
    for (std::int64_t i = node * kDartsEdges; i < (node + 1) * kDartsEdges; ++i) {
      const DartsEdge& kept = cell.edges[static_cast<std::size_t>(i)];
      terms.push_back(add_op(*network_, edge(site, states, static_cast<std::size_t>(kept.input)), kept.op));
    }
    return terms;
  }

  std::vector<std::string> mixed_edges(const DartsSite& site, const std::vector<std::string>& states) const {
    std::vector<std::string> terms;
    for (std::size_t state = 0; state < states.size(); ++state) {
      const Edge end = edge(site, states, state);
      std::vector<std::string> candidates;
      for (const DartsOp op : darts_candidates(options_->none)) {
        candidates.push_back(add_op(*network_, end, op));
      }
      terms.push_back(put(end.prefix + "mixed", LayerKind::mixed, std::move(candidates), Plain{}));
    }
    return terms;
  }

  Network* network_;
  const DartsOptions* options_;
};

}  // namespace

std::string add_darts_cell(Network& network, const DartsOptions& options, const DartsSite& site,
                           const DartsStates& inputs) {
  return CellBuilder{network, options}.add(site, inputs);
}

}  // namespace systole::workloads
