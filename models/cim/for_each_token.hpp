// Tokens in parallel: each is on its own behind the array.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/onednn/parallel_parts.hpp"

namespace systole::models {

/// work(token) once for each of [0, tokens), on the threads that oneDNN would use.
template <class Work>
void for_each_token(std::int64_t tokens, const Work& work) {
  for_each_part(static_cast<std::size_t>(tokens), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t token = begin; token < end; ++token) work(static_cast<std::int64_t>(token));
  });
}

}  // namespace systole::models
