// Pairs of numbers on the command line: 3:5, 2,1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace systole::sim {

/// Two numbers from 0 on with `between` between them; where one may do, it stands for both. None when it is neither.
std::optional<std::pair<std::int64_t, std::int64_t>> parse_range(const std::string& text, char between,
                                                                 bool one_may_do);

}  // namespace systole::sim
