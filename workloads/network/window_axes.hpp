// Through which window a layer reads its input, as the models describe windows.
#pragma once

#include "models/dataflow/window.hpp"
#include "workloads/network/layer.hpp"

namespace systole::workloads {

struct WindowAxes {
  models::WindowAxis rows;
  models::WindowAxis cols;
};

/// Over the last two axes of [N, C, H, W]; a signal [N, C, L] is an image of one row.
WindowAxes window_axes(const Window& window, const Shape& in);

}  // namespace systole::workloads
