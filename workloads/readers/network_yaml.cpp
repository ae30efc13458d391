#include "workloads/readers/network_yaml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "workloads/generators/jit.hpp"
#include "workloads/network/limits.hpp"
#include "workloads/readers/darts_fields.hpp"
#include "workloads/readers/fields.hpp"
#include "workloads/readers/layer_fields.hpp"

namespace systole::workloads {

namespace {

/// Runs `action`; what a network says about its own consistency gets the place in the file.
template <class Action>
void with_place(const Place& place, Action action) {
  try {
    action();
  } catch (const DocumentError&) {
    throw;
  } catch (const models::UserError& error) {
    fail_at("N004", place, error.what());
  }
}

const std::vector<Node>& list(const Node& node, const std::string& key) {
  if (node.type != Node::Type::sequence) {
    fail_at("N003", node.place, fmt::format("'{}' must be a list", key));
  }
  return node.items;
}

void read_inputs(const Node& node, Network& network) {
  if (node.type != Node::Type::map) {
    fail_at("N003", node.place, "'inputs' must hold names and shapes", "for example {x: [1, 3, 32, 32]}");
  }
  for (const auto& [name, shape] : node.fields) {
    const Shape sizes = parse_integers(shape, "inputs." + name, {1, kMaxElements});
    with_place(shape.key_place, [&, key = name] { network.add_input(key, sizes); });
  }
}

LayerKind read_kind(const Node& layer, const std::string& path) {
  const Node* node = layer.find("kind");
  if (node == nullptr) {
    fail_at("N002", layer.place, fmt::format("missing key '{}.kind'", path));
  }
  const std::string word = parse_text(*node, path + ".kind");
  std::vector<std::string> names;
  for (const LayerKind kind : all_layer_kinds()) {
    if (kind_name(kind) == word) {
      return kind;
    }
    names.emplace_back(kind_name(kind));
  }
  const std::string suggestion = nearest(word, names);
  fail_at("N005", node->place, fmt::format("unknown kind '{}' of layer", word),
          fmt::format("{}(known: {})", suggestion.empty() ? "" : fmt::format("did you mean '{}'?  ", suggestion),
                      fmt::join(names, ", ")));
}

std::string read_tensor(const Node& node, const std::string& key, const Network& network) {
  std::string name = parse_text(node, key);
  if (!network.has(name)) {
    std::vector<std::string> known;
    for (const auto& input : network.inputs()) {
      known.push_back(input.first);
    }
    for (const Layer& layer : network.layers()) {
      known.push_back(layer.name);
    }
    const std::string suggestion = nearest(name, known);
    fail_at("N006", node.place, fmt::format("'{}' names the tensor '{}', which no layer above writes", key, name),
            suggestion.empty() ? "inputs are network inputs or layers further up"
                               : fmt::format("did you mean '{}'?", suggestion));
  }
  return name;
}

/// The previous layer, or the only network input in front of the first.
std::string default_input(const Fields& fields, const Place& place, const Network& network) {
  if (!network.layers().empty()) {
    return network.layers().back().name;
  }
  if (network.inputs().size() != 1) {
    fail_at("N002", place, fmt::format("missing key '{}'", fields.full("input")),
            fmt::format("only a network with one input has a default for its first layer, this one has {}",
                        network.inputs().size()));
  }
  return network.inputs().front().first;
}

std::vector<std::string> read_layer_inputs(LayerKind kind, const Fields& fields, const Place& place,
                                           const Network& network) {
  if (kind == LayerKind::gemm || kind == LayerKind::parameter) {
    return {};
  }
  const Node* one = fields.find("input");
  const Node* many = fields.find("inputs");
  if (one != nullptr && many != nullptr) {
    fail_at("N003", many->key_place,
            fmt::format("both '{}' and '{}' are given", fields.full("input"), fields.full("inputs")),
            "one of them is enough");
  }
  if (one != nullptr) {
    return {read_tensor(*one, fields.full("input"), network)};
  }
  if (many == nullptr) {
    return {default_input(fields, place, network)};
  }
  std::vector<std::string> names;
  for (const Node& item : list(*many, fields.full("inputs"))) {
    names.push_back(read_tensor(item, fields.full("inputs"), network));
  }
  return names;
}

void read_layer(const Node& node, std::size_t index, Network& network) {
  std::string path = fmt::format("layers[{}]", index);
  if (node.type != Node::Type::map) {
    fail_at("N003", node.place, path + " must hold keys and values",
            "for example {name: fc, kind: linear, features: 10}");
  }
  if (const Node* name = node.find("name"); name != nullptr && name->type == Node::Type::scalar) {
    path = "layers." + name->text;
  }
  const LayerKind kind = read_kind(node, path);
  const Fields fields{node, path, layer_keys(kind)};
  const Place& place = fields.require("name").place;
  Layer layer{fields.text("name"), kind, read_layer_inputs(kind, fields, place, network), {}, {}};
  const bool signal = !layer.inputs.empty() && network.shape(layer.inputs.front()).size() == 3;
  layer.attributes =
      read_attributes(kind, fields, kind == LayerKind::conv1d || (signal && kind != LayerKind::conv2d) ? 1 : 2);
  with_place(place, [&] { network.add(std::move(layer)); });
}

void read_remarks(const Fields& fields, Network& network) {
  if (fields.find("source") != nullptr) {
    network.set_source(fields.text("source"));
  }
  if (const Node* notes = fields.find("notes")) {
    for (const Node& note : list(*notes, "notes")) {
      network.add_note(parse_text(note, "notes"));
    }
  }
}

Network read_jit(const Fields& file) {
  const std::vector<JitModel>& models = jit_models();
  std::vector<std::string> names(models.size());
  std::transform(models.begin(), models.end(), names.begin(), [](const JitModel& model) { return model.name; });

  const Fields fields{file.require("jit"), "jit", {"model", "part", "steps", "solver", "guidance", "batch"}};
  const auto word = [&](const char* key, const std::vector<std::string>& allowed) {
    const Node* node = fields.find(key);
    return node == nullptr ? allowed.front() : parse_word(*node, fields.full(key), allowed);
  };
  JitOptions options;
  options.name = file.text("network");
  options.model = parse_word(fields.require("model"), fields.full("model"), names);
  options.part = word("part", {"all", "ffn"}) == "ffn" ? JitOptions::Part::ffn : JitOptions::Part::all;
  options.steps = fields.integer("steps", {1, kMaxJitOption}, options.steps);
  options.solver = word("solver", {"heun", "euler"}) == "heun" ? JitOptions::Solver::heun : JitOptions::Solver::euler;
  options.guidance = fields.boolean("guidance", options.guidance);
  options.batch = fields.integer("batch", {1, kMaxJitOption}, options.batch);

  std::optional<Network> network;
  with_place(fields.require("model").place, [&] { network.emplace(generate_jit(options)); });
  read_remarks(file, *network);
  return *std::move(network);
}

Network read_darts(const Fields& file) {
  const Node& section = file.require("darts");
  DartsOptions options = read_darts_options(section);
  options.name = file.text("network");
  std::optional<Network> network;
  with_place(section.key_place, [&] { network.emplace(generate_darts(options)); });
  read_remarks(file, *network);
  return *std::move(network);
}

Network read_layers(const Fields& fields) {
  Network network{fields.text("network")};
  read_remarks(fields, network);
  network.set_forwards(fields.integer("forwards", {1, kMaxForwards}, 1));
  if (const Node* inputs = fields.find("inputs")) {
    read_inputs(*inputs, network);
  }
  const Node& layers = fields.require("layers");
  std::size_t index = 0;
  for (const Node& layer : list(layers, "layers")) {
    read_layer(layer, index++, network);
  }
  if (index == 0) {
    fail_at("N007", layers.place, "the network has no layers");
  }
  return network;
}

}  // namespace

Network parse_network_yaml(const std::string& text, const std::string& origin) {
  const Node file = parse_document(text, origin);
  struct Generator {
    std::string key;
    Network (*read)(const Fields& file);
  };
  for (const auto& [generator, read] : {Generator{"jit", read_jit}, Generator{"darts", read_darts}}) {
    const Node* section = file.find(generator);
    if (section == nullptr) {
      continue;
    }
    for (const std::string key : {"inputs", "layers", "forwards", "jit", "darts"}) {
      if (key != generator && file.find(key) != nullptr) {
        fail_at("N007", section->key_place, fmt::format("both '{}' and '{}' are given", generator, key),
                fmt::format("'{}' generates the layers; a network has one of them", generator));
      }
    }
    return read(Fields{file, "", {"network", "source", "notes", generator}});
  }
  return read_layers(Fields{file, "", {"network", "source", "forwards", "inputs", "notes", "layers", "jit", "darts"}});
}

Network read_network_yaml(const std::string& path) {
  return parse_network_yaml(read_text_file(path), path);
}

}  // namespace systole::workloads
