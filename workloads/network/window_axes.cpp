#include "workloads/network/window_axes.hpp"

namespace systole::workloads {

namespace {

models::WindowAxis window_axis(const Window& window, int axis, std::int64_t in) {
  const auto at = static_cast<std::size_t>(axis);
  return {in,
          window.output_size(axis, in),
          window.kernel.at(at),
          window.stride.at(at),
          window.dilation.at(at),
          window.pad_before.at(at)};
}

}  // namespace

WindowAxes window_axes(const Window& window, const Shape& in) {
  const bool signal = in.size() == 3;
  return {signal ? models::plain_axis(1) : window_axis(window, 0, in[2]), window_axis(window, 1, in.back())};
}

}  // namespace systole::workloads
