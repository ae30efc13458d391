#include "models/array/stationary_pes.hpp"

#include <algorithm>

namespace systole::models {

template <class Sum>
StationaryPes<Sum>::StationaryPes(const GridShape& shape, bool shadow, const Accumulator& accumulator)
    : shape_{shape},
      accumulate_{accumulator},
      shadow_{shadow},
      load_{shape.rows + shape.cols, shape.hops},
      used_{shape.rows + shape.cols, shape.hops},
      swap_{shape.rows + shape.cols, shape.hops},
      left_{shape},
      top_{shape},
      held_{shape},
      active_{shape},
      operands_(shape.hops, Grid<std::int16_t>{shape}),
      sums_(shape.hops, Grid<Sum>{shape}),
      sum_in_(shape.cols),
      valid_(shape.cols),
      counted_(shape.cols),
      result_(shape.cols),
      overflows_{shape} {}

template <class Sum>
void StationaryPes<Sum>::enter(const Edges& edges) {
  load_.enter(edges.load ? 1 : 0);
  used_.enter(edges.stream ? static_cast<std::int32_t>(edges.cols) : 0);
  swap_.enter(edges.swap ? 1 : 0);
  left_.enter(edges.stream, edges.left);
  top_.enter(edges.load, edges.top);
  if (edges.sum_in.empty()) {
    std::fill(sum_in_.begin(), sum_in_.end(), Sum{0});
  } else {
    std::transform(edges.sum_in.begin(), edges.sum_in.end(), sum_in_.begin(),
                   [](std::int64_t value) { return static_cast<Sum>(value); });
  }
}

template <class Sum>
void StationaryPes<Sum>::step(const Edges& edges) {
  enter(edges);
  load_wanes_ = edges.load ? shape_.crossing() : load_wanes_ - std::min<std::size_t>(load_wanes_, 1);
  swap_wanes_ = edges.swap ? shape_.crossing() : swap_wanes_ - std::min<std::size_t>(swap_wanes_, 1);
  filled_ = edges.stream && edges.cols == static_cast<std::int64_t>(shape_.cols) ? filled_ + 1 : 0;
  update_rows();
  const std::uint8_t* leaves = counted(shape_.rows - 1);
  if (leaves == nullptr) {
    std::fill(valid_.begin(), valid_.end(), std::uint8_t{1});
  } else {
    std::copy_n(leaves, shape_.cols, valid_.begin());
  }
  ++time_;
}

template <class Sum>
void StationaryPes<Sum>::update_rows() {
  const std::size_t stage = time_ % shape_.hops;
  Grid<Sum>& sums = sums_[stage];
  Grid<std::int16_t>& operands = operands_[stage];
  for (std::size_t i = shape_.rows; i-- > 0;) {
    std::int16_t* held = held_.row(i);
    std::int16_t* active = shadow_ ? active_.row(i) : held;
    if (shadow_ && swap_wanes_ > 0) {
      const std::uint8_t* swap = swap_.from(i);
      for (std::size_t j = 0; j < shape_.cols; ++j) active[j] = swap[j] != 0 ? held[j] : active[j];
    }
    accumulate_row(accumulate_, {shape_.cols, left_.row(i), active, i == 0 ? sum_in_.data() : sums.row(i - 1),
                                 i + 1 == shape_.rows ? result_.data() : sums.row(i), counted(i), overflows_.row(i)});
    if (load_wanes_ > 0) load_row(i, i == 0 ? top_.now().data() : operands.row(i - 1), operands.row(i));
  }
}

/// Which PEs of a row have a vector of a fold that uses them; null: all.
template <class Sum>
const std::uint8_t* StationaryPes<Sum>::counted(std::size_t row) {
  if (filled_ >= shape_.crossing()) return nullptr;
  const std::int32_t* used = used_.from(row);
  for (std::size_t j = 0; j < shape_.cols; ++j) counted_[j] = static_cast<std::int32_t>(j) < used[j] ? 1 : 0;
  return counted_.data();
}

/// A PE hands on what it held when the wave arrives.
template <class Sum>
void StationaryPes<Sum>::load_row(std::size_t row, const std::int16_t* above, std::int16_t* below) {
  const std::uint8_t* load = load_.from(row);
  std::int16_t* held = held_.row(row);
  for (std::size_t j = 0; j < shape_.cols; ++j) {
    const std::int16_t before = held[j];
    held[j] = load[j] != 0 ? above[j] : before;
    below[j] = before;
  }
}

template <class Sum>
PeRegisters StationaryPes<Sum>::pe(std::size_t row, std::size_t col) const {
  const Grid<Sum>& sums = sums_[(time_ + shape_.hops - 1) % shape_.hops];
  return {left_.row(row)[col], (shadow_ ? active_ : held_).at(row, col),
          row + 1 == shape_.rows ? result_[col] : sums.at(row, col)};
}

template class StationaryPes<std::int32_t>;
template class StationaryPes<std::int64_t>;

}  // namespace systole::models
