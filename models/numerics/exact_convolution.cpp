#include "models/numerics/exact_convolution.hpp"

#include <algorithm>
#include <cstdlib>
#include <oneapi/dnnl/dnnl.hpp>
#include <utility>

#include "models/errors.hpp"

namespace systole::models {

namespace {

using Type = dnnl::memory::data_type;
using Tag = dnnl::memory::format_tag;
using Dims = dnnl::memory::dims;

constexpr std::int64_t kExactInFloat = std::int64_t{1} << 24;

struct Extremes {
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::int64_t magnitude() const { return std::max(high, -low); }
};

Extremes extremes(std::span<const std::int16_t> values) {
  Extremes found;
  for (const std::int16_t value : values) {
    found.low = std::min<std::int64_t>(found.low, value);
    found.high = std::max<std::int64_t>(found.high, value);
  }
  return found;
}

/// Byte operands are added up exactly in 32 bits.
bool multiplies_bytes_exactly() {
  switch (dnnl::get_effective_cpu_isa()) {
    case dnnl::cpu_isa::avx2_vnni:
    case dnnl::cpu_isa::avx512_core_vnni:
    case dnnl::cpu_isa::avx512_core_bf16:
    case dnnl::cpu_isa::avx512_core_amx:
      return true;
    default:
      return false;
  }
}

bool is_signed_byte(const Extremes& e) {
  return e.low >= -128 && e.high <= 127;
}

bool is_byte(const Extremes& e) {
  return is_signed_byte(e) || (e.low >= 0 && e.high <= 255);
}

struct Choice {
  ExactArithmetic arithmetic;
  std::int64_t slice;  // of the reduction, in units of `unit` products
  Extremes a;
};

/// `unit`: products that cannot be told apart in slices (a window).
Choice choose(std::span<const std::int16_t> a, std::span<const std::int16_t> b, std::int64_t reduction,
              std::int64_t unit, ExactArithmetic asked) {
  const Extremes ea = extremes(a);
  const Extremes eb = extremes(b);
  const std::int64_t product = std::max<std::int64_t>(1, ea.magnitude() * eb.magnitude());
  const bool int8 = is_byte(ea) && is_signed_byte(eb) && multiplies_bytes_exactly() && reduction <= INT32_MAX / product;
  const std::int64_t slice = (kExactInFloat - 1) / product / unit;
  if (asked == ExactArithmetic::automatic)
    asked = int8 ? ExactArithmetic::int8 : slice > 0 ? ExactArithmetic::float_slices : ExactArithmetic::loop;
  if ((asked == ExactArithmetic::int8 && !int8) || (asked == ExactArithmetic::float_slices && slice == 0))
    throw ModelError("exact_convolution: this arithmetic would not be exact for these operands");
  return {asked, slice, ea};
}

template <class T>
std::vector<T> converted(std::span<const std::int16_t> values) {
  std::vector<T> result(values.size());
  std::transform(values.begin(), values.end(), result.begin(), [](std::int16_t v) { return static_cast<T>(v); });
  return result;
}

void check(std::size_t found, std::int64_t expected, const char* what) {
  if (found != static_cast<std::size_t>(expected))
    throw ModelError("exact_convolution: " + std::string{what} + " has " + std::to_string(found) + " elements, needs " +
                     std::to_string(expected));
}

/// A primitive's operands in plain layouts; the primitive may ask for others.
class Run {
 public:
  Run() : engine_{dnnl::engine::kind::cpu, 0}, stream_{engine_} {}

  const dnnl::engine& engine() const { return engine_; }
  template <class T>
  dnnl::memory plain(const Dims& dims, Type type, Tag tag, std::vector<T>& values) {
    return {{dims, type, tag}, engine_, values.data()};
  }
  dnnl::memory as(const dnnl::memory& plain, const dnnl::memory::desc& wanted) {
    if (plain.get_desc() == wanted) return plain;
    dnnl::memory other{wanted, engine_};
    dnnl::reorder{plain, other}.execute(stream_, const_cast<dnnl::memory&>(plain), other);
    return other;
  }
  /// Executes and leaves the result in `result`'s layout.
  template <class Primitive, class Description>
  void execute(const Description& description, dnnl::memory a, dnnl::memory b, dnnl::memory result) {
    dnnl::memory out{description.dst_desc(), engine_};
    Primitive{description}.execute(stream_, {{DNNL_ARG_SRC, as(a, description.src_desc())},
                                             {DNNL_ARG_WEIGHTS, as(b, description.weights_desc())},
                                             {DNNL_ARG_DST, out}});
    dnnl::reorder{out, result}.execute(stream_, out, result);
    stream_.wait();
  }

