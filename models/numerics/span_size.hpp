// The check that kernels make of the spans that they are given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "models/errors.hpp"

namespace systole::models {

/// Throws ModelError unless `found` elements are those that the shape asks for.
inline void require_size(std::size_t found, std::int64_t expected, const char* what) {
  if (expected >= 0 && found == static_cast<std::size_t>(expected)) return;
  throw ModelError(std::string{what} + " has " + std::to_string(found) + " elements, needs " +
                   std::to_string(expected));
}

}  // namespace systole::models
