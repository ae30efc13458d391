// The keys as a tree: which are known at a level, and whether a document holds others.
#pragma once

#include <string>
#include <vector>

#include "workloads/document/document.hpp"

namespace systole::sim {

bool is_key(const std::string& path);
bool is_section(const std::string& path);
/// Names that may follow `section` ("" = top level), in table order.
std::vector<std::string> child_names(const std::string& section);
/// "array", "rows" -> "array.rows"; without a section the name alone.
std::string join_path(const std::string& section, const std::string& name);
/// "array.rows" -> array, rows.
std::vector<std::string> split_path(const std::string& path);

/// An error [C006]: `value` stands where the section `path` belongs.
workloads::DocumentError not_a_section(const workloads::Node& value, const std::string& path);
/// An error [C004] with the nearest of the keys known at this level; `name` is the last part of `path`.
workloads::DocumentError unknown_key(const workloads::Place& place, const std::string& path, const std::string& name,
                                     const std::vector<std::string>& known);

/// Throws DocumentError when the document holds a key that is not in `chip_keys()`, or a value where a section belongs.
void check_structure(const workloads::Node& root);

/// The value at "array.rows", or null.
const workloads::Node* find_path(const workloads::Node& root, const std::string& path);

/// Where to point for a key that may be absent: its value, or the key of the innermost section that exists.
workloads::Place place_of(const workloads::Node& root, const std::string& path);

}  // namespace systole::sim
