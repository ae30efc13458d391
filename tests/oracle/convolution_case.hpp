// Random quantised convolutions, as our functions and as ONNX Runtime take them.
#pragma once

#include <cstdint>
#include <vector>

#include "models/numerics/exact_convolution.hpp"
#include "models/numerics/post_process.hpp"
#include "tests/oracle/codes.hpp"
#include "tests/oracle/onnx_runtime.hpp"
#include "tests/oracle/random_scales.hpp"

namespace systole::tests {

enum class ConvolutionKind { plain, grouped, depthwise, pointwise, line, deep };

struct Convolution {
  models::ConvolutionShape shape;
  std::int64_t row_pad_after = 0;
  std::int64_t col_pad_after = 0;
  bool line = false;  // of one spatial axis, the columns
  Scales scales = Scales::random;
  models::QuantParams x;
  std::vector<models::QuantParams> w;  // one, or one a filter; their zero points are all the same
  models::QuantParams y;
  CodeVector input;
  CodeVector weights;
  std::vector<std::int32_t> bias;  // empty for none

  std::int64_t filters() const { return shape.groups * shape.filters; }
  const models::QuantParams& of_filter(std::size_t f) const { return w.size() == 1 ? w.front() : w[f]; }
  double multiplier(std::size_t f) const { return x.scale * of_filter(f).scale / y.scale; }
  /// Without padding, and with weights whose zero point is 0, sums are of codes, as an array makes them, and
  /// post-processing corrects them.
  bool sums_codes() const;
};

/// One of each kind in turn.
Convolution random_convolution(CodeRandom& random, int number, Scales scales, models::CodeFormat x,
                               models::CodeFormat w);

/// Sums of (x - zx)(w - zw), without the bias.
std::vector<std::int64_t> centred_sums(const Convolution& c);
/// The same by Int8Convolution.
std::vector<std::int64_t> int8_sums(const Convolution& c);
/// Sums as post_process() takes them.
std::vector<std::int64_t> raw_sums(const Convolution& c);
models::PostProcess post_process(const Convolution& c, models::RequantMode mode);

/// Models with output "y".
OnnxCase qlinear_conv(const Convolution& c);
OnnxCase conv_integer(const Convolution& c);

}  // namespace systole::tests
