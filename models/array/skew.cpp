#include "models/array/skew.hpp"

#include <algorithm>

namespace systole::models {

void TopEdge::enter(bool present, std::span<const std::int16_t> vector) {
  slot_ = slot_ + 1 == ring_.size() ? 0 : slot_ + 1;
  if (present) {
    std::copy(vector.begin(), vector.end(), ring_[slot_].begin());
  } else {
    std::fill(ring_[slot_].begin(), ring_[slot_].end(), std::int16_t{0});
  }
  std::size_t from = slot_;
  for (std::size_t j = 0; j < now_.size(); ++j) {
    now_[j] = ring_[from][j];
    from = from >= hops_ ? from - hops_ : from + ring_.size() - hops_;
  }
}

}  // namespace systole::models
