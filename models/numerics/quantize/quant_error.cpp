#include "models/numerics/quantize/quant_error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "models/errors.hpp"

namespace systole::models {

namespace {

double decibels(double signal, double noise) {
  if (noise == 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(signal / noise);
}

double cosine(double products, double a_squares, double b_squares) {
  if (a_squares == 0 || b_squares == 0) return a_squares == b_squares ? 1 : 0;
  return std::clamp(products / (std::sqrt(a_squares) * std::sqrt(b_squares)), -1.0, 1.0);
}

}  // namespace

void QuantErrorSum::add(std::span<const float> reference, std::span<const float> result) {
  if (reference.size() != result.size())
    throw ModelError{"the error of " + std::to_string(result.size()) + " values against " +
                     std::to_string(reference.size())};
  // Both were rounded to float, by up to 2^-24 of themselves each.
  constexpr double kRounding = 0x1p-24;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const double expected = reference[i];
    const double actual = result[i];
    const double error = std::abs(actual - expected);
    max_abs_ = std::max(max_abs_, error);
    abs_ += error;
    squares_ += error * error;
    reference_squares_ += expected * expected;
    result_squares_ += actual * actual;
    products_ += expected * actual;
    const double slack = step_ > 0 ? kRounding * (std::abs(expected) + std::abs(actual)) : 0;
    if (error <= step_ + slack) ++within_;
  }
  count_ += static_cast<std::int64_t>(reference.size());
}

QuantErrorSum& QuantErrorSum::operator+=(const QuantErrorSum& other) {
  count_ += other.count_;
  within_ += other.within_;
  max_abs_ = std::max(max_abs_, other.max_abs_);
  abs_ += other.abs_;
  squares_ += other.squares_;
  reference_squares_ += other.reference_squares_;
  result_squares_ += other.result_squares_;
  products_ += other.products_;
  return *this;
}

QuantError QuantErrorSum::error() const {
  QuantError error;
  error.count = count_;
  error.sqnr_db = decibels(reference_squares_, squares_);
  if (count_ == 0) return error;
  const auto count = static_cast<double>(count_);
  error.mse = squares_ / count;
  error.max_abs = max_abs_;
  error.mean_abs = abs_ / count;
  error.cosine = cosine(products_, reference_squares_, result_squares_);
  error.within_one_step = static_cast<double>(within_) / count;
  return error;
}

QuantError quant_error(std::span<const float> reference, std::span<const float> result, double step) {
  QuantErrorSum sum{step};
  sum.add(reference, result);
  return sum.error();
}

std::int64_t count_clipped(std::span<const float> reference, const QuantParams& params, SymmetricSpan span) {
  const double lowest = lowest_code(params.format, span) - params.zero_point - 0.5;
  const double highest = params.format.highest() - params.zero_point + 0.5;
  return std::count_if(reference.begin(), reference.end(), [&](float value) {
    const double code = value / params.scale;
    return !(code >= lowest && code <= highest);
  });
}

double share_clipped(std::span<const float> reference, const QuantParams& params, SymmetricSpan span) {
  if (reference.empty()) return 0;
  return static_cast<double>(count_clipped(reference, params, span)) / static_cast<double>(reference.size());
}

}  // namespace systole::models
