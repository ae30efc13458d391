#include "models/numerics/exact_convolution.hpp"

#include <algorithm>
#include <cstdlib>
#include <oneapi/dnnl/dnnl.hpp>
#include <utility>

#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

using Type = dnnl::memory::data_type;
using Tag = dnnl::memory::format_tag;
using Dims = dnnl::memory::dims;

constexpr std::int64_t kExactInFloat = std::int64_t{1} << 24;
constexpr std::int64_t kLongSlice = 64;  // products

std::int64_t largest_magnitude(std::span<const std::int16_t> values) {
  std::int64_t largest = 0;
  for (const std::int16_t value : values) largest = std::max<std::int64_t>(largest, std::abs(value));
  return largest;
}

struct Choice {
  ExactArithmetic arithmetic;
  std::int64_t channels;  // a slice of the reduction
};

/// A window of a channel is the least that a slice can hold. Many short slices take longer than the loop.
Choice choose(const ConvolutionShape& s, std::span<const std::int16_t> input, std::span<const std::int16_t> weights,
              ExactArithmetic asked) {
  const std::int64_t product = std::max<std::int64_t>(1, largest_magnitude(input) * largest_magnitude(weights));
  const std::int64_t taps = s.rows.kernel * s.cols.kernel;
  const std::int64_t channels = (kExactInFloat - 1) / product / taps;
  if (asked == ExactArithmetic::float_slices && channels == 0)
    throw ModelError("exact_convolution: floats would not be exact for these operands");
  const bool pays = channels >= s.channels || channels * taps >= kLongSlice;
  if (asked == ExactArithmetic::automatic) asked = pays ? ExactArithmetic::float_slices : ExactArithmetic::loop;
  return {asked, channels};
}

/// An engine, its stream and float tensors on it.
class Run {
 public:
  Run() : engine_{dnnl::engine::kind::cpu, 0}, stream_{engine_} {}

  const dnnl::engine& engine() const { return engine_; }
  /// `values` as a tensor; they stay the caller's.
  dnnl::memory plain(const Dims& dims, Tag tag, std::vector<float>& values) {
    return {{dims, Type::f32, tag}, engine_, values.data()};
  }
  /// Executes in the layouts that the primitive prefers and leaves the result in `result`'s.
  void execute(const dnnl::convolution_forward::primitive_desc& description, dnnl::memory input, dnnl::memory weights,
               dnnl::memory result) {
    const bool direct = result.get_desc() == description.dst_desc();
    dnnl::memory out = direct ? result : dnnl::memory{description.dst_desc(), engine_};
    dnnl::convolution_forward{description}.execute(
        stream_, {{DNNL_ARG_SRC, as(std::move(input), description.src_desc())},
                  {DNNL_ARG_WEIGHTS, as(std::move(weights), description.weights_desc())},
                  {DNNL_ARG_DST, out}});
    if (!direct) dnnl::reorder{out, result}.execute(stream_, out, result);
    stream_.wait();
  }

 private:
  dnnl::memory as(dnnl::memory plain, const dnnl::memory::desc& wanted) {
    if (plain.get_desc() == wanted) return plain;
    dnnl::memory other{wanted, engine_};
    dnnl::reorder{plain, other}.execute(stream_, plain, other);
    return other;
  }

  dnnl::engine engine_;
  dnnl::stream stream_;
};

/// Input positions from the first that a window reads, padding included, to the last.
std::int64_t reach(const WindowAxis& axis) {
  return (axis.out - 1) * axis.stride + axis.dilation * (axis.kernel - 1) + 1;
}

/// Channels [first, first + count) of each group with their padding, and without what no window reaches: oneDNN's
/// kernels do not expect windows that lie in padding as a whole.
std::vector<float> padded(const ConvolutionShape& s, std::span<const std::int16_t> input, std::int64_t first,
                          std::int64_t count) {
  const std::int64_t rows = reach(s.rows);
  const std::int64_t cols = reach(s.cols);
  std::vector<float> result(static_cast<std::size_t>(s.images * s.groups * count * rows * cols));
  std::int64_t to = 0;
  for (std::int64_t plane = 0; plane < s.images * s.groups * count; ++plane) {
    const std::int64_t from = plane / count * s.channels + first + plane % count;
    for (std::int64_t y = -s.rows.pad_before; y < rows - s.rows.pad_before; ++y, to += cols) {
      if (y < 0 || y >= s.rows.in) continue;
      const std::int64_t end = std::min(s.cols.in, cols - s.cols.pad_before);
      for (std::int64_t x = 0; x < end; ++x)
        result[static_cast<std::size_t>(to + s.cols.pad_before + x)] =
            static_cast<float>(input[static_cast<std::size_t>((from * s.rows.in + y) * s.cols.in + x)]);
    }
  }
  return result;
}

