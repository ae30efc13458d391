// Weights whose products ONNX Runtime adds up exactly, and scales for results of every kind.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tests/oracle/codes.hpp"

namespace systole::tests {

/// Without VNNI, ONNX Runtime's kernels for int8 weights add pairs of products of bytes in 16 bits, saturating
/// (vpmaddubsw), so that they are exact for weights of 7 bits alone: its documentation's "reduce_range". Drawn from all
/// of `format`, or on such a machine, which a product finds out, from 7 bits where they are signed.
CodeVector random_weights(CodeRandom& random, std::int64_t count, models::CodeFormat format);

/// What scales do to the product of a sum and its multiplier.
enum class Scales {
  random,
  powers_of_two,  // float32 and float64 products are the same
  ties,           // the first multiplier is 1/(2n) but for the rounding of scales: many products lie next to a tie
};
constexpr Scales kScales[] = {Scales::random, Scales::powers_of_two, Scales::ties};

/// Sets the scale of `y` for codes of which most, but not all, fit; and all scales as `kind` wants them, floats.
void choose_scales(CodeRandom& random, Scales kind, std::span<const std::int64_t> sums, models::QuantParams& x,
                   std::span<models::QuantParams> w, models::QuantParams& y);

}  // namespace systole::tests
