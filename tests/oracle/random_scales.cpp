#include "tests/oracle/random_scales.hpp"

#include <algorithm>
#include <cmath>

#include "tests/oracle/onnx_runtime.hpp"

namespace systole::tests {

namespace {

bool adds_pairs_exactly() {
  static const bool exact = [] {
    constexpr std::int64_t kLength = 64;
    OnnxCase test;
    test.inputs["a"] = workloads::make_tensor<std::uint8_t>({1, kLength}, std::vector<std::uint8_t>(kLength, 255));
    test.constants["b"] = workloads::make_tensor<std::int8_t>({kLength, 1}, std::vector<std::int8_t>(kLength, 127));
    test.nodes = {{"MatMulInteger", {"a", "b"}, {"y"}, {}, ""}};
    test.outputs = {"y"};
    const auto results = run_onnx({&test, 1});
    return workloads::integers(results.front().at("y")).front() == kLength * 255 * 127;
  }();
  return exact;
}

}  // namespace

CodeVector random_weights(CodeRandom& random, std::int64_t count, models::CodeFormat format) {
  if (format.is_signed && !adds_pairs_exactly()) return random.codes(count, -64, 63);
  return random.codes(count, format);
}

void choose_scales(CodeRandom& random, Scales kind, std::span<const std::int64_t> sums, models::QuantParams& x,
                   std::span<models::QuantParams> w, models::QuantParams& y) {
  std::int64_t reach = 1;
  for (const std::int64_t sum : sums) reach = std::max(reach, std::abs(sum));
  const double steps = static_cast<double>(reach) / random.real(60, 300);  // of the sum to one of the code
  if (kind == Scales::powers_of_two) {
    const auto power = [](double scale) { return std::exp2(std::round(std::log2(scale))); };
    x.scale = power(x.scale);
    for (auto& params : w) params.scale = power(params.scale);
    y.scale = x.scale * w.front().scale * power(steps);
  } else {
    const double even = 2 * std::max(1.0, std::round(steps / 2));
    y.scale = static_cast<float>(x.scale * w.front().scale * (kind == Scales::ties ? even : steps));
  }
}

}  // namespace systole::tests
