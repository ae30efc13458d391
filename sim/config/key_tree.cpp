#include "sim/config/key_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "sim/config/key_spec.hpp"
#include "workloads/document/text.hpp"

namespace systole::sim {
namespace {

using workloads::DocumentError;
using workloads::Node;
using workloads::Place;

bool starts_with(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

/// A key of that name in another section, for those who forgot the section.
std::string elsewhere(const std::string& name) {
  for (const KeySpec& key : chip_keys()) {
    const std::size_t dot = key.path.rfind('.');
    if (dot != std::string::npos && key.path.substr(dot + 1) == name) {
      return key.path;
    }
  }
  return "";
}

void check_section(const Node& section, const std::string& path) {
  for (const auto& [name, value] : section.fields) {
    const std::string full = join_path(path, name);
    if (is_section(full)) {
      if (value.type != Node::Type::map) {
        throw not_a_section(value, full);
      }
      check_section(value, full);
    } else if (!is_key(full)) {
      throw unknown_key(value.key_place, full, name, child_names(path));
    }
  }
}

}  // namespace

bool is_key(const std::string& path) {
  const auto& keys = chip_keys();
  return std::any_of(keys.begin(), keys.end(), [&path](const KeySpec& key) { return key.path == path; });
}

bool is_section(const std::string& path) {
  const auto& keys = chip_keys();
  return std::any_of(keys.begin(), keys.end(),
                     [&path](const KeySpec& key) { return starts_with(key.path, path + "."); });
}

std::vector<std::string> child_names(const std::string& section) {
  const std::string prefix = section.empty() ? "" : section + ".";
  std::vector<std::string> names;
  for (const KeySpec& key : chip_keys()) {
    if (starts_with(key.path, prefix)) {
      const std::string rest = key.path.substr(prefix.size());
      const std::string name = rest.substr(0, rest.find('.'));
      if (names.empty() || names.back() != name) {
        names.push_back(name);
      }
    }
  }
  return names;
}

std::string join_path(const std::string& section, const std::string& name) {
  return section.empty() ? name : fmt::format("{}.{}", section, name);
}

std::vector<std::string> split_path(const std::string& path) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', start)) {
    parts.push_back(path.substr(start, dot - start));
    start = dot + 1;
  }
  parts.push_back(path.substr(start));
  return parts;
}

DocumentError not_a_section(const Node& value, const std::string& path) {
  const char* found = value.type == Node::Type::null       ? "is empty"
                      : value.type == Node::Type::sequence ? "is a list"
                                                           : "is a single value";
  return DocumentError{{"C006", value.place, fmt::format("'{}' {}, but it is a section with keys", path, found),
                        fmt::format("keys of '{}': {}", path, fmt::join(child_names(path), ", "))}};
}

DocumentError unknown_key(const Place& place, const std::string& path, const std::string& name,
                          const std::vector<std::string>& known) {
  std::string suggestion = workloads::nearest(name, known);
  suggestion = suggestion.empty() ? elsewhere(name) : suggestion;
  const std::string names = fmt::format("{}", fmt::join(known, ", "));
  return DocumentError{{"C004", place, fmt::format("unknown key '{}'", workloads::abbreviate(path)),
                        suggestion.empty() ? fmt::format("known: {}", names)
                                           : fmt::format("did you mean '{}'?  (known: {})", suggestion, names)}};
}

void check_structure(const Node& root) {
  if (root.type != Node::Type::map) {
    throw DocumentError{{"C006", root.place, "this is not an accelerator config: it has no keys",
                         fmt::format("a config has the keys {}", fmt::join(child_names(""), ", "))}};
  }
  check_section(root, "");
}

const Node* find_path(const Node& root, const std::string& path) {
  const Node* node = &root;
  for (const std::string& part : split_path(path)) {
    node = node == nullptr ? nullptr : node->find(part);
  }
  return node;
}

Place place_of(const Node& root, const std::string& path) {
  const Node* innermost = &root;
  for (const std::string& part : split_path(path)) {
    const Node* next = innermost->find(part);
    if (next == nullptr) {
      return innermost == &root ? root.place : innermost->key_place;
    }
    innermost = next;
  }
  return innermost->place;
}

}  // namespace systole::sim
