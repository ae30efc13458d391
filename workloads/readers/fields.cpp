#include "workloads/readers/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "workloads/network/limits.hpp"

namespace systole::workloads {

namespace {

std::string spelling_hint(const std::string& word, const std::vector<std::string>& known) {
  const std::string suggestion = nearest(word, known);
  const std::string list = fmt::format("(known: {})", fmt::join(known, ", "));
  return suggestion.empty() ? list : fmt::format("did you mean '{}'?  {}", suggestion, list);
}

}  // namespace

void fail_at(const std::string& code, const Place& place, std::string message, std::string hint) {
  throw DocumentError{{code, place, std::move(message), std::move(hint)}};
}

Fields::Fields(const Node& map, std::string path, std::vector<std::string> known)
    : map_{&map}, path_{std::move(path)}, known_{std::move(known)} {
  if (map.type != Node::Type::map) {
    fail_at("N003", map.place,
            path_.empty() ? "a network file holds keys and values" : path_ + " must hold keys and values",
            fmt::format("(known: {})", fmt::join(known_, ", ")));
  }
  for (const auto& [key, value] : map.fields) {
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
      fail_at("N001", value.key_place, fmt::format("unknown key '{}'", full(key)), spelling_hint(key, known_));
    }
  }
}

const Node* Fields::find(const std::string& key) const {
  return map_->find(key);
}

const Node& Fields::require(const std::string& key) const {
  const Node* node = find(key);
  if (node == nullptr) {
    fail_at("N002", map_->place, fmt::format("missing key '{}'", full(key)),
            fmt::format("(known: {})", fmt::join(known_, ", ")));
  }
  return *node;
}

std::string Fields::full(const std::string& key) const {
  return path_.empty() ? key : path_ + "." + key;
}

std::int64_t Fields::integer(const std::string& key, Range range) const {
  return parse_integer(require(key), full(key), range);
}

std::int64_t Fields::integer(const std::string& key, Range range, std::int64_t fallback) const {
  const Node* node = find(key);
  return node == nullptr ? fallback : parse_integer(*node, full(key), range);
}

double Fields::real(const std::string& key) const {
  return parse_real(require(key), full(key), {-kMaxReal, kMaxReal});
}

bool Fields::boolean(const std::string& key, bool fallback) const {
  const Node* node = find(key);
  return node == nullptr ? fallback : parse_boolean(*node, full(key));
}

std::string Fields::text(const std::string& key) const {
  return parse_text(require(key), full(key));
}

std::vector<std::int64_t> Fields::integers(const std::string& key, Range range) const {
  return parse_integers(require(key), full(key), range);
}

std::array<std::int64_t, 2> Fields::per_axis(const std::string& key, int axes, Range range,
                                             std::array<std::int64_t, 2> fallback) const {
  const Node* node = find(key);
  if (node == nullptr) {
    return fallback;
  }
  std::vector<std::int64_t> values;
  if (node->type == Node::Type::sequence) {
    values = parse_integers(*node, full(key), range);
    if (values.size() != static_cast<std::size_t>(axes)) {
      fail_at("N003", node->place, fmt::format("'{}' has {} values", full(key), values.size()),
              axes == 1 ? "one value for the only axis" : "one value for both axes, or [vertical, horizontal]");
    }
  } else {
    values.assign(static_cast<std::size_t>(axes), parse_integer(*node, full(key), range));
  }
  return {axes == 1 ? fallback[0] : values.front(), values.back()};
}

std::vector<std::int64_t> parse_integers(const Node& node, const std::string& key, Range range) {
  if (node.type != Node::Type::sequence) {
    fail_at("N003", node.place, fmt::format("'{}' must be a list of integers", key), "for example [1, 3, 32, 32]");
  }
  std::vector<std::int64_t> values;
  values.reserve(node.items.size());
  for (const Node& item : node.items) {
    values.push_back(parse_integer(item, key, range));
  }
  return values;
}

}  // namespace systole::workloads
