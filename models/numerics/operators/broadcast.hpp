// Operands of smaller shapes, repeated to the output's: numpy's rule of broadcasting.
#pragma once

#include <cstdint>
#include <span>

#include "models/numerics/operators/codes.hpp"

namespace systole::models {

/// Copies `in` of shape `from` to `out` of shape `to`. Shapes are aligned at their last axes; an axis of `from` is
/// missing, 1, or as long as `to`'s. Throws ModelError for shapes that do not fit each other or their spans.
void broadcast(Codes in, std::span<const std::int64_t> from, std::span<const std::int64_t> to, MutableCodes out);

}  // namespace systole::models
