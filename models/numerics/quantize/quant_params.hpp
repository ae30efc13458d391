// What the codes of a quantised tensor mean: real = (code - zero_point) · scale, with the codes' width and sign.
#pragma once

#include <cstdint>

namespace systole::models {

/// Integers of `bits` bits: 2 to 16 with a sign, 2 to 15 without, so that every code fits 16 bits with a sign.
struct CodeFormat {
  int bits = 8;
  bool is_signed = true;

  constexpr std::int32_t lowest() const { return is_signed ? -(std::int32_t{1} << (bits - 1)) : 0; }
  constexpr std::int32_t highest() const { return (std::int32_t{1} << (is_signed ? bits - 1 : bits)) - 1; }
  bool operator==(const CodeFormat&) const = default;
};

/// Which codes a symmetric scheme uses; affine schemes use all.
enum class SymmetricSpan {
  restricted,  // from -highest(): a code and its negative alike (EdgeINT8's weights: -127..127)
  full,        // from lowest() (Sparsebit: -128..127)
};

constexpr std::int32_t lowest_code(const CodeFormat& format, SymmetricSpan span) {
  return span == SymmetricSpan::restricted && format.is_signed ? -format.highest() : format.lowest();
}

/// Of a tensor or of one of its channels. Width and sign go along, so that no reader has to guess whether a zero point
/// of 128 belongs to codes of 0..255 or is out of range (EdgeINT8 mixes the two).
struct QuantParams {
  double scale = 1;             // real value of one step; positive and finite
  std::int32_t zero_point = 0;  // the code of 0; for symmetric schemes 0
  CodeFormat format;

  constexpr double real(std::int32_t code) const { return (code - zero_point) * scale; }
  bool operator==(const QuantParams&) const = default;
};

}  // namespace systole::models
