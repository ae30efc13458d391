// A YAML text as a tree in which every value knows its place. The only file that sees yaml-cpp is document.cpp.
//
// Stricter than YAML: duplicate keys, anchors, aliases, tags, several documents, non-text bytes and nesting deeper than
// 32 are errors. Scalars stay text: what they mean is decided by whoever asks, once, with `quantity.hpp`.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workloads/document/diagnostic.hpp"

namespace systole::workloads {

class Node {
 public:
  enum class Type { scalar, sequence, map, null };

  // Defined in document.cpp: clang 14 cannot instantiate a vector of pairs with Node before Node is complete.
  Node();
  Node(const Node&);
  Node(Node&&) noexcept;
  Node& operator=(const Node&);
  Node& operator=(Node&&) noexcept;
  ~Node();

  Type type = Type::null;
  std::string text;                                  // scalar: as written
  bool quoted = false;                               // scalar: was in quotes
  std::vector<Node> items;                           // sequence
  std::vector<std::pair<std::string, Node>> fields;  // map, in file order
  Place place;                                       // of the value
  Place key_place;                                   // of the key, when this is a field

  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
};

/// Parses `text`; `origin` names it in errors. Throws DocumentError.
Node parse_document(const std::string& text, const std::string& origin);
/// Reads and parses a file. Throws DocumentError when it is missing, unreadable, empty or binary.
Node read_document(const std::string& path);
/// The bytes of a text file; throws DocumentError with a code when it is missing, a directory or unreadable.
std::string read_text_file(const std::string& path);

}  // namespace systole::workloads
