#include "workloads/readers/darts_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "workloads/document/real.hpp"
#include "workloads/network/limits.hpp"
#include "workloads/readers/fields.hpp"

namespace systole::workloads {

namespace {

constexpr std::int64_t kSearchChannels = 16;
constexpr std::int64_t kSearchLayers = 8;
constexpr RealRange kLogits{-kMaxReal, kMaxReal};

const std::vector<Node>& items(const Node& node, const std::string& key, const char* hint) {
  if (node.type != Node::Type::sequence) {
    fail_at("N003", node.place, fmt::format("'{}' must be a list", key), hint);
  }
  return node.items;
}

DartsOp read_op(const Node& node, const std::string& key) {
  std::vector<std::string> names;
  for (const DartsOp op : all_darts_ops()) {
    names.emplace_back(darts_op_name(op));
  }
  const std::string name = parse_word(node, key, names);
  const auto found = std::find(names.begin(), names.end(), name);
  return all_darts_ops().at(static_cast<std::size_t>(found - names.begin()));
}

/// [[sep_conv_3x3, 0], [skip_connect, 1], ...]; without a list of states to concatenate, all nodes are.
DartsCell read_cell(const Fields& fields, const std::string& key) {
  constexpr const char* kHint =
      "two edges a node, each an operation and a state: [[sep_conv_3x3, 0], [max_pool_3x3, 1]]";
  DartsCell cell;
  const Node& edges = fields.require(key);
  for (const Node& edge : items(edges, fields.full(key), kHint)) {
    const std::vector<Node>& pair = items(edge, fields.full(key), kHint);
    if (pair.size() != 2) {
      fail_at("N003", edge.place, fmt::format("an edge of '{}' has {} values", fields.full(key), pair.size()), kHint);
    }
    cell.edges.push_back(
        {read_op(pair[0], fields.full(key)), parse_integer(pair[1], fields.full(key), {0, kMaxDartsNodes + 1})});
  }
  if (fields.find(key + "_concat") != nullptr) {
    cell.concat = fields.integers(key + "_concat", {2, kMaxDartsNodes + 1});
  } else {
    for (std::int64_t node = 0; node < static_cast<std::int64_t>(cell.edges.size()) / kDartsEdges; ++node) {
      cell.concat.push_back(node + 2);
    }
  }
  return cell;
}

AlphaTable read_table(const Fields& fields, const std::string& key) {
  constexpr const char* kHint = "a row an edge, a column a candidate";
  AlphaTable table;
  for (const Node& row : items(fields.require(key), fields.full(key), kHint)) {
    table.emplace_back();
    for (const Node& logit : items(row, fields.full(key), kHint)) {
      table.back().push_back(parse_real(logit, fields.full(key), kLogits));
    }
  }
  return table;
}

DartsGenotype read_alphas(const Node& section, NonePlace none) {
  const Fields fields{section, "darts.alphas", {"normal", "reduce", "strength"}};
  const Node* word = fields.find("strength");
  const bool logit = word != nullptr && parse_word(*word, fields.full("strength"), {"softmax", "logit"}) == "logit";
  const EdgeStrength strength = logit ? EdgeStrength::logit : EdgeStrength::softmax;
  const auto cell = [&](const char* key) {
    const AlphaTable table = read_table(fields, key);
    try {
      return parse_alphas(table, none, strength);
    } catch (const models::UserError& error) {
      fail_at("N004", fields.require(key).place, error.what());
    }
  };
  return {cell("normal"), cell("reduce")};
}

void forbid(const Fields& fields, const std::vector<std::string>& keys, const std::string& beside) {
  for (const std::string& key : keys) {
    if (const Node* node = fields.find(key)) {
      fail_at("N003", node->key_place, fmt::format("'{}' has no meaning beside {}", fields.full(key), beside));
    }
  }
}

void read_genotype(const Fields& fields, DartsOptions& options) {
  const std::vector<std::string> cells{"normal", "normal_concat", "reduce", "reduce_concat"};
  if (fields.find("genotype") != nullptr) {
    forbid(fields, cells, "'darts.genotype'");
    forbid(fields, {"alphas"}, "'darts.genotype'");
    options.origin = parse_word(fields.require("genotype"), fields.full("genotype"), darts_genotype_names());
    options.genotype = darts_genotype(options.origin);
  } else if (const Node* alphas = fields.find("alphas")) {
    forbid(fields, cells, "'darts.alphas'");
    options.genotype = read_alphas(*alphas, options.none);
  } else if (fields.find("normal") != nullptr || fields.find("reduce") != nullptr) {
    options.genotype = {read_cell(fields, "normal"), read_cell(fields, "reduce")};
  } else {
    fail_at("N002", fields.place(), "missing key 'darts.genotype'",
            "a name, or cells of your own under 'normal' and 'reduce', or 'alphas' of a search");
  }
}

}  // namespace

DartsOptions read_darts_options(const Node& section) {
  const Fields fields{section,
                      "darts",
                      {"stage", "genotype", "normal", "normal_concat", "reduce", "reduce_concat", "alphas", "none",
                       "channels", "layers", "classes", "image", "batch", "pool_norm"}};
  const auto word = [&](const char* key, const std::vector<std::string>& allowed) {
    const Node* node = fields.find(key);
    return node == nullptr ? allowed.front() : parse_word(*node, fields.full(key), allowed);
  };
  DartsOptions options;
  options.none = word("none", {"last", "first"}) == "last" ? NonePlace::last : NonePlace::first;
  if (word("stage", {"augment", "search"}) == "search") {
    forbid(fields, {"genotype", "normal", "normal_concat", "reduce", "reduce_concat", "alphas", "pool_norm"},
           "'stage: search'");
    options.stage = DartsOptions::Stage::search;
    options.channels = kSearchChannels;
    options.layers = kSearchLayers;
  } else {
    read_genotype(fields, options);
  }
  options.channels = fields.integer("channels", {1, kMaxDartsOption}, options.channels);
  options.layers = fields.integer("layers", {1, kMaxDartsLayers}, options.layers);
  options.classes = fields.integer("classes", {1, kMaxDartsClasses}, options.classes);
  options.image = fields.integer("image", {4, kMaxDartsOption}, options.image);
  options.batch = fields.integer("batch", {1, kMaxDartsOption}, options.batch);
  options.pool_norm = fields.boolean("pool_norm", options.pool_norm);
  return options;
}

}  // namespace systole::workloads
