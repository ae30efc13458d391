#include "sim/config/override.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/config/key_tree.hpp"

namespace systole::sim {
namespace {

using workloads::DocumentError;
using workloads::Node;
using workloads::Place;

/// An override, and places in it: they have no line, and columns count from the start of the path.
class Assignment {
 public:
  explicit Assignment(const std::string& text) : text_{text}, equals_{text.find('=')} {}

  Place place(std::size_t column, std::size_t length) const {
    Place result;
    result.origin = "--set";
    result.column = static_cast<int>(column) + 1;
    result.length = static_cast<int>(std::max<std::size_t>(1, length));
    result.source_line = text_;
    return result;
  }

  std::string path() const {
    const bool one_line = text_.find('\n') == std::string::npos;
    if (equals_ == std::string::npos || equals_ == 0 || equals_ + 1 == text_.size() || !one_line) {
      throw DocumentError{{"C014", place(0, text_.size()), "an override is not of the form path=value",
                           "write for instance array.rows=32"}};
    }
    return text_.substr(0, equals_);
  }

  /// Throws C004 at the first part of the path that is unknown, C014 when the path names a section.
  void check_path(const std::string& path) const {
    if (is_key(path)) {
      return;
    }
    if (is_section(path)) {
      throw DocumentError{{"C014", place(0, path.size()), fmt::format("'{}' is a section", path),
                           fmt::format("set one of its keys: {}.{}", path, fmt::join(child_names(path), ", "))}};
    }
    std::string known;
    std::size_t column = 0;
    for (const std::string& part : split_path(path)) {
      const std::string full = join_path(known, part);
      if (is_key(full)) {
        throw DocumentError{{"C014", place(0, path.size()), fmt::format("'{}' has no keys below it", full),
                             fmt::format("set all of it: {}=VALUE", full)}};
      }
      if (!is_section(full)) {
        throw unknown_key(place(column, part.size()), full, part, child_names(known));
      }
      known = full;
      column += part.size() + 1;
    }
  }

  Node value() const {
    try {
      Node node = workloads::parse_document(text_.substr(equals_ + 1), "--set");
      relocate(node);
      return node;
    } catch (const DocumentError& error) {
      workloads::Diagnostic moved = error.diagnostic();
      moved.place = move(moved.place);
      throw DocumentError{std::move(moved)};
    }
  }

 private:
  Place move(const Place& in_value) const {
    const std::size_t column = equals_ + static_cast<std::size_t>(std::max(1, in_value.column));
    return place(column, static_cast<std::size_t>(in_value.length));
  }

  void relocate(Node& node) const {
    node.place = move(node.place);
    node.key_place = move(node.key_place);
    for (Node& item : node.items) {
      relocate(item);
    }
    for (auto& [name, field] : node.fields) {
      relocate(field);
    }
  }

  const std::string& text_;
  std::size_t equals_;
};

/// The field `name` of a map, appended when absent.
Node& child(Node& section, const std::string& path, const std::string& name, const Place& place) {
  if (section.type == Node::Type::null) {
    section.type = Node::Type::map;
  }
  if (section.type != Node::Type::map) {
    throw not_a_section(section, path);
  }
  if (Node* existing = section.find(name)) {
    return *existing;
  }
  Node created;
  created.place = place;
  created.key_place = place;
  section.fields.emplace_back(name, std::move(created));
  return section.fields.back().second;
}

}  // namespace

void apply_override(Node& root, const std::string& assignment) {
  const Assignment parsed{assignment};
  const std::string path = parsed.path();
  parsed.check_path(path);
  Node value = parsed.value();
  value.key_place = parsed.place(0, path.size());
  set_value(root, path, std::move(value));
}

void set_value(Node& root, const std::string& path, Node value) {
  Node* node = &root;
  std::string above;
  for (const std::string& part : split_path(path)) {
    node = &child(*node, above, part, value.key_place);
    above = join_path(above, part);
  }
  *node = std::move(value);
}

}  // namespace systole::sim
