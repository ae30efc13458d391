#include "workloads/document/fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace systole::workloads {

std::string field_path(const std::string& section, const std::string& name) {
  return section.empty() ? name : section + "." + name;
}

void check_fields(const Node& map, const std::string& path, const std::vector<std::string>& known,
                  const std::string& whole) {
  if (map.type != Node::Type::map)
    throw DocumentError{{"C006", map.place, fmt::format("'{}' is not a section with keys", path.empty() ? whole : path),
                         fmt::format("its keys: {}", fmt::join(known, ", "))}};
  for (const auto& [name, value] : map.fields) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest(name, known);
    throw DocumentError{{"C004", value.key_place, fmt::format("unknown key '{}'", field_path(path, name)),
                         near.empty() ? fmt::format("known: {}", fmt::join(known, ", "))
                                      : fmt::format("did you mean '{}'?  (known: {})", near, fmt::join(known, ", "))}};
  }
}

const Node& required_field(const Node& map, const std::string& path, const std::string& name, const std::string& hint) {
  const Node* field = map.find(name);
  if (field != nullptr) return *field;
  // It is the whole text that lacks the key: no line of it is at fault.
  const Place place = path.empty() ? Place{map.place.origin, 0, 0, 1, ""} : map.place;
  throw DocumentError{{"C005", place, fmt::format("the key '{}' is missing", field_path(path, name)), hint}};
}

}  // namespace systole::workloads
