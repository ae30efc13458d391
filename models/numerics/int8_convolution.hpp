// Integer convolutions at the speed of int8 hardware, by oneDNN, with sums that are exact to the last bit.
//
// What makes them exact: operands of any 256 values become 8-bit codes (int8_codes.hpp); the reduction is cut into
// slices in which no sum can leave ±2^24, so that oneDNN's detour through floats changes nothing; slices are added up
// in 32 bits, which hold the whole sum (checked against its bounds when the layer is prepared). On CPUs whose int8
// instructions saturate (older than VNNI), and for wider operands, exact_convolution does the work: slower, the same
// sums.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "models/numerics/convolution_shape.hpp"
#include "models/numerics/sum_range.hpp"

namespace systole::models {

/// One layer, prepared once for its weights and run often. Not for several threads at once.
class Int8Convolution {
 public:
  /// Channels of input and sums lie as `order` says; last costs no reordering. Inputs will lie in `input`: as the
  /// multipliers see them, such as codes less their zero point; padding is 0 beside them. Weights are copied. Throws
  /// ModelError when they do not fit the shape or a sum may leave 32 bits.
  Int8Convolution(const ConvolutionShape& shape, std::span<const std::int16_t> weights, const OperandRange& input,
                  ChannelOrder order = ChannelOrder::first);
  Int8Convolution(Int8Convolution&&) noexcept;
  Int8Convolution& operator=(Int8Convolution&&) noexcept;
  ~Int8Convolution();

  /// Throws ModelError when spans do not fit the shape or an input is out of its range.
  void run(std::span<const std::int16_t> input, std::span<std::int32_t> sums);
  void run(std::span<const std::int8_t> input, std::span<std::int32_t> sums);
  void run(std::span<const std::uint8_t> input, std::span<std::int32_t> sums);

  /// Slices of the reduction; 0 where exact_convolution does the work.
  std::int64_t slices() const;

 private:
  struct Prepared;
  std::unique_ptr<Prepared> prepared_;
};

}  // namespace systole::models