 private:
  dnnl::engine engine_;
  dnnl::stream stream_;
};

template <class T>
void add_to(std::vector<std::int64_t>& sums, const std::vector<T>& terms) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += static_cast<std::int64_t>(terms[i]);
}

struct Types {
  Type a;
  Type b;
  Type c;
};

/// Input positions from the first that a window reads, padding included, to the last.
std::int64_t reach(const WindowAxis& axis) {
  return (axis.out - 1) * axis.stride + axis.dilation * (axis.kernel - 1) + 1;
}

/// Channels [first, first + count) of each group with their padding, and without what no window reaches: oneDNN's
/// kernels do not expect windows that lie in padding as a whole.
template <class T>
std::vector<T> padded(const ConvolutionShape& s, std::span<const std::int16_t> input, std::int64_t first,
                      std::int64_t count) {
  const std::int64_t rows = reach(s.rows);
  const std::int64_t cols = reach(s.cols);
  std::vector<T> result(static_cast<std::size_t>(s.images * s.groups * count * rows * cols));
  std::int64_t to = 0;
  for (std::int64_t plane = 0; plane < s.images * s.groups * count; ++plane) {
    const std::int64_t from = plane / count * s.channels + first + plane % count;
    for (std::int64_t y = -s.rows.pad_before; y < rows - s.rows.pad_before; ++y, to += cols) {
      if (y < 0 || y >= s.rows.in) continue;
      const std::int64_t end = std::min(s.cols.in, cols - s.cols.pad_before);
      for (std::int64_t x = 0; x < end; ++x)
        result[static_cast<std::size_t>(to + s.cols.pad_before + x)] =
            static_cast<T>(input[static_cast<std::size_t>((from * s.rows.in + y) * s.cols.in + x)]);
    }
  }
  return result;
}

/// Adds the convolution over `channels` of each group's channels.
template <class A, class B, class C>
void convolve(const ConvolutionShape& s, std::int64_t channels, std::vector<A> input, std::vector<B> weights,
              const Types& types, std::vector<std::int64_t>& sums) {
  Run run;
  const Dims source{s.images, s.groups * channels, reach(s.rows), reach(s.cols)};
  const Dims filter{s.groups, s.filters, channels, s.rows.kernel, s.cols.kernel};
  const Dims target{s.images, s.groups * s.filters, s.rows.out, s.cols.out};
  const dnnl::convolution_forward::desc description{dnnl::prop_kind::forward_inference,
                                                    dnnl::algorithm::convolution_direct,
                                                    {source, types.a, Tag::any},
                                                    {filter, types.b, Tag::any},
                                                    {target, types.c, Tag::any},
                                                    {s.rows.stride, s.cols.stride},
                                                    {s.rows.dilation - 1, s.cols.dilation - 1},
                                                    {0, 0},
                                                    {0, 0}};
  std::vector<C> result(sums.size());
  run.execute<dnnl::convolution_forward>(dnnl::convolution_forward::primitive_desc{description, run.engine()},
                                         run.plain(source, types.a, Tag::nchw, input),
                                         run.plain(filter, types.b, Tag::goihw, weights),
                                         run.plain(target, types.c, Tag::nchw, result));
  add_to(sums, result);
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

void convolve_plainly(const ConvolutionShape& s, std::span<const std::int16_t> input,
                      std::span<const std::int16_t> weights, std::vector<std::int64_t>& sums) {
  const std::int64_t taps = s.rows.kernel * s.cols.kernel;
  std::size_t to = 0;
  for (std::int64_t plane = 0; plane < s.images * s.groups * s.filters; ++plane) {
    const std::int64_t filter = plane % (s.groups * s.filters);
    const std::int64_t first = plane / (s.groups * s.filters) * s.groups * s.channels + filter / s.filters * s.channels;
    for (std::int64_t output = 0; output < s.rows.out * s.cols.out; ++output, ++to) {
      for (std::int64_t k = 0; k < s.channels * taps; ++k) {
        const std::int64_t y =
            output / s.cols.out * s.rows.stride + k % taps / s.cols.kernel * s.rows.dilation - s.rows.pad_before;
        const std::int64_t x =
            output % s.cols.out * s.cols.stride + k % s.cols.kernel * s.cols.dilation - s.cols.pad_before;
        if (y < 0 || y >= s.rows.in || x < 0 || x >= s.cols.in) continue;
        const auto from = static_cast<std::size_t>(((first + k / taps) * s.rows.in + y) * s.cols.in + x);
        sums[to] += std::int64_t{input[from]} * weights[static_cast<std::size_t>(filter * s.channels * taps + k)];
      }
    }
  }
}

constexpr Types kSigned{Type::s8, Type::s8, Type::s32};
constexpr Types kUnsigned{Type::u8, Type::s8, Type::s32};
constexpr Types kFloat{Type::f32, Type::f32, Type::f32};

}  // namespace

std::vector<std::int64_t> exact_convolution(const ConvolutionShape& s, std::span<const std::int16_t> input,
                                            std::span<const std::int16_t> weights, ExactArithmetic arithmetic) {
  const std::int64_t taps = s.rows.kernel * s.cols.kernel;
  const std::int64_t pixels = s.rows.in * s.cols.in;
  check(input.size(), s.images * s.groups * s.channels * pixels, "the input");
  check(weights.size(), s.groups * s.filters * s.channels * taps, "the weights");
  const Choice choice = choose(input, weights, s.channels * taps, taps, arithmetic);
  std::vector<std::int64_t> sums(static_cast<std::size_t>(s.images * s.groups * s.filters * s.rows.out * s.cols.out));
  if (choice.arithmetic == ExactArithmetic::loop) {
    convolve_plainly(s, input, weights, sums);
  } else if (choice.arithmetic == ExactArithmetic::float_slices) {
    for (std::int64_t first = 0; first < s.channels; first += choice.slice) {
      const std::int64_t count = std::min(choice.slice, s.channels - first);
      convolve<float, float, float>(s, count, padded<float>(s, input, first, count),
                                    slice(weights, s.channels, taps, first, count), kFloat, sums);
    }
  } else if (is_signed_byte(choice.a)) {
    convolve<std::int8_t, std::int8_t, std::int32_t>(s, s.channels, padded<std::int8_t>(s, input, 0, s.channels),
                                                     converted<std::int8_t>(weights), kSigned, sums);
  } else {
    convolve<std::uint8_t, std::int8_t, std::int32_t>(s, s.channels, padded<std::uint8_t>(s, input, 0, s.channels),
                                                      converted<std::int8_t>(weights), kUnsigned, sums);
  }
  return sums;
}

}  // namespace systole::models
