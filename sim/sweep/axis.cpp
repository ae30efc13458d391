#include "sim/sweep/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/config/key_tree.hpp"
#include "sim/sweep/axis_range.hpp"
#include "sim/sweep/key_pattern.hpp"

namespace systole::sim {
namespace {

using workloads::DocumentError;
using workloads::Node;

constexpr const char* kAxisShape =
    "an axis looks like {key: array.dataflow, values: [ws, os]}, {key: array.rows, from: 8, to: 64, step: 8} or {keys: "
    "[array.rows, array.cols], values: [8, 16]}";

[[noreturn]] void fail_axis(const char* code, const Node& node, std::string what, std::string hint = kAxisShape) {
  throw DocumentError{{code, node.place, std::move(what), std::move(hint)}};
}

std::vector<const KeySpec*> keys_named(const Node& node) {
  if (node.type != Node::Type::scalar) fail_axis("C006", node, "a key is text");
  std::vector<const KeySpec*> keys = keys_matching(node.text);
  if (!keys.empty()) return keys;
  std::vector<std::string> known;
  for (const KeySpec& key : chip_keys()) known.push_back(key.path);
  const std::string near = workloads::nearest(node.text, known);
  fail_axis("C004", node, fmt::format("unknown key '{}'", node.text),
            near.empty() ? "docs/config.md lists the keys" : fmt::format("did you mean '{}'?", near));
}

/// Takes the value for all keys, each of which must allow it.
AxisValue shared_value(const std::vector<const KeySpec*>& keys, const Node& value) {
  AxisValue result;
  for (const KeySpec* key : keys) {
    models::Chip chip;
    chip.cim.emplace();  // for keys of macros
    key->parse(value, chip);
    // An alias prints the key that it sets.
    if (result.label.empty()) result.label = key->path.starts_with("cim.ffn.") ? value.text : key->print(chip);
    result.settings.push_back({key, value});
  }
  return result;
}

void add_keys(Axis& axis, const Node& names) {
  const std::vector<Node> list = names.type == Node::Type::sequence ? names.items : std::vector<Node>{names};
  if (list.empty()) fail_axis("C006", names, "an axis without keys");
  for (const Node& name : list) {
    axis.name += (axis.name.empty() ? "" : ", ") + name.text;
    for (const KeySpec* key : keys_named(name)) axis.keys.push_back(key);
  }
}

void add_listed_values(Axis& axis, const Node& values) {
  if (values.type != Node::Type::sequence || values.items.empty())
    fail_axis("C006", values, "values are a list, not empty");
  for (const Node& value : values.items) axis.values.push_back(shared_value(axis.keys, value));
}

/// values: [{array.rows: 8, array.cols: 32}, ...]: every entry names the same keys.
void add_mapped_values(Axis& axis, const Node& values) {
  if (values.type != Node::Type::sequence || values.items.empty())
    fail_axis("C006", values, "values are a list, not empty");
  for (const Node& entry : values.items) {
    if (entry.type != Node::Type::map || entry.fields.empty())
      fail_axis("C006", entry, "an axis without keys has values such as {array.rows: 8, array.cols: 32}");
    AxisValue value;
    std::vector<const KeySpec*> keys;
    for (const auto& [name, node] : entry.fields) {
      Node named;
      named.type = Node::Type::scalar;
      named.text = name;
      named.place = node.key_place;
      const std::vector<const KeySpec*> matching = keys_named(named);
      const AxisValue part = shared_value(matching, node);
      value.label += (value.label.empty() ? "" : ", ") + part.label;
      value.settings.insert(value.settings.end(), part.settings.begin(), part.settings.end());
      keys.insert(keys.end(), matching.begin(), matching.end());
      if (axis.values.empty()) axis.name += (axis.name.empty() ? "" : ", ") + name;
    }
    if (axis.values.empty()) axis.keys = keys;
    if (keys != axis.keys)
      fail_axis("C013", entry, fmt::format("this value does not set '{}', as the first does", axis.name));
    axis.values.push_back(std::move(value));
  }
}

Axis read_axis(const Node& node) {
  if (node.type != Node::Type::map) fail_axis("C006", node, "an axis is a map");
  const std::vector<std::string> known{"key", "keys", "values", "from", "to", "step", "factor"};
  for (const auto& [name, value] : node.fields)
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw unknown_key(value.key_place, "axes." + name, name, known);
  Axis axis;
  const Node* key = node.find("key") != nullptr ? node.find("key") : node.find("keys");
  if (node.find("key") != nullptr && node.find("keys") != nullptr)
    fail_axis("C013", node, "'key' and 'keys' say the same");
  if (key != nullptr) add_keys(axis, *key);
  const Node* values = node.find("values");
  const bool ranges = node.find("from") != nullptr || node.find("to") != nullptr || node.find("step") != nullptr ||
                      node.find("factor") != nullptr;
  if (values != nullptr && ranges) fail_axis("C013", node, "an axis has 'values' or a range, not both");
  if (values == nullptr && !ranges) fail_axis("C005", node, "an axis without values");
  if (key == nullptr && values == nullptr) fail_axis("C005", node, "an axis without 'key'");
  if (ranges)
    for (const Node& value : values_of_range(*axis.keys.front(), node))
      axis.values.push_back(shared_value(axis.keys, value));
  else if (key != nullptr)
    add_listed_values(axis, *values);
  else
    add_mapped_values(axis, *values);
  std::set<std::string> labels;
  for (const AxisValue& value : axis.values)
    if (!labels.insert(value.label).second)
      fail_axis("C003", value.settings.front().value,
                fmt::format("'{}' occurs twice among the values of '{}'", value.label, axis.name),
                "leave one out: it would be the same point");
  return axis;
}

}  // namespace

void AxisValue::apply(models::Chip& chip) const {
  for (const Setting& setting : settings) setting.apply(chip);
}

std::vector<Axis> read_axes(const workloads::Node& list) {
  if (list.type != Node::Type::sequence || list.items.empty()) fail_axis("C006", list, "axes are a list, not empty");
  std::vector<Axis> axes;
  std::set<const KeySpec*> seen;
  for (const Node& item : list.items) {
    axes.push_back(read_axis(item));
    for (const KeySpec* key : axes.back().keys)
      if (!seen.insert(key).second)
        fail_axis("C003", item, fmt::format("'{}' is varied twice", key->path),
                  "link keys that go together in one axis");
  }
  return axes;
}

}  // namespace systole::sim
