#include "sim/inference/softmax_stage.hpp"

#include "models/numerics/operators/rescale.hpp"
#include "models/numerics/operators/softmax.hpp"

namespace systole::sim {

namespace {

constexpr double kFineStep = 1.0 / 256;
constexpr int kMostBits = 15;
constexpr models::CodeFormat kQuotient{kMostBits, false};

struct Shifted {
  models::QuantParams params;
  int bits = 0;
};

Shifted finer(models::QuantParams params) {
  Shifted shifted{params, 0};
  while (shifted.params.scale > kFineStep && shifted.params.format.bits < kMostBits) {
    shifted.params.scale /= 2;
    shifted.params.zero_point *= 2;
    ++shifted.params.format.bits;
    ++shifted.bits;
  }
  return shifted;
}

}  // namespace

CodeStage make_softmax_stage(const models::QuantParams& in, const models::QuantParams& out, std::int64_t length) {
  const Shifted shifted = finer(in);
  const models::IntegerSoftmax softmax{shifted.params, kQuotient};
  const models::Rescale rescale{softmax.output(), out};
  return [=](std::span<const models::Codes> inputs, models::MutableCodes output) {
    std::vector<std::int16_t> codes(inputs[0].begin(), inputs[0].end());
    for (std::int16_t& code : codes) code = static_cast<std::int16_t>(code * (1 << shifted.bits));
    softmax(codes, static_cast<std::size_t>(length), output);
    rescale(output, output);
    return StageCounts{};
  };
}

}  // namespace systole::sim
