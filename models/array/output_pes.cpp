#include "models/array/output_pes.hpp"

#include <algorithm>

namespace systole::models {

template <class Sum>
OutputPes<Sum>::OutputPes(const GridShape& shape, bool shadow, const Accumulator& accumulator)
    : shape_{shape},
      accumulate_{accumulator},
      shadow_{shadow},
      first_{shape.rows + shape.cols, shape.hops},
      left_{shape},
      top_{shape},
      b_(shape.rows * shape.hops, std::vector<std::int16_t>(shape.cols)),
      accumulators_{shape},
      leaving_{shape},
      result_(shape.cols),
      overflows_{shape} {}

/// Row i sees what the first row saw i hops ago.
template <class Sum>
void OutputPes<Sum>::enter(const Edges& edges) {
  first_.enter(edges.first ? 1 : 0);
  left_.enter(edges.stream, edges.left);
  top_.enter(edges.stream, edges.top);
  b_[time_ % b_.size()] = top_.now();
}

template <class Sum>
void OutputPes<Sum>::step(const Edges& edges) {
  enter(edges);
  stream_wanes_ = edges.stream ? shape_.crossing() : stream_wanes_ - std::min<std::size_t>(stream_wanes_, 1);
  first_wanes_ = edges.first ? shape_.crossing() : first_wanes_ - std::min<std::size_t>(first_wanes_, 1);
  const Grid<Sum>& out = shadow_ && !edges.transfer ? leaving_ : accumulators_;
  std::copy_n(out.row(shape_.rows - 1), shape_.cols, result_.begin());
  if (edges.shift) shift_down(out, shadow_ ? leaving_ : accumulators_);
  if (stream_wanes_ > 0 && (shadow_ || !edges.shift)) {
    for (std::size_t i = 0; i < shape_.rows; ++i) update_row(i);
  }
  ++time_;
}

template <class Sum>
void OutputPes<Sum>::shift_down(const Grid<Sum>& from, Grid<Sum>& to) {
  for (std::size_t i = shape_.rows; i-- > 1;) std::copy_n(from.row(i - 1), shape_.cols, to.row(i));
  std::fill_n(to.row(0), shape_.cols, Sum{0});
}

/// PEs without a vector keep their sums: operands are zero there, and `first` is not set.
template <class Sum>
void OutputPes<Sum>::update_row(std::size_t row) {
  Sum* sum = accumulators_.row(row);
  if (first_wanes_ > 0) {
    const std::uint8_t* first = first_.from(row);
    for (std::size_t j = 0; j < shape_.cols; ++j) sum[j] = first[j] != 0 ? Sum{0} : sum[j];
  }
  const std::int16_t* b = b_[(time_ + b_.size() - row * shape_.hops) % b_.size()].data();
  accumulate_row(accumulate_, {shape_.cols, left_.row(row), b, sum, sum, nullptr, overflows_.row(row)});
}

/// The history of what the first row saw stands for the registers below the PEs.
template <class Sum>
PeRegisters OutputPes<Sum>::pe(std::size_t row, std::size_t col) const {
  const std::size_t last = time_ + b_.size() - 1 - row * shape_.hops;
  return {left_.row(row)[col], b_[last % b_.size()][col], accumulators_.at(row, col)};
}

template class OutputPes<std::int32_t>;
template class OutputPes<std::int64_t>;

}  // namespace systole::models