/// Adds the convolution over `channels` of each group's channels.
void convolve(Run& run, const ConvolutionShape& s, std::int64_t channels, std::vector<float> input,
              std::vector<float> weights, std::vector<std::int64_t>& sums) {
  const Dims source{s.images, s.groups * channels, reach(s.rows), reach(s.cols)};
  const Dims filter{s.groups, s.filters, channels, s.rows.kernel, s.cols.kernel};
  const Dims target{s.images, s.groups * s.filters, s.rows.out, s.cols.out};
  const dnnl::convolution_forward::desc description{dnnl::prop_kind::forward_inference,
                                                    dnnl::algorithm::convolution_direct,
                                                    {source, Type::f32, Tag::any},
                                                    {filter, Type::f32, Tag::any},
                                                    {target, Type::f32, Tag::any},
                                                    {s.rows.stride, s.cols.stride},
                                                    {s.rows.dilation - 1, s.cols.dilation - 1},
                                                    {0, 0},
                                                    {0, 0}};
  dnnl::primitive_attr attributes;
  attributes.set_fpmath_mode(dnnl::fpmath_mode::strict);  // whatever the process has made the default
  std::vector<float> result(sums.size());
  run.execute({description, attributes, run.engine()}, run.plain(source, Tag::nchw, input),
              run.plain(filter, Tag::goihw, weights), run.plain(target, Tag::nchw, result));
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += static_cast<std::int64_t>(result[i]);
}

/// Channels [first, first + count) of each of `blocks` blocks of `channels`, each of `inner` elements.
std::vector<float> slice(std::span<const std::int16_t> values, std::int64_t channels, std::int64_t inner,
                         std::int64_t first, std::int64_t count) {
  std::vector<float> result;
  const auto block = static_cast<std::size_t>(channels * inner);
  for (std::size_t at = 0; at < values.size(); at += block) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(at) + first * inner;
    result.insert(result.end(), begin, begin + count * inner);
  }
  return result;
}

/// Outputs [first, last) of an axis whose tap t lies inside the input.
struct Inside {
  std::int64_t first;
  std::int64_t last;
};

Inside inside(const WindowAxis& axis, std::int64_t t) {
  const std::int64_t offset = t * axis.dilation - axis.pad_before;
  const std::int64_t first = offset < 0 ? (-offset + axis.stride - 1) / axis.stride : 0;
  const std::int64_t last = offset < axis.in ? (axis.in - 1 - offset) / axis.stride + 1 : 0;
  return {first, std::min(last, axis.out)};
}

/// Adds weight * input for one tap of one channel to every output of a plane.
void add_tap(const ConvolutionShape& s, const std::int16_t* input, std::int64_t ty, std::int64_t tx,
             std::int64_t weight, std::int64_t* sums) {
  const Inside rows = inside(s.rows, ty);
  const Inside cols = inside(s.cols, tx);
  for (std::int64_t y = rows.first; y < rows.last; ++y) {
    const std::int64_t row = y * s.rows.stride + ty * s.rows.dilation - s.rows.pad_before;
    const std::int64_t col = tx * s.cols.dilation - s.cols.pad_before;
    for (std::int64_t x = cols.first; x < cols.last; ++x)
      sums[y * s.cols.out + x] += weight * input[row * s.cols.in + x * s.cols.stride + col];
  }
}

void convolve_plainly(const ConvolutionShape& s, std::span<const std::int16_t> input,
                      std::span<const std::int16_t> weights, std::vector<std::int64_t>& sums) {
  const std::int64_t taps = s.rows.kernel * s.cols.kernel;
  const std::int64_t filters = s.groups * s.filters;
  for (std::int64_t plane = 0; plane < s.images * filters; ++plane) {
    const std::int64_t channel = (plane / filters * s.groups + plane % filters / s.filters) * s.channels;
    const std::int16_t* weight = weights.data() + plane % filters * s.channels * taps;
    std::int64_t* to = sums.data() + plane * s.rows.out * s.cols.out;
    for (std::int64_t k = 0; k < s.channels * taps; ++k) {
      const std::int16_t* from = input.data() + (channel + k / taps) * s.rows.in * s.cols.in;
      add_tap(s, from, k % taps / s.cols.kernel, k % s.cols.kernel, weight[k], to);
    }
  }
}

}  // namespace

std::vector<std::int64_t> exact_convolution(const ConvolutionShape& s, std::span<const std::int16_t> input,
                                            std::span<const std::int16_t> weights, ExactArithmetic arithmetic) {
  require_size(input.size(), s.input_size(), "exact_convolution: the input");
  require_size(weights.size(), s.weight_size(), "exact_convolution: the weights");
  const Choice choice = choose(s, input, weights, arithmetic);
  std::vector<std::int64_t> sums(static_cast<std::size_t>(s.output_size()));
  if (choice.arithmetic == ExactArithmetic::loop) {
    convolve_plainly(s, input, weights, sums);
    return sums;
  }
  Run run;
  for (std::int64_t first = 0; first < s.channels; first += choice.channels) {
    const std::int64_t count = std::min(choice.channels, s.channels - first);
    convolve(run, s, count, padded(s, input, first, count), slice(weights, s.channels, s.taps(), first, count), sums);
  }
  return sums;
}

}  // namespace systole::models
