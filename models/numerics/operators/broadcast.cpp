#include "models/numerics/operators/broadcast.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

std::int64_t elements(std::span<const std::int64_t> shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>{});
}

/// Axis by axis from the outside: an axis of 1 is written once and then copied.
void expand(const std::int16_t* in, std::span<const std::int64_t> from, std::span<const std::int64_t> to,
            std::int16_t* out) {
  if (to.empty()) {
    *out = *in;
    return;
  }
  const bool missing = from.size() < to.size();
  const bool repeated = missing || from.front() == 1;
  const std::span<const std::int64_t> from_inner = missing ? from : from.subspan(1);
  const std::span<const std::int64_t> to_inner = to.subspan(1);
  const std::int64_t block = elements(to_inner);
  if (repeated) {
    expand(in, from_inner, to_inner, out);
    for (std::int64_t i = 1; i < to.front(); ++i) std::copy_n(out, block, out + i * block);
  } else if (from_inner.size() == to_inner.size() &&
             std::equal(from_inner.begin(), from_inner.end(), to_inner.begin())) {
    std::copy_n(in, block * to.front(), out);
  } else {
    const std::int64_t step = elements(from_inner);
    for (std::int64_t i = 0; i < to.front(); ++i) expand(in + i * step, from_inner, to_inner, out + i * block);
  }
}

}  // namespace

void broadcast(Codes in, std::span<const std::int64_t> from, std::span<const std::int64_t> to, MutableCodes out) {
  require_size(in.size(), elements(from), "an operand to broadcast");
  require_size(out.size(), elements(to), "a broadcast operand");
  if (from.size() > to.size()) throw ModelError{"an operand has more axes than what it is broadcast to"};
  for (std::size_t axis = 1; axis <= from.size(); ++axis) {
    const std::int64_t size = from[from.size() - axis];
    if (size != 1 && size != to[to.size() - axis]) throw ModelError{"an operand's axis is neither 1 nor the output's"};
  }
  if (!out.empty()) expand(in.data(), from, to, out.data());
}

}  // namespace systole::models
