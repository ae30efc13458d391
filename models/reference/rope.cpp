#include "models/reference/rope.hpp"

#include <cmath>

#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

void require_multiple(std::int64_t features, std::int64_t of) {
  if (features < of || features % of != 0)
    throw ModelError("rope: " + std::to_string(features) + " features are no multiple of " + std::to_string(of));
}

}  // namespace

std::vector<double> rope_angles(std::int64_t positions, std::int64_t features, double base, std::int64_t first) {
  require_multiple(features, 2);
  std::vector<double> angles;
  for (std::int64_t position = first; position < first + positions; ++position)
    for (std::int64_t i = 0; i < features; i += 2)
      angles.push_back(static_cast<double>(position) *
                       std::pow(base, -static_cast<double>(i) / static_cast<double>(features)));
  return angles;
}

std::vector<double> rope_angles_of_grid(std::int64_t rows, std::int64_t cols, std::int64_t features, double base) {
  require_multiple(features, 4);
  const std::int64_t pairs = features / 4;
  const std::vector<double> of_rows = rope_angles(rows, features / 2, base);
  const std::vector<double> of_cols = rope_angles(cols, features / 2, base);
  std::vector<double> angles;
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t col = 0; col < cols; ++col) {
      angles.insert(angles.end(), of_rows.begin() + row * pairs, of_rows.begin() + (row + 1) * pairs);
      angles.insert(angles.end(), of_cols.begin() + col * pairs, of_cols.begin() + (col + 1) * pairs);
    }
  }
  return angles;
}

void float_rope(const RopeShape& shape, std::span<const double> angles, std::span<const float> input,
                std::span<float> output) {
  require_multiple(shape.features, 2);
  const std::int64_t pairs = shape.features / 2;
  require_size(angles.size(), shape.positions * pairs, "rope's angles");
  require_size(input.size(), shape.outer * shape.positions * shape.features, "rope's input");
  require_size(output.size(), shape.outer * shape.positions * shape.features, "rope's output");
  const std::int64_t apart = shape.pairs == RopePairs::halves ? pairs : 1;
  const std::int64_t step = shape.pairs == RopePairs::halves ? 1 : 2;
  for (std::int64_t line = 0; line < shape.outer * shape.positions; ++line) {
    const double* angle = angles.data() + line % shape.positions * pairs;
    const float* from = input.data() + line * shape.features;
    float* to = output.data() + line * shape.features;
    for (std::int64_t i = 0; i < pairs; ++i) {
      const auto x = double{from[i * step]};
      const auto y = double{from[i * step + apart]};
      const double cosine = std::cos(angle[i]);
      const double sine = std::sin(angle[i]);
      to[i * step] = static_cast<float>(x * cosine - y * sine);
      to[i * step + apart] = static_cast<float>(x * sine + y * cosine);
    }
  }
}

}  // namespace systole::models
