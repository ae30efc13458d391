#include "models/numerics/operators/rescale.hpp"

#include <algorithm>

#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

CodeTable rescaled_codes(const QuantParams& input, const QuantParams& output, RequantMode mode) {
  require_usable(input, "a rescale's input");
  require_usable(output, "a rescale's output");
  const Requantizer requantize{input.scale / output.scale, mode};
  const std::int64_t lowest = output.format.lowest() - output.zero_point;
  const std::int64_t highest = output.format.highest() - output.zero_point;
  return CodeTable{input.format, [&](std::int32_t code) {
                     const std::int64_t steps = std::clamp(requantize(code - input.zero_point), lowest, highest);
                     return static_cast<std::int16_t>(steps + output.zero_point);
                   }};
}

}  // namespace

Rescale::Rescale(const QuantParams& input, const QuantParams& output, RequantMode mode)
    : identity_{input == output}, table_{rescaled_codes(input, output, mode)} {}

void Rescale::operator()(Codes in, MutableCodes out) const {
  if (!identity_) {
    table_(in, out);
    return;
  }
  require_size(out.size(), static_cast<std::int64_t>(in.size()), "an identity's output");
  if (in.data() != out.data()) std::copy(in.begin(), in.end(), out.begin());
}

Concatenation::Concatenation(std::span<const QuantParams> inputs, const QuantParams& output, RequantMode mode) {
  if (inputs.empty()) throw ModelError{"a concatenation needs an operand"};
  rescales_.reserve(inputs.size());
  for (const QuantParams& input : inputs) rescales_.emplace_back(input, output, mode);
}

}  // namespace systole::models
