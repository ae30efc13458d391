// A whole quantised layer at the speed of int8 hardware: codes in, codes out. Convolutions, and linear layers as
// convolutions of one position, with their bias, requantisation in any mode, activation, zero points and clamps.
//
// Inside, operands are bytes with their channels last, as oneDNN's kernels like them: reordering is part of narrowing
// on the way in and of requantising on the way out. Every code is the one that exact sums of centred operands and
// PostProcess give (int8_convolution.hpp says why sums are exact).
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "models/numerics/code_bytes.hpp"
#include "models/numerics/convolution_shape.hpp"
#include "models/numerics/post_process.hpp"

namespace systole::models {

/// Prepared once for its weights and run often. Not for several threads at once; uses oneDNN's threads.
class QuantizedConvolution {
 public:
  /// `weights` are codes less their zero points; `post` gets sums of centred operands: it corrects no zero points, and
  /// its channels are the filters of all groups. Channels of input and output lie as `order` says. Throws ModelError
  /// when weights or lists do not fit the shape, a sum may leave 32 bits or an output code 16.
  QuantizedConvolution(const ConvolutionShape& shape, std::span<const std::int16_t> weights, const CodeInput& input,
                       const PostProcessing& post, ChannelOrder order = ChannelOrder::first);
  QuantizedConvolution(QuantizedConvolution&&) noexcept;
  QuantizedConvolution& operator=(QuantizedConvolution&&) noexcept;
  ~QuantizedConvolution();

  /// Throws ModelError when spans do not fit the shape or a code is out of its range. Does not allocate where bytes do
  /// the work.
  void run(std::span<const std::int16_t> input, std::span<std::int16_t> output);

  /// Whether operands are bytes: not for wider codes, nor on CPUs whose int8 instructions saturate.
  bool uses_bytes() const;

 private:
  struct Bytes;
  struct Wide;
  static std::unique_ptr<Bytes> in_bytes(const ConvolutionShape& shape, std::span<const std::int16_t> weights,
                                         const CodeInput& input, const PostProcessing& post, ChannelOrder order);
  std::unique_ptr<Bytes> bytes_;  // one of the two
  std::unique_ptr<Wide> wide_;
};

}  // namespace systole::models
