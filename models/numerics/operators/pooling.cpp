#include "models/numerics/operators/pooling.hpp"

#include <algorithm>
#include <array>

#include "models/errors.hpp"
#include "models/numerics/operators/code_kernels.hpp"
#include "models/numerics/span_size.hpp"
#include "models/units.hpp"

namespace systole::models {

namespace {

constexpr std::int64_t kMostTaps = 65'535;  // of 16-bit codes, whose sum then fits 32 bits

const WindowAxis& checked(const WindowAxis& axis) {
  if (std::min({axis.in, axis.out, axis.kernel, axis.stride, axis.dilation}) < 1 || axis.pad_before < 0)
    throw ModelError{"a pool's window has a size below 1 or negative padding"};
  return axis;
}

/// Planes of `in` elements in one span, of `out` in the other: as many of both.
std::int64_t planes(Codes from, std::int64_t in, MutableCodes to, std::int64_t out) {
  const std::int64_t count = static_cast<std::int64_t>(from.size()) / in;
  require_size(from.size(), count * in, "a pool's input");
  require_size(to.size(), count * out, "a pool's output");
  return count;
}

std::int64_t input_of(const WindowAxis& axis, std::int64_t output, std::int64_t tap) {
  return output * axis.stride + tap * axis.dilation - axis.pad_before;
}

bool is_inside(const WindowAxis& axis, std::int64_t position) {
  return position >= 0 && position < axis.in;
}

std::vector<std::int64_t> valid_taps(const WindowAxis& axis) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(axis.out));
  for (std::int64_t y = 0; y < axis.out; ++y)
    for (std::int64_t t = 0; t < axis.kernel; ++t)
      counts[static_cast<std::size_t>(y)] += is_inside(axis, input_of(axis, y, t)) ? 1 : 0;
  return counts;
}

/// For every tap of output row y inside the plane: use(first input, first output, count) of its run of columns within
/// outputs [begin, end).
template <class Use>
void for_each_run(const WindowAxis& rows, const WindowAxis& cols, std::int64_t y, std::int64_t begin, std::int64_t end,
                  const Use& use) {
  for (std::int64_t ty = 0; ty < rows.kernel; ++ty) {
    const std::int64_t row = input_of(rows, y, ty);
    if (!is_inside(rows, row)) continue;
    for (std::int64_t tx = 0; tx < cols.kernel; ++tx) {
      const TapOutputs inside = cols.outputs_of_tap(tx);
      const std::int64_t first = std::max(inside.first, begin);
      const std::int64_t last = std::min(inside.last, end);
      if (first < last) use(row * cols.in + input_of(cols, first, tx), first, last - first);
    }
  }
}

}  // namespace

MaxPool::MaxPool(const WindowAxis& rows, const WindowAxis& cols, const CodeFormat& format)
    : rows_{checked(rows)}, cols_{checked(cols)}, lowest_{static_cast<std::int16_t>(format.lowest())} {}

void MaxPool::operator()(Codes in, MutableCodes out) const {
  const std::int64_t count = planes(in, rows_.in * cols_.in, out, rows_.out * cols_.out);
  std::fill(out.begin(), out.end(), lowest_);
  for (std::int64_t row = 0; row < count * rows_.out; ++row) {
    const std::int16_t* plane = in.data() + row / rows_.out * rows_.in * cols_.in;
    std::int16_t* best = out.data() + row * cols_.out;
    for_each_run(rows_, cols_, row % rows_.out, 0, cols_.out, [&](std::int64_t from, std::int64_t to, std::int64_t n) {
      max_strided(plane + from, cols_.stride, n, best + to);
    });
  }
}

AveragePool::AveragePool(const WindowAxis& rows, const WindowAxis& cols, const QuantParams& input,
                         const QuantParams& output, Rounding rounding)
    : rows_{checked(rows)},
      cols_{checked(cols)},
      valid_rows_{valid_taps(rows)},
      valid_cols_{valid_taps(cols)},
      zero_point_{input.zero_point},
      ratio_{input.scale / output.scale},
      writer_{output, rounding} {
  require_usable(input, "an average's input");
  if (rows.kernel > kMostTaps || cols.kernel > kMostTaps || rows.kernel * cols.kernel > kMostTaps)
    throw ModelError{"an average's window has more than 65,535 taps"};
}

