#include "sim/config/rule_errors.hpp"

#include <utility>

#include "sim/config/key_tree.hpp"

namespace systole::sim {

void fail_rule(const workloads::Node& root, const std::vector<std::string>& paths, std::string message,
               std::string hint) {
  workloads::Place place = place_of(root, paths.front());
  for (const std::string& path : paths) {
    const workloads::Node* node = find_path(root, path);
    if (node != nullptr && node->place.origin != root.place.origin) {
      place = node->place;
    }
  }
  throw workloads::DocumentError{{"C013", std::move(place), std::move(message), std::move(hint)}};
}

}  // namespace systole::sim
