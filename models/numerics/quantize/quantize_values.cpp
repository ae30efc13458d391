#include "models/numerics/quantize/quantize_values.hpp"

#include <cmath>
#include <cstddef>
#include <string>

#include "models/errors.hpp"

namespace systole::models {

namespace {

// Loops below have no call and no branch per element, so that they vectorise (CMakeLists.txt: -O3 for this file).

/// 1 for a value of 0 or more, else 0; -0 is none that occurs here.
inline double heaviside(double value) {
  return 0.5 + std::copysign(0.5, value);
}

/// round_to() for |value| <= 2^31 without a comparison, which GCC would branch at, and without <cmath>'s functions,
/// which are calls on x86-64 before SSE4.1. The adder rounds to the nearest integer, ties to even; what remains is
/// exact and at most one half, and its sign says whether another rule goes one further.
template <Rounding kRounding>
inline double rounded(double value) {
  constexpr double kShift = 0x1.8p52;                  // sums with it are integers
  constexpr double kBelowHalf = 0x1.fffffffffffffp-2;  // with it, ties still reach the next integer and no less does
  if constexpr (kRounding == Rounding::trunc) return static_cast<std::int32_t>(value);
  if constexpr (kRounding == Rounding::half_away)
    return static_cast<std::int32_t>(value + std::copysign(kBelowHalf, value));
  const double nearest = (value + kShift) - kShift;
  const double rest = value - nearest;
  if constexpr (kRounding == Rounding::floor) return nearest - 1 + heaviside(rest);
  if constexpr (kRounding == Rounding::half_up) return nearest + heaviside(rest - 0.5);
  if constexpr (kRounding == Rounding::half_down) return nearest - heaviside(-rest - 0.5);
  return nearest;
}

void check(const QuantParams& params) {
  if (!(params.scale > 0) || !std::isfinite(params.scale))
    throw ModelError{"codes cannot have steps of " + std::to_string(params.scale)};
  if (params.zero_point < params.format.lowest() || params.zero_point > params.format.highest())
    throw ModelError{"a zero point of " + std::to_string(params.zero_point) + " is not one of the codes " +
                     std::to_string(params.format.lowest()) + " to " + std::to_string(params.format.highest())};
}

void check_lengths(std::size_t from, std::size_t to) {
  if (from != to) throw ModelError{"quantisation of " + std::to_string(from) + " values into " + std::to_string(to)};
}

/// One value's code, as its distance from the zero point.
template <Rounding kRounding, QuantizeOrder kOrder>
class Coder {
 public:
  Coder(const QuantParams& params, SymmetricSpan span)
      : scale_{params.scale},
        zero_{static_cast<double>(params.zero_point)},
        offset_{kOrder == QuantizeOrder::add_then_round ? zero_ : 0},
        lowest_{lowest_code(params.format, span) - zero_ + offset_},
        highest_{params.format.highest() - zero_ + offset_} {}

  double zero() const { return zero_; }

  /// Clamping before rounding comes to the same, as the limits are integers, and keeps the rounding's range.
  double operator()(float value) const {
    double code = static_cast<double>(value) / scale_ + offset_;
    code = code > lowest_ ? code : lowest_;  // this way round, NaN becomes the lowest code
    code = code < highest_ ? code : highest_;
    return rounded<kRounding>(code) - offset_;
  }