void AveragePool::average_row(const std::int16_t* plane, std::int64_t y, std::int16_t* out) const {
  constexpr std::int64_t kBlock = 64;
  std::array<std::int32_t, kBlock> sums{};
  std::array<double, kBlock> steps{};
  for (std::int64_t begin = 0; begin < cols_.out; begin += kBlock) {
    const std::int64_t end = std::min(begin + kBlock, cols_.out);
    const auto size = static_cast<std::size_t>(end - begin);
    sums.fill(0);
    for_each_run(rows_, cols_, y, begin, end, [&](std::int64_t from, std::int64_t to, std::int64_t n) {
      add_strided(plane + from, cols_.stride, n, sums.data() + (to - begin));
    });
    for (std::size_t i = 0; i < size; ++i) {
      const std::int64_t valid =
          valid_rows_[static_cast<std::size_t>(y)] * valid_cols_[static_cast<std::size_t>(begin) + i];
      const auto centred = static_cast<double>(sums[i] - valid * zero_point_);
      steps[i] = centred * ratio_ / static_cast<double>(std::max<std::int64_t>(1, valid));
    }
    writer_.write(std::span<const double>{steps.data(), size}, MutableCodes{out + begin, size});
  }
}

void AveragePool::operator()(Codes in, MutableCodes out) const {
  const std::int64_t count = planes(in, rows_.in * cols_.in, out, rows_.out * cols_.out);
  for (std::int64_t row = 0; row < count * rows_.out; ++row)
    average_row(in.data() + row / rows_.out * rows_.in * cols_.in, row % rows_.out, out.data() + row * cols_.out);
}

AdaptiveAveragePool::AdaptiveAveragePool(const AdaptiveAxis& rows, const AdaptiveAxis& cols, const QuantParams& input,
                                         const QuantParams& output, Rounding rounding)
    : rows_{rows},
      cols_{cols},
      zero_point_{input.zero_point},
      ratio_{input.scale / output.scale},
      writer_{output, rounding} {
  require_usable(input, "an average's input");
  if (std::min({rows.in, rows.out, cols.in, cols.out}) < 1) throw ModelError{"an adaptive pool has a size below 1"};
  if (cols.in > kMostTaps) throw ModelError{"an adaptive pool has more than 65,535 columns"};
}

std::int16_t AdaptiveAveragePool::average(Codes plane, std::int64_t y, std::int64_t x) const {
  const auto begin = [](const AdaptiveAxis& axis, std::int64_t i) { return i * axis.in / axis.out; };
  const auto end = [](const AdaptiveAxis& axis, std::int64_t i) { return ceil_div((i + 1) * axis.in, axis.out); };
  const std::int64_t rows = end(rows_, y) - begin(rows_, y);
  const std::int64_t cols = end(cols_, x) - begin(cols_, x);
  std::int64_t sum = 0;
  for (std::int64_t row = begin(rows_, y); row < end(rows_, y); ++row)
    sum += sum_of_codes(
        plane.subspan(static_cast<std::size_t>(row * cols_.in + begin(cols_, x)), static_cast<std::size_t>(cols)));
  const std::int64_t valid = rows * cols;
  return writer_(static_cast<double>(sum - valid * zero_point_) * ratio_ / static_cast<double>(valid));
}

void AdaptiveAveragePool::operator()(Codes in, MutableCodes out) const {
  const std::int64_t size = rows_.in * cols_.in;
  const std::int64_t outputs = rows_.out * cols_.out;
  planes(in, size, out, outputs);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto at = static_cast<std::int64_t>(i);
    const Codes plane = in.subspan(static_cast<std::size_t>(at / outputs * size), static_cast<std::size_t>(size));
    out[i] = average(plane, at % outputs / cols_.out, at % cols_.out);
  }
}

}  // namespace systole::models
