// Pools over planes of codes: [planes][rows.in][cols.in] to [planes][rows.out][cols.out], each plane (an image's
// channel) by itself; a signal is a plane of one row.
//
// Maxima are of codes, and pass the parameters through. Padding is -inf to them: the lowest code.
// Averages leave padding out, of the sum and of the divisor (torch's count_include_pad=False, which DARTSQ's integer
// path forgets): round(sum (q - Z)·S/S' / valid count) + Z', one rounding. Within 1/2 step of the real average, and for
// S = S' exactly rounded. A window with nothing but padding has the lowest code as maximum, and 0 as average.
#pragma once

#include <cstdint>
#include <vector>

#include "models/dataflow/window.hpp"
#include "models/numerics/operators/codes.hpp"

namespace systole::models {

class MaxPool {
 public:
  /// Throws ModelError for axes with a size, stride or dilation below 1 or a negative padding.
  MaxPool(const WindowAxis& rows, const WindowAxis& cols, const CodeFormat& format);

  /// Throws ModelError for spans that do not fit each other or the axes.
  void operator()(Codes in, MutableCodes out) const;

 private:
  WindowAxis rows_;
  WindowAxis cols_;
  std::int16_t lowest_;
};

class AveragePool {
 public:
  /// Throws ModelError as MaxPool does, for unusable parameters, and for windows of more than 65,535 taps.
  AveragePool(const WindowAxis& rows, const WindowAxis& cols, const QuantParams& input, const QuantParams& output,
              Rounding rounding = Rounding::half_even);

  /// Throws ModelError for spans that do not fit each other or the axes.
  void operator()(Codes in, MutableCodes out) const;

 private:
  void average_row(const std::int16_t* plane, std::int64_t y, std::int16_t* out) const;

  WindowAxis rows_;
  WindowAxis cols_;
  std::vector<std::int64_t> valid_rows_;  // taps of an output inside the input
  std::vector<std::int64_t> valid_cols_;
  std::int32_t zero_point_;
  double ratio_;
  CodeWriter writer_;
};

struct AdaptiveAxis {
  std::int64_t in = 1;
  std::int64_t out = 1;
};

/// Output i of an axis averages [floor(i·in/out), ceil((i+1)·in/out)): torch's rule. Windows may overlap.
class AdaptiveAveragePool {
 public:
  /// Throws ModelError for sizes below 1, planes of more than 65,535 columns, and unusable parameters.
  AdaptiveAveragePool(const AdaptiveAxis& rows, const AdaptiveAxis& cols, const QuantParams& input,
                      const QuantParams& output, Rounding rounding = Rounding::half_even);

  /// Throws ModelError for spans that do not fit each other or the axes.
  void operator()(Codes in, MutableCodes out) const;

 private:
  std::int16_t average(Codes plane, std::int64_t y, std::int64_t x) const;

  AdaptiveAxis rows_;
  AdaptiveAxis cols_;
  std::int32_t zero_point_;
  double ratio_;
  CodeWriter writer_;
};

}  // namespace systole::models
