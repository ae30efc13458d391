#include "sim/cli/ranges.hpp"

#include <charconv>

namespace systole::sim {

std::optional<std::pair<std::int64_t, std::int64_t>> parse_range(const std::string& text, char between,
                                                                 bool one_may_do) {
  const char* end = text.data() + text.size();
  std::pair<std::int64_t, std::int64_t> found;
  const auto [at, error] = std::from_chars(text.data(), end, found.first);
  if (error != std::errc{} || found.first < 0) return std::nullopt;
  found.second = found.first;
  if (at == end) return one_may_do ? std::optional{found} : std::nullopt;
  if (*at != between) return std::nullopt;
  const auto [last, second_error] = std::from_chars(at + 1, end, found.second);
  if (second_error != std::errc{} || last != end || found.second < 0) return std::nullopt;
  return found;
}

}  // namespace systole::sim
