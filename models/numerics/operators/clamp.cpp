#include "models/numerics/operators/clamp.hpp"

#include "models/errors.hpp"
#include "models/numerics/operators/code_kernels.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

Clamp::Clamp(const QuantParams& params, double lowest, double highest)
    : lowest_{code_of(lowest, params)}, highest_{code_of(highest, params)} {
  if (lowest > highest) throw ModelError{"a clamp has no value between its lowest and its highest"};
}

void Clamp::operator()(Codes in, MutableCodes out) const {
  require_size(out.size(), static_cast<std::int64_t>(in.size()), "a clamp's output");
  clamp_codes(in, lowest_, highest_, out);
}

}  // namespace systole::models
