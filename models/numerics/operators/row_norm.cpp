#include "models/numerics/operators/row_norm.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

constexpr int kNormalBits = 15;              // of a normalised value
constexpr std::size_t kLongestRow = 16'384;  // n² times squares of 17-bit numbers fit 62 bits
constexpr double kLargestGamma = 32'767;

double gamma_scale(std::span<const float> gamma) {
  double largest = 0;
  for (const float value : gamma) {
    if (!std::isfinite(value)) throw ModelError{"a norm's gamma is not finite"};
    largest = std::max(largest, std::fabs(double{value}));
  }
  return largest > 0 ? largest / kLargestGamma : 1.0;
}

double product_unit(std::span<const float> gamma) {
  return std::ldexp(gamma_scale(gamma), -kNormalBits);
}

/// Bits by which the largest sum exceeds 32: no normalised value is above the square root of the row's length.
int narrowing(std::span<const float> gamma, std::span<const float> beta) {
  double largest_beta = 0;
  for (const float value : beta) largest_beta = std::max(largest_beta, std::fabs(double{value}));
  const double product = std::sqrt(static_cast<double>(gamma.size())) * kLargestGamma;
  const double largest = std::ldexp(product, kNormalBits) + largest_beta / product_unit(gamma);
  int bits = 0;
  std::frexp(largest, &bits);
  return std::max(0, bits - 31);
}

/// value / 2^shift to the nearest, ties toward +inf.
std::int64_t shifted(std::int64_t value, int shift) {
  return shift == 0 ? value : (value + (std::int64_t{1} << (shift - 1))) >> shift;
}

/// 1 / sqrt(D + eps) = inverse / 2^shift, to 2^-29 of it.
struct InverseRoot {
  std::int64_t inverse = 0;
  int shift = 0;
};

/// D below 2^61 is brought to 61 or 62 bits with eps, so that the root has 31 and eps loses nothing to rounding.
InverseRoot inverse_root(std::int64_t d, double eps) {
  if (d == 0) return {};  // then every d_i is 0 too
  int bits = 0;
  std::frexp(static_cast<double>(d) + eps, &bits);
  const int half = (62 - bits) / 2;
  const auto scaled_eps = static_cast<std::uint64_t>(std::ldexp(eps, 2 * half));
  const std::uint64_t root = integer_sqrt((static_cast<std::uint64_t>(d) << (2 * half)) + scaled_eps);
  // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): the root has 31 bits
  return {static_cast<std::int64_t>((std::uint64_t{1} << 61) / root), 61 - half};
}

}  // namespace

std::uint64_t integer_sqrt(std::uint64_t n) {
  if (n == 0) return 0;
  const int bits = (static_cast<int>(std::bit_width(n)) + 1) / 2;
  std::uint64_t root = std::uint64_t{1} << bits;
  for (;;) {
    const std::uint64_t next = (root + n / root) / 2;
    if (next >= root) return root;
    root = next;
  }
}

RowNorm::RowNorm(RowNormKind kind, const QuantParams& input, std::span<const float> gamma, std::span<const float> beta,
                 double eps, const QuantParams& output, RequantMode mode)
    : kind_{kind},
      zero_point_{input.zero_point},
      narrowing_{narrowing(gamma, beta)},
      requantize_{std::ldexp(product_unit(gamma), narrowing_) / output.scale, mode},
      output_zero_{output.zero_point},
      lowest_{output.format.lowest() - output_zero_},
      highest_{output.format.highest() - output_zero_} {
  require_usable(input, "a norm's input");
  require_usable(output, "a norm's output");
  const std::size_t length = gamma.size();
  if (length == 0 || length > kLongestRow) throw ModelError{"a norm's rows have none or more than 16,384 elements"};
  if (!beta.empty()) require_size(beta.size(), static_cast<std::int64_t>(length), "a norm's beta");

  eps_ = eps * std::pow(static_cast<double>(length) / input.scale, 2);
  if (!(eps_ >= 0 && eps_ < 0x1p60)) throw ModelError{"a norm's eps does not fit its integers"};

  const double of_gamma = gamma_scale(gamma);
  const double unit = product_unit(gamma);
  for (const float value : gamma)
    gamma_.push_back(static_cast<std::int16_t>(round_to(value / of_gamma, Rounding::half_even)));
  beta_.resize(length);
  for (std::size_t i = 0; i < beta.size(); ++i) {
    const double steps = round_to(beta[i] / unit, Rounding::half_even);
    if (!(std::fabs(steps) < 0x1p46)) throw ModelError{"a norm's beta does not fit its integers"};
    beta_[i] = static_cast<std::int64_t>(steps);
  }
}

void RowNorm::row(Codes in, MutableCodes out) const {
  const auto length = static_cast<std::int64_t>(in.size());
  const std::int64_t centre = kind_ == RowNormKind::rms ? zero_point_ : 0;
  std::int64_t sum = 0;
  std::int64_t squares = 0;
  for (const std::int16_t code : in) {
    const std::int64_t value = code - centre;
    sum += value;
    squares += value * value;
  }
  if (kind_ == RowNormKind::rms) sum = 0;
  const InverseRoot root = inverse_root(length * squares - sum * sum, eps_);
  const int shift = root.shift - kNormalBits;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const std::int64_t d = length * (in[i] - centre) - sum;
    const std::int64_t normalised = root.inverse == 0 ? 0 : shifted(d * root.inverse, shift);
    const std::int64_t steps = requantize_(shifted(normalised * gamma_[i] + beta_[i], narrowing_));
    out[i] = static_cast<std::int16_t>(std::clamp(steps, lowest_, highest_) + output_zero_);
  }
}

void RowNorm::operator()(Codes in, MutableCodes out) const {
  require_size(out.size(), static_cast<std::int64_t>(in.size()), "a norm's output");
  if (in.size() % gamma_.size() != 0) throw ModelError{"a norm's input is not whole rows"};
  for (std::size_t first = 0; first < in.size(); first += gamma_.size())
    row(in.subspan(first, gamma_.size()), out.subspan(first, gamma_.size()));
}

}  // namespace systole::models
