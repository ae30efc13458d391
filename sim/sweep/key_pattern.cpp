#include "sim/sweep/key_pattern.hpp"

#include <algorithm>

#include "sim/config/key_tree.hpp"

namespace systole::sim {

std::vector<const KeySpec*> keys_matching(const std::string& pattern) {
  const std::vector<std::string> wanted = split_path(pattern);
  std::vector<const KeySpec*> keys;
  for (const KeySpec& key : chip_keys()) {
    const std::vector<std::string> parts = split_path(key.path);
    const auto fits = [](const std::string& part, const std::string& want) { return want == "*" || part == want; };
    if (std::equal(parts.begin(), parts.end(), wanted.begin(), wanted.end(), fits)) keys.push_back(&key);
  }
  return keys;
}

}  // namespace systole::sim
