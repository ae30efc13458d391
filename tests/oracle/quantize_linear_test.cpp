// Quantisation of values beside ONNX Runtime's QuantizeLinear and DequantizeLinear.
#include <catch2/catch.hpp>
#include <limits>

#include "models/numerics/quantize/quantize_values.hpp"
#include "tests/oracle/codes.hpp"
#include "tests/oracle/onnx_runtime.hpp"

using namespace systole::models;
using namespace systole::tests;
using systole::workloads::integers;
using systole::workloads::reals;
using systole::workloads::Shape;

namespace {

struct Quantization {
  ChannelLayout layout;  // with one channel for one set of parameters
  std::vector<QuantParams> params;
  std::vector<float> values;

  const QuantParams& of(std::size_t element) const { return params[element / layout.inner % layout.channels]; }
  Shape shape() const {
    return {static_cast<std::int64_t>(layout.outer), static_cast<std::int64_t>(layout.channels),
            static_cast<std::int64_t>(layout.inner)};
  }
};

/// Some values in the codes' range, some outside, and one in five at what float makes of a tie.
Quantization random_quantization(CodeRandom& random, CodeFormat format) {
  Quantization q;
  const auto size = [&](std::int64_t most) { return static_cast<std::size_t>(random.number(1, most)); };
  q.layout = {size(3), random.yes() ? size(12) : 1, size(200)};
  for (std::size_t c = 0; c < q.layout.channels; ++c) q.params.push_back(random.params(format));
  for (std::size_t i = 0; i < q.layout.size(); ++i) {
    const QuantParams& params = q.of(i);
    const double steps =
        random.real(1.1 * (format.lowest() - params.zero_point - 1), 1.1 * (format.highest() - params.zero_point + 1));
    const bool tie = random.number(0, 4) == 0;
    q.values.push_back(static_cast<float>((tie ? std::floor(steps) + 0.5 : steps) * params.scale));
  }
  return q;
}

std::vector<Quantization> random_quantizations(unsigned seed, int count) {
  CodeRandom random{seed};
  std::vector<Quantization> made;
  const CodeFormat formats[] = {kInt8, kUint8, kInt16};
  for (int i = 0; i < count; ++i) made.push_back(random_quantization(random, formats[i % 3]));
  return made;
}

/// Values to codes "q" and back to "x". Codes of 16 bits are a later opset's, and ONNX Runtime's own domain's in all.
OnnxCase round_trip(const Quantization& q) {
  std::vector<double> scales;
  std::vector<std::int32_t> zeros;
  for (const auto& params : q.params) {
    scales.push_back(params.scale);
    zeros.push_back(params.zero_point);
  }
  const CodeFormat format = q.params.front().format;
  const Shape one_each = q.params.size() == 1 ? Shape{} : Shape{static_cast<std::int64_t>(q.params.size())};
  OnnxCase test;
  test.inputs["values"] = tensor_of<float>(q.shape(), q.values);
  test.constants["scale"] = tensor_of<float>(one_each, scales);
  test.constants["zero"] = code_tensor(one_each, zeros, format);
  test.outputs = {"q", "x"};
  const std::string domain = format.bits == 16 ? "com.microsoft" : "";
  const std::map<std::string, OnnxAttribute> attributes{{"axis", std::int64_t{1}}};
  test.nodes = {{"QuantizeLinear", {"values", "scale", "zero"}, {"q"}, attributes, domain},
                {"DequantizeLinear", {"q", "scale", "zero"}, {"x"}, attributes, domain}};
  return test;
}

std::vector<systole::workloads::TensorMap> round_trips(const std::vector<Quantization>& quantizations) {
  std::vector<OnnxCase> models;
  for (const auto& q : quantizations) models.push_back(round_trip(q));
  return run_onnx(models);
}

CodeVector our_codes(const Quantization& q) {
  CodeVector codes(q.values.size());
  quantize(q.values, q.layout, q.params, {}, codes);
  return codes;
}

/// ONNX Runtime divides in float32; limits first, then ties to even, then the zero point.
std::int64_t float32_code(float value, const QuantParams& params) {
  const float low = static_cast<float>(params.format.lowest() - params.zero_point);
  const float high = static_cast<float>(params.format.highest() - params.zero_point);
  const float quotient = value / static_cast<float>(params.scale);
  return static_cast<std::int64_t>(std::nearbyint(std::min(std::max(quotient, low), high))) + params.zero_point;
}

/// Whether a quotient's rounding to float32 reaches a tie.
bool reaches_tie(float value, const QuantParams& params) {
  const double quotient = static_cast<double>(value) / params.scale;
  const double to_tie = std::abs(quotient - std::floor(quotient) - 0.5);
  return to_tie > 0 && to_tie <= std::abs(quotient) * 0x1p-24;
}

}  // namespace

