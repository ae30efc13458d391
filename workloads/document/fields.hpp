// The fields of a map, read strictly.
#pragma once

#include <string>
#include <vector>

#include "workloads/document/document.hpp"

namespace systole::workloads {

/// "section.name"; at the top, where the section has no name, the name alone.
std::string field_path(const std::string& section, const std::string& name);

/// Throws DocumentError C006 for what is no map, C004, with the nearest name, for a field that is none of `known`.
/// `path` is empty for the whole document, which is then called `whole`.
void check_fields(const Node& map, const std::string& path, const std::vector<std::string>& known,
                  const std::string& whole);

/// Throws DocumentError C005 with that hint where the field is missing.
const Node& required_field(const Node& map, const std::string& path, const std::string& name, const std::string& hint);

}  // namespace systole::workloads
