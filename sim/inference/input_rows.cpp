#include "sim/inference/input_rows.hpp"

#include <algorithm>

namespace systole::sim {

InputRows::InputRows(const workloads::Network& network, const workloads::Layer& layer, std::int64_t samples,
                     std::int64_t most)
    : geometry_{product_geometry(network, layer)},
      positions_{geometry_.shape.images * geometry_.shape.rows.out * geometry_.shape.cols.out},
      total_{positions_ * samples},
      wanted_{std::min(total_, most)},
      rows_(static_cast<std::size_t>(geometry_.shape.groups)) {
  for (std::vector<float>& group : rows_) group.reserve(static_cast<std::size_t>(wanted_ * columns()));
}

void InputRows::add(Reals input) {
  const std::int64_t first = sample_ * positions_;
  ++sample_;
  for (; taken_ < wanted_; ++taken_) {
    const std::int64_t position = taken_ * total_ / wanted_;
    if (position >= first + positions_) return;
    unfold(input, position - first);
  }
}

void InputRows::unfold(Reals input, std::int64_t position) {
  const models::ConvolutionShape& shape = geometry_.shape;
  if (geometry_.order == models::ChannelOrder::last) {
    const auto from = input.begin() + position * shape.channels;
    rows_[0].insert(rows_[0].end(), from, from + shape.channels);
    return;
  }
  const std::int64_t pixels = shape.rows.out * shape.cols.out;
  const std::int64_t image = position / pixels;
  const std::int64_t top = position % pixels / shape.cols.out * shape.rows.stride - shape.rows.pad_before;
  const std::int64_t left = position % shape.cols.out * shape.cols.stride - shape.cols.pad_before;
  for (std::int64_t channel = 0; channel < shape.groups * shape.channels; ++channel) {
    std::vector<float>& row = rows_[static_cast<std::size_t>(channel / shape.channels)];
    const std::int64_t plane = (image * shape.groups * shape.channels + channel) * shape.rows.in;
    for (std::int64_t i = 0; i < shape.rows.kernel; ++i)
      for (std::int64_t j = 0; j < shape.cols.kernel; ++j) {
        const std::int64_t y = top + i * shape.rows.dilation;
        const std::int64_t x = left + j * shape.cols.dilation;
        const bool inside = y >= 0 && y < shape.rows.in && x >= 0 && x < shape.cols.in;
        row.push_back(inside ? input[static_cast<std::size_t>((plane + y) * shape.cols.in + x)] : 0.0F);
      }
  }
}

}  // namespace systole::sim
