#include "sim/config/mapping_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "sim/config/key_builders.hpp"
#include "sim/config/key_tree.hpp"
#include "workloads/network/layer.hpp"

namespace systole::sim {
namespace {

using models::Chip;
using models::EngineRule;
using models::FixedTile;
using workloads::DocumentError;
using workloads::Node;

constexpr std::int64_t kLargestTile = std::int64_t{1} << 31;

/// Keys of a small map inside a value, strict like those of the table.
void check_fields(const Node& node, const std::string& path, const std::vector<std::string>& known) {
  for (const auto& [name, value] : node.fields) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw unknown_key(value.key_place, join_path(path, name), name, known);
    }
  }
}

FixedTile parse_tile(const Node& node, const std::string& path) {
  check_fields(node, path, {"m", "k", "n"});
  FixedTile tile;
  const std::pair<std::string, std::int64_t FixedTile::*> sizes[] = {
      {"m", &FixedTile::m}, {"k", &FixedTile::k}, {"n", &FixedTile::n}};
  for (const auto& [name, member] : sizes) {
    const Node* size = node.find(name);
    if (size == nullptr) {
      throw DocumentError{{"C005", node.place, fmt::format("'{}' lacks '{}'", path, name),
                           "a fixed tile names all three of its sizes: {m: 64, k: 64, n: 64}"}};
    }
    tile.*member = workloads::parse_integer(*size, fmt::format("{}.{}", path, name), {1, kLargestTile});
  }
  return tile;
}

EngineRule parse_rule(const Node& node, const std::string& path) {
  if (node.type != Node::Type::map) {
    throw DocumentError{{"C006", node.place, fmt::format("'{}' is not a rule", path),
                         "a rule looks like {layers: \"ffn*\", engine: array} or {kind: softmax, engine: vector}"}};
  }
  check_fields(node, path, {"layers", "kind", "engine"});
  EngineRule rule;
  if (const Node* layers = node.find("layers")) {
    rule.layers = workloads::parse_text(*layers, path + ".layers");
  }
  if (const Node* kind = node.find("kind")) {
    rule.kind = workloads::parse_word(*kind, path + ".kind", rule_kinds());
  }
  if (rule.layers.empty() && rule.kind.empty()) {
    throw DocumentError{{"C005", node.place, fmt::format("'{}' names neither 'layers' nor 'kind'", path),
                         "say which layers it is for; layers: \"*\" means all"}};
  }
  const Node* engine = node.find("engine");
  if (engine == nullptr) {
    throw DocumentError{{"C005", node.place, fmt::format("'{}' lacks 'engine'", path),
                         fmt::format("add one of: {}", fmt::join(words<models::Engine>(), ", "))}};
  }
  rule.engine = from_word<models::Engine>(workloads::parse_word(*engine, path + ".engine", words<models::Engine>()));
  return rule;
}

std::string print_rule(const EngineRule& rule) {
  std::string text = "{";
  text += rule.layers.empty() ? "" : fmt::format("layers: {}, ", yaml_text(rule.layers));
  text += rule.kind.empty() ? "" : fmt::format("kind: {}, ", rule.kind);
  return text + fmt::format("engine: {}}}", word(rule.engine));
}

}  // namespace

const std::vector<std::string>& rule_kinds() {
  static const std::vector<std::string> kinds = [] {
    std::vector<std::string> names;
    for (const workloads::LayerKind kind : workloads::all_layer_kinds()) {
      names.emplace_back(workloads::kind_name(kind));
    }
    names.emplace_back("depthwise");
    return names;
  }();
  return kinds;
}

KeySpec tiling_key() {
  const std::string path = "mapping.tiling";
  KeySpec key;
  key.path = path;
  key.kind = "word or map";
  key.allowed = fmt::format("auto, or {{m, k, n}} with each 1 .. {}", kLargestTile);
  key.doc = "Tile sizes of every GEMM, in elements. `auto` lets the mapper choose for each layer.";
  key.parse = [path](const Node& node, Chip& chip) {
    chip.mapping.tile.reset();
    if (node.type == Node::Type::map) {
      chip.mapping.tile = parse_tile(node, path);
    } else if (node.type != Node::Type::scalar || node.text != "auto") {
      throw DocumentError{{"C010", node.place, fmt::format("'{}' is neither 'auto' nor a tile", path),
                           "allowed: auto, or sizes such as {m: 64, k: 64, n: 64}"}};
    }
  };
  key.print = [](const Chip& chip) {
    const auto& tile = chip.mapping.tile;
    return tile ? fmt::format("{{m: {}, k: {}, n: {}}}", tile->m, tile->k, tile->n) : std::string{"auto"};
  };
  return finished(std::move(key));
}

KeySpec engines_key() {
  const std::string path = "mapping.engines";
  KeySpec key;
  key.path = path;
  key.kind = "list";
  key.allowed = "rules {layers: GLOB, kind: KIND, engine: ENGINE}; layers or kind may be left out";
  key.doc =
      "Sends the layers whose name matches and that are of the kind to an engine. The first rule that fits wins; "
      "without one GEMM layers run on the array and the rest on the vector unit.";
  key.parse = [path](const Node& node, Chip& chip) {
    if (node.type != Node::Type::sequence) {
      throw DocumentError{{"C006", node.place, fmt::format("'{}' is not a list", path),
                           "write [{kind: softmax, engine: vector}], or one '- {...}' a line"}};
    }
    chip.mapping.engines.clear();
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      chip.mapping.engines.push_back(parse_rule(node.items[i], fmt::format("{}[{}]", path, i)));
    }
  };
  key.print = [](const Chip& chip) {
    std::vector<std::string> rules;
    std::transform(chip.mapping.engines.begin(), chip.mapping.engines.end(), std::back_inserter(rules), print_rule);
    return fmt::format("[{}]", fmt::join(rules, ", "));
  };
  return finished(std::move(key));
}

}  // namespace systole::sim
