#include "models/reference/broadcast.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

using Sizes = std::vector<std::int64_t>;

std::int64_t elements(std::span<const std::int64_t> shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>{});
}

/// Elements from one position to the next on each axis of `whole`; 0 where the tensor repeats.
Sizes strides(std::span<const std::int64_t> shape, const Sizes& whole) {
  Sizes result(whole.size(), 0);
  std::int64_t stride = 1;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const std::int64_t size = shape[shape.size() - 1 - i];
    result[whole.size() - 1 - i] = size == 1 ? 0 : stride;
    stride *= size;
  }
  return result;
}

/// Where the rows of an operand, runs along the last axis, begin: counts through the other axes.
class Rows {
 public:
  Rows(const FloatTensor& tensor, const Sizes& whole) : whole_{&whole}, strides_{strides(tensor.shape, whole)} {}

  std::int64_t step() const { return strides_.empty() ? 0 : strides_.back(); }
  std::int64_t begin(std::int64_t row) const {
    std::int64_t at = 0;
    for (std::size_t axis = whole_->size() - 1; axis-- > 0;) {
      at += row % (*whole_)[axis] * strides_[axis];
      row /= (*whole_)[axis];
    }
    return at;
  }

 private:
  const Sizes* whole_;
  Sizes strides_;
};

template <class Function>
void combine(const FloatTensor& a, const FloatTensor& b, std::span<float> output, Function function) {
  Sizes whole = broadcast_shape(a.shape, b.shape);
  if (whole.empty()) whole.push_back(1);
  const Rows of_a{a, whole};
  const Rows of_b{b, whole};
  const std::int64_t count = whole.back();
  float* to = output.data();
  const std::int64_t rows = count == 0 ? 0 : static_cast<std::int64_t>(output.size()) / count;
  for (std::int64_t row = 0; row < rows; ++row, to += count) {
    const float* x = a.values.data() + of_a.begin(row);
    const float* y = b.values.data() + of_b.begin(row);
    const std::int64_t step_x = of_a.step();
    const std::int64_t step_y = of_b.step();
    for (std::int64_t i = 0; i < count; ++i) to[i] = function(x[i * step_x], y[i * step_y]);
  }
}

}  // namespace

std::vector<std::int64_t> broadcast_shape(std::span<const std::int64_t> a, std::span<const std::int64_t> b) {
  const auto& longer = a.size() >= b.size() ? a : b;
  const auto& shorter = a.size() >= b.size() ? b : a;
  Sizes whole(longer.begin(), longer.end());
  for (std::size_t i = 0; i < shorter.size(); ++i) {
    std::int64_t& size = whole[longer.size() - shorter.size() + i];
    if (size == 1) {
      size = shorter[i];
    } else if (shorter[i] != 1 && shorter[i] != size) {
      throw ModelError("broadcast_shape: sizes " + std::to_string(size) + " and " + std::to_string(shorter[i]) +
                       " meet");
    }
  }
  return whole;
}

void float_combine(FloatOperation operation, const FloatTensor& a, const FloatTensor& b, std::span<float> output) {
  require_size(a.values.size(), elements(a.shape), "float_combine: a");
  require_size(b.values.size(), elements(b.shape), "float_combine: b");
  require_size(output.size(), elements(broadcast_shape(a.shape, b.shape)), "float_combine: the output");
  switch (operation) {
    case FloatOperation::add:
      return combine(a, b, output, std::plus<float>{});
    case FloatOperation::subtract:
      return combine(a, b, output, std::minus<float>{});
    case FloatOperation::multiply:
      return combine(a, b, output, std::multiplies<float>{});
    case FloatOperation::divide:
      return combine(a, b, output, std::divides<float>{});
  }
  throw ModelError("float_combine: no such operation");
}

}  // namespace systole::models
