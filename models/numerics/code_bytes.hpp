// How the codes of a layer's input become the bytes that an int8 kernel reads, in one pass: zero points off, an offset
// on where 8 bits need one, channels brought last, padding beside them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/numerics/convolution_shape.hpp"
#include "models/numerics/int8_codes.hpp"

namespace systole::models {

/// Codes of an input: real values are multiples of code - zero_point.
struct CodeInput {
  OperandRange codes;
  std::int32_t zero_point = 0;

  OperandRange centred() const { return {codes.lowest - zero_point, codes.highest - zero_point}; }
};

class CodeBytes {
 public:
  /// Codes come as the shape tells, channels first or last. Bytes have channels last and lie as inner() tells.
  CodeBytes(const ConvolutionShape& shape, ChannelOrder order, const CodeInput& input, const Int8Codes& bytes,
            bool writes_padding);

  /// The shape as the kernel sees it: its padding is among the bytes where they have an offset, or if it is asked for.
  const ConvolutionShape& inner() const { return inner_; }

  /// Valid until the next call. Throws ModelError for codes out of their range, or too few or many of them.
  const std::uint8_t* operator()(std::span<const std::int16_t> codes);

 private:
  void channels_last(const std::int16_t* codes, std::size_t begin, std::size_t end);
  void channels_first(const std::int16_t* codes, std::size_t begin, std::size_t end);
  template <class Put>
  void for_each_run(std::size_t begin, std::size_t end, Put put);

  ConvolutionShape shape_;
  ConvolutionShape inner_;
  ChannelOrder order_;
  CodeInput input_;
  std::uint8_t offset_ = 0;  // of bytes from codes
  std::size_t channels_ = 1;
  std::size_t pixels_ = 1;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace systole::models
