#include "models/numerics/operators/code_table.hpp"

#include "models/numerics/span_size.hpp"

namespace systole::models {

CodeTable::CodeTable(const QuantParams& input, const QuantParams& output, const std::function<double(double)>& function,
                     Rounding rounding) {
  require_usable(input, "a table's input");
  const CodeWriter write{output, rounding};
  fill(input.format, [&](std::int32_t code) { return write(function(input.real(code)) / output.scale); });
}

CodeTable::CodeTable(const CodeFormat& input, const std::function<std::int16_t(std::int32_t)>& function) {
  require_usable(zero_tensor_params(input), "a table's input");
  fill(input, function);
}

void CodeTable::fill(const CodeFormat& input, const std::function<std::int16_t(std::int32_t)>& function) {
  lowest_ = input.lowest();
  entries_.reserve(std::size_t{1} << input.bits);
  for (std::int32_t code = lowest_; code <= input.highest(); ++code) entries_.push_back(function(code));
  mask_ = entries_.size() - 1;
}

void CodeTable::operator()(Codes in, MutableCodes out) const {
  require_size(out.size(), static_cast<std::int64_t>(in.size()), "a table's output");
  for (std::size_t i = 0; i < in.size(); ++i) out[i] = (*this)(in[i]);
}

}  // namespace systole::models
