// Real numbers from a counter-based generator (Philox4x32-10; Salmon et al., SC 2011): the same for the same seed, name
// and position, whatever else is drawn.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace systole::sim {

/// Standard normal, by Box and Muller's transform.
std::vector<float> draw_normal(std::int64_t count, std::uint64_t seed, std::string_view name);

/// Integers 0 .. below - 1, as reals.
std::vector<float> draw_indices(std::int64_t count, std::int64_t below, std::uint64_t seed, std::string_view name);

}  // namespace systole::sim
