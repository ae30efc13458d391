#include "sim/operands/codes.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/errors.hpp"
#include "models/numerics/rounding.hpp"
#include "sim/operands/named_stream.hpp"

namespace systole::sim {

using models::OperandType;

namespace {

bool is_signed(OperandType type) {
  return type == OperandType::int8 || type == OperandType::int16;
}

Codes quantised(const std::vector<double>& values, OperandType type) {
  const CodeRange range = code_range(type);
  double low = 0;
  double high = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) throw models::UserError("it holds a number that is not finite");
    low = std::min(low, value);
    high = std::max(high, value);
  }
  Codes codes;
  if (is_signed(type)) {
    codes.scale = std::max(-low, high) / range.highest;
  } else {
    codes.scale = (high - low) / range.highest;
  }
  if (codes.scale <= 0) codes.scale = 1;
  const auto rounded = [](double value) { return models::round_to(value, models::Rounding::half_even); };
  if (!is_signed(type)) codes.zero_point = static_cast<std::int32_t>(rounded(-low / codes.scale));
  for (const double value : values) {
    const double code = rounded(value / codes.scale) + codes.zero_point;
    codes.values.push_back(static_cast<std::int16_t>(
        std::clamp(code, static_cast<double>(range.lowest), static_cast<double>(range.highest))));
  }
  return codes;
}

}  // namespace

CodeRange code_range(OperandType type) {
  switch (type) {
    case OperandType::int8:
      return {-128, 127};
    case OperandType::uint8:
    case OperandType::int9:
      return {0, 255};
    case OperandType::int16:
      return {-32768, 32767};
  }
  return {};
}

std::int32_t usual_zero_point(OperandType type) {
  return is_signed(type) ? 0 : 128;
}

Codes draw_codes(OperandType type, std::int64_t count, std::uint64_t seed, std::string_view name) {
  const NamedStream stream{seed, name};
  const CodeRange range = code_range(type);
  const auto codes_in_range = static_cast<std::uint32_t>(range.highest - range.lowest + 1);
  Codes codes;
  codes.zero_point = usual_zero_point(type);
  codes.values.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t block = 0; codes.values.size() < static_cast<std::size_t>(count); ++block) {
    const auto words = stream.block(block);
    for (std::size_t w = 0; w < 4 && codes.values.size() < static_cast<std::size_t>(count); ++w)
      codes.values.push_back(
          static_cast<std::int16_t>(range.lowest + static_cast<std::int32_t>(words[w] % codes_in_range)));
  }
  return codes;
}

Codes codes_of(const workloads::Tensor& tensor, OperandType type) {
  if (!workloads::is_integer(tensor.type)) return quantised(workloads::reals(tensor), type);
  const CodeRange range = code_range(type);
  Codes codes;
  codes.zero_point = usual_zero_point(type);
  for (const std::int64_t value : workloads::integers(tensor)) {
    if (value < range.lowest || value > range.highest)
      throw models::UserError("it holds the code " + std::to_string(value) + "; the chip's are " +
                              std::to_string(range.lowest) + " to " + std::to_string(range.highest));
    codes.values.push_back(static_cast<std::int16_t>(value));
  }
  return codes;
}

workloads::Tensor code_tensor(std::span<const std::int16_t> codes, const workloads::Shape& shape, OperandType type) {
  if (type == OperandType::int16) return workloads::make_tensor<std::int16_t>(shape, codes);
  if (type == OperandType::int8) {
    const std::vector<std::int8_t> narrow(codes.begin(), codes.end());
    return workloads::make_tensor<std::int8_t>(shape, narrow);
  }
  const std::vector<std::uint8_t> narrow(codes.begin(), codes.end());
  return workloads::make_tensor<std::uint8_t>(shape, narrow);
}

}  // namespace systole::sim