// Measured: 6,738 of 84,817, of which a fifth were put next to ties.
TEST_CASE("codes of values are QuantizeLinear's where its float32 quotient is not rounded to a tie", "[B3][S10][T25]") {
  const std::vector<Quantization> quantizations = random_quantizations(51, 120);
  const auto results = round_trips(quantizations);
  Agreement float32;
  Agreement agreement;
  std::int64_t unexplained = 0;
  for (std::size_t i = 0; i < quantizations.size(); ++i) {
    const Quantization& q = quantizations[i];
    const CodeVector codes = our_codes(q);
    const std::vector<std::int64_t> theirs = integers(results[i].at("q"));
    REQUIRE(theirs.size() == codes.size());
    for (std::size_t e = 0; e < codes.size(); ++e) {
      float32.add(float32_code(q.values[e], q.of(e)), theirs[e]);
      agreement.add(codes[e], theirs[e]);
      if (codes[e] != theirs[e] && !reaches_tie(q.values[e], q.of(e))) ++unexplained;
    }
  }
  CHECK(agreement.codes > 20000);
  CHECK(float32.different == 0);
  CHECK(unexplained == 0);
  CHECK(agreement.worst <= 1);
  CHECK(agreement.different > 0);
}

TEST_CASE("values of codes are DequantizeLinear's, bit for bit", "[B3][S10][T25]") {
  const std::vector<Quantization> quantizations = random_quantizations(52, 90);
  const auto results = round_trips(quantizations);
  for (std::size_t i = 0; i < quantizations.size(); ++i) {
    const Quantization& q = quantizations[i];
    CodeVector codes;
    for (const std::int64_t code : integers(results[i].at("q"))) codes.push_back(static_cast<std::int16_t>(code));
    std::vector<float> values(codes.size());
    dequantize(codes, q.layout, q.params, values);
    CAPTURE(i, q.layout.channels);
    CHECK(tensor_of<float>(q.shape(), values) == results[i].at("x"));
  }
}

TEST_CASE("fake quantisation is QuantizeLinear's and DequantizeLinear's in turn where scales are powers of two",
          "[S10][T25]") {
  std::vector<Quantization> quantizations = random_quantizations(53, 60);
  for (auto& q : quantizations)
    for (auto& params : q.params) params.scale = std::exp2(std::round(std::log2(params.scale)));
  const auto results = round_trips(quantizations);
  for (std::size_t i = 0; i < quantizations.size(); ++i) {
    const Quantization& q = quantizations[i];
    std::vector<float> values(q.values.size());
    fake_quantize(q.values, q.layout, q.params, {}, values);
    CAPTURE(i, q.layout.channels);
    CHECK(tensor_of<float>(q.shape(), values) == results[i].at("x"));
  }
}

TEST_CASE("infinities, zeros of either sign and NaN have QuantizeLinear's codes", "[B3][T25]") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  Quantization q{{1, 1, 8},
                 {{0.5, 7, kInt8}},
                 {kInfinity, -kInfinity, 0.0F, -0.0F, 1e-40F, std::numeric_limits<float>::max(),
                  std::numeric_limits<float>::lowest(), std::numeric_limits<float>::quiet_NaN()}};
  for (const CodeFormat format : {kInt8, kUint8}) {
    q.params.front().format = format;
    const CodeVector codes = our_codes(q);
    CHECK(std::vector<std::int64_t>(codes.begin(), codes.end()) == integers(round_trips({q}).front().at("q")));
  }
}