 private:
  double scale_;
  double zero_;
  double offset_;
  double lowest_;
  double highest_;
};

/// use(coder) with the Coder of `style`.
template <Rounding kRounding, class Use>
void with_order(const QuantParams& params, const QuantizeStyle& style, const Use& use) {
  if (style.order == QuantizeOrder::round_then_add) {
    use(Coder<kRounding, QuantizeOrder::round_then_add>{params, style.span});
  } else {
    use(Coder<kRounding, QuantizeOrder::add_then_round>{params, style.span});
  }
}

template <class Use>
void with_coder(const QuantParams& params, const QuantizeStyle& style, const Use& use) {
  switch (style.rounding) {
    case Rounding::half_even:
      return with_order<Rounding::half_even>(params, style, use);
    case Rounding::half_away:
      return with_order<Rounding::half_away>(params, style, use);
    case Rounding::half_up:
      return with_order<Rounding::half_up>(params, style, use);
    case Rounding::half_down:
      return with_order<Rounding::half_down>(params, style, use);
    case Rounding::floor:
      return with_order<Rounding::floor>(params, style, use);
    case Rounding::trunc:
      return with_order<Rounding::trunc>(params, style, use);
  }
  throw ModelError{"quantize: no such rule of rounding"};
}

/// use(values, out, params) for every run of values of one channel.
template <class From, class To, class Use>
void for_each_run(std::span<const From> from, const ChannelLayout& layout, std::span<const QuantParams> params,
                  std::span<To> to, const Use& use) {
  if (layout.size() != from.size() || layout.channels != params.size())
    throw ModelError{"quantisation of " + std::to_string(from.size()) + " values in " +
                     std::to_string(layout.channels) + " channels with " + std::to_string(params.size()) +
                     " scales: the layout does not fit"};
  check_lengths(from.size(), to.size());
  for (std::size_t outer = 0; outer < layout.outer; ++outer) {
    for (std::size_t channel = 0; channel < layout.channels; ++channel) {
      const std::size_t first = layout.offset(outer, channel);
      use(from.subspan(first, layout.inner), params[channel], to.subspan(first, layout.inner));
    }
  }
}

}  // namespace

QuantizeStyle style_of(const QuantRule& rule, QuantizeOrder order) {
  return {rule.rounding, order, rule.scheme == Scheme::affine ? SymmetricSpan::full : rule.symmetric_span};
}

void quantize(std::span<const float> values, const QuantParams& params, const QuantizeStyle& style,
              std::span<std::int16_t> codes) {
  check(params);
  check_lengths(values.size(), codes.size());
  with_coder(params, style, [&](auto code) {
    for (std::size_t i = 0; i < values.size(); ++i)
      codes[i] = static_cast<std::int16_t>(static_cast<std::int32_t>(code(values[i]) + code.zero()));
  });
}

void dequantize(std::span<const std::int16_t> codes, const QuantParams& params, std::span<float> values) {
  check(params);
  check_lengths(codes.size(), values.size());
  const double scale = params.scale;
  const std::int32_t zero = params.zero_point;
  for (std::size_t i = 0; i < codes.size(); ++i) values[i] = static_cast<float>((codes[i] - zero) * scale);
}

void fake_quantize(std::span<const float> values, const QuantParams& params, const QuantizeStyle& style,
                   std::span<float> out) {
  check(params);
  check_lengths(values.size(), out.size());
  with_coder(params, style, [&](auto code) {
    const double scale = params.scale;
    for (std::size_t i = 0; i < values.size(); ++i) out[i] = static_cast<float>(code(values[i]) * scale);
  });
}

void quantize(std::span<const float> values, const ChannelLayout& layout, std::span<const QuantParams> params,
              const QuantizeStyle& style, std::span<std::int16_t> codes) {
  for_each_run(values, layout, params, codes,
               [&](auto run, const QuantParams& of_channel, auto to) { quantize(run, of_channel, style, to); });
}

void dequantize(std::span<const std::int16_t> codes, const ChannelLayout& layout, std::span<const QuantParams> params,
                std::span<float> values) {
  for_each_run(codes, layout, params, values,
               [&](auto run, const QuantParams& of_channel, auto to) { dequantize(run, of_channel, to); });
}

void fake_quantize(std::span<const float> values, const ChannelLayout& layout, std::span<const QuantParams> params,
                   const QuantizeStyle& style, std::span<float> out) {
  for_each_run(values, layout, params, out,
               [&](auto run, const QuantParams& of_channel, auto to) { fake_quantize(run, of_channel, style, to); });
}

}  // namespace systole::models
