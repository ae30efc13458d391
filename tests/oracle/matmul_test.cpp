// Integer matrix products and their requantisation beside ONNX Runtime's MatMulInteger and QLinearMatMul.
#include <catch2/catch.hpp>

#include "models/numerics/exact_convolution.hpp"
#include "models/numerics/ordered_product.hpp"
#include "models/numerics/post_process.hpp"
#include "tests/oracle/float32_requantization.hpp"
#include "tests/oracle/onnx_runtime.hpp"
#include "tests/oracle/random_scales.hpp"

using namespace systole::models;
using namespace systole::tests;
using systole::workloads::integers;
using systole::workloads::Shape;

namespace {

constexpr Accumulator kWrapping32{32, Overflow::wrap};

struct Product {
  MatrixShape shape;
  QuantParams a;
  std::vector<QuantParams> b;  // one, or one a column
  QuantParams y;
  CodeVector a_codes;  // [m][k]
  CodeVector b_codes;  // [k][n]

  const QuantParams& column(std::size_t n) const { return b.size() == 1 ? b.front() : b[n]; }
  double multiplier(std::size_t n) const { return a.scale * column(n).scale / y.scale; }
  Shape per_column() const { return b.size() == 1 ? Shape{} : Shape{shape.n}; }
  std::vector<std::int32_t> zeros() const {
    std::vector<std::int32_t> zeros;
    for (const auto& params : b) zeros.push_back(params.zero_point);
    return zeros;
  }
};

/// Step by step, with zero points taken off first.
std::vector<std::int64_t> ordered_sums(const Product& p, const Accumulator& accumulator = kWrapping32) {
  CodeVector b = p.b_codes;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const std::size_t n = i % static_cast<std::size_t>(p.shape.n);
    b[i] = static_cast<std::int16_t>(b[i] - p.column(n).zero_point);
  }
  std::vector<std::int64_t> sums(static_cast<std::size_t>(p.shape.m * p.shape.n));
  ordered_product(accumulator, p.shape, centred(p.a_codes, p.a.zero_point), b, sums);
  return sums;
}

/// Of codes, as an array makes them, with the zero points corrected afterwards.
std::vector<std::int64_t> corrected_sums(const Product& p) {
  const auto [m, k, n] = p.shape;
  const auto at = [](std::int64_t row, std::int64_t width, std::int64_t column) {
    return static_cast<std::size_t>(row * width + column);
  };
  CodeVector input(p.a_codes.size());
  CodeVector weights(p.b_codes.size());
  for (std::int64_t i = 0; i < k; ++i) {
    for (std::int64_t row = 0; row < m; ++row) input[at(i, m, row)] = p.a_codes[at(row, k, i)];
    for (std::int64_t column = 0; column < n; ++column) weights[at(column, k, i)] = p.b_codes[at(i, n, column)];
  }
  const ConvolutionShape shape{1, 1, k, n, plain_axis(m), plain_axis(1)};
  const std::vector<std::int64_t> of_codes = exact_convolution(shape, input, weights);
  std::vector<std::int64_t> sums(of_codes.size());
  for (std::int64_t row = 0; row < m; ++row)
    for (std::int64_t column = 0; column < n; ++column) {
      CodeSums codes{k, 0, 0};
      for (std::int64_t i = 0; i < k; ++i) {
        codes.weights += p.b_codes[at(i, n, column)];
        codes.inputs += p.a_codes[at(row, k, i)];
      }
      const ZeroPoints zeros{p.a.zero_point, p.column(static_cast<std::size_t>(column)).zero_point};
      sums[at(row, n, column)] = of_codes[at(column, m, row)] + zero_point_correction(zeros, codes);
    }
  return sums;
}

Product random_product(CodeRandom& random, Scales scales, CodeFormat a, CodeFormat b) {
  Product p;
  // Short sums have smaller multipliers of half a step, and so more ties.
  const std::int64_t longest = scales == Scales::ties ? 16 : random.number(0, 3) == 0 ? 3000 : 200;
  p.shape = {random.number(1, 24), random.number(1, longest), random.number(1, 40)};
  p.a = random.params(a);
  p.y = random.params(a);
  p.b.resize(random.yes() ? static_cast<std::size_t>(p.shape.n) : 1);
  for (auto& params : p.b) params = random.params(b);
  p.a_codes = random.codes(p.shape.m * p.shape.k, a);
  p.b_codes = random_weights(random, p.shape.k * p.shape.n, b);
  choose_scales(random, scales, ordered_sums(p), p.a, p.b, p.y);
  return p;
}

constexpr std::pair<CodeFormat, CodeFormat> kFormats[] = {{kUint8, kInt8}, {kInt8, kInt8}, {kUint8, kUint8}};

std::vector<Product> random_products(unsigned seed, int count, Scales scales) {
  CodeRandom random{seed};
  std::vector<Product> products;
  for (int i = 0; i < count; ++i)
    products.push_back(random_product(random, scales, kFormats[i % 3].first, kFormats[i % 3].second));
  return products;
}

OnnxCase with_operands(const Product& p) {
  OnnxCase test;
  test.inputs["a"] = code_tensor({p.shape.m, p.shape.k}, p.a_codes, p.a.format);
  test.constants["b"] = code_tensor({p.shape.k, p.shape.n}, p.b_codes, p.b.front().format);
  test.constants["a_zero"] = zero_tensor(p.a);
  test.constants["b_zero"] = code_tensor(p.per_column(), p.zeros(), p.b.front().format);
  test.outputs = {"y"};
  return test;
}

OnnxCase matmul_integer(const Product& p) {
  OnnxCase test = with_operands(p);
  test.nodes = {{"MatMulInteger", {"a", "b", "a_zero", "b_zero"}, {"y"}, {}, ""}};
  return test;
}

OnnxCase qlinear_matmul(const Product& p) {
  OnnxCase test = with_operands(p);
  std::vector<double> scales;
  for (const auto& params : p.b) scales.push_back(params.scale);
  test.constants["a_scale"] = scale_tensor(p.a);
  test.constants["b_scale"] = tensor_of<float>(p.per_column(), scales);
  test.constants["y_scale"] = scale_tensor(p.y);
  test.constants["y_zero"] = zero_tensor(p.y);
  test.nodes = {
      {"QLinearMatMul", {"a", "a_scale", "a_zero", "b", "b_scale", "b_zero", "y_scale", "y_zero"}, {"y"}, {}, ""}};
  return test;
}

PostProcess post_process(const Product& p) {
  PostProcessing description;
  description.multipliers.clear();
  for (std::size_t n = 0; n < static_cast<std::size_t>(p.shape.n); ++n)
    description.multipliers.push_back(p.multiplier(n));
  description.zero_point = p.y.zero_point;
  description.lowest = p.y.format.lowest();
  description.highest = p.y.format.highest();
  return PostProcess{description};
}

/// As for convolutions: every code equal under float32, and unequal under float64 only next to ties.
Agreement checked_agreement(const std::vector<Product>& products) {
  std::vector<OnnxCase> models;
  for (const auto& p : products) models.push_back(qlinear_matmul(p));
  const auto results = run_onnx(models);
  Agreement float32;
  Agreement agreement;
  std::int64_t unexplained = 0;
  for (std::size_t i = 0; i < products.size(); ++i) {
    const Product& p = products[i];
    const PostProcess ours = post_process(p);
    const std::vector<std::int64_t> sums = ordered_sums(p);
    const std::vector<std::int64_t> theirs = integers(results[i].at("y"));
    REQUIRE(theirs.size() == sums.size());
    for (std::size_t o = 0; o < sums.size(); ++o) {
      const std::size_t n = o % static_cast<std::size_t>(p.shape.n);
      float32.add(float32_requantized(sums[o], float32_multiplier(p.a.scale, p.column(n).scale, p.y.scale), p.y),
                  theirs[o]);
      const std::int32_t code = ours(sums[o], n);
      agreement.add(code, theirs[o]);
      if (code != theirs[o] && !next_to_tie(static_cast<double>(sums[o]) * p.multiplier(n))) ++unexplained;
    }
  }
  CHECK(float32.different == 0);
  CHECK(unexplained == 0);
  CHECK(agreement.worst <= 1);
  return agreement;
}

}  // namespace

TEST_CASE("sums of products are MatMulInteger's, with zero points taken off before or corrected after",
          "[C4][C6][T25]") {
  const std::vector<Product> products = random_products(41, 60, Scales::random);
  std::vector<OnnxCase> models;
  for (const auto& p : products) models.push_back(matmul_integer(p));
  const auto results = run_onnx(models);
  for (std::size_t i = 0; i < products.size(); ++i) {
    CAPTURE(i, products[i].shape.m, products[i].shape.k, products[i].shape.n, products[i].b.size());
    const std::vector<std::int64_t> theirs = integers(results[i].at("y"));
    CHECK(ordered_sums(products[i]) == theirs);
    CHECK(corrected_sums(products[i]) == theirs);
  }
}

// 70,000 products of 255 by 255 are 4,551,750,000, which is 256,782,704 more than 2^32.
TEST_CASE("MatMulInteger's accumulator of 32 bits wraps, as ours does where it is told to", "[C2][T25]") {
  Product p;
  p.shape = {1, 70000, 1};
  p.a = {1, 0, kUint8};
  p.b = {p.a};
  p.a_codes.assign(70000, 255);
  p.b_codes.assign(70000, 255);
  const OnnxCase test = matmul_integer(p);
  const std::vector<std::int64_t> theirs = integers(run_onnx({&test, 1}).front().at("y"));
  CHECK(theirs == std::vector<std::int64_t>{256782704});
  CHECK(ordered_sums(p) == theirs);
  CHECK(ordered_sums(p, {32, Overflow::saturate}) == std::vector<std::int64_t>{2147483647});
}

// The bound is that of convolutions. Measured: none of 32,673.
TEST_CASE("codes of products are QLinearMatMul's but for float32's rounding, one in 8,000 at most", "[C4][C6][T25]") {
  const Agreement agreement = checked_agreement(random_products(42, 150, Scales::random));
  CHECK(agreement.codes > 30000);
  CHECK(agreement.share() < 2 * 255 * kFloat32Error);
}

TEST_CASE("codes of products are QLinearMatMul's where scales are powers of two", "[C4][C6][S19][T25]") {
  const Agreement agreement = checked_agreement(random_products(43, 60, Scales::powers_of_two));
  CHECK(agreement.codes > 10000);
  CHECK(agreement.different == 0);
}

// Measured: 8 of 11,155.
TEST_CASE("products next to a tie are where codes are not QLinearMatMul's", "[C4][C6][T25]") {
  const Agreement agreement = checked_agreement(random_products(44, 60, Scales::ties));
  CHECK(agreement.different > 0);
}
