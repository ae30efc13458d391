#include "models/reference/product.hpp"

#include "models/numerics/span_size.hpp"
#include "models/onednn/prepared_product.hpp"

namespace systole::models {

namespace {

using Desc = dnnl::memory::desc;
using Dims = dnnl::memory::dims;
using Tag = dnnl::memory::format_tag;

dnnl::primitive_attr strict() {
  dnnl::primitive_attr attributes;
  attributes.set_fpmath_mode(dnnl::fpmath_mode::strict);  // whatever the process has made the default
  return attributes;
}

PreparedPrimitive prepare(const LinearShape& s, std::span<const float> weights, std::span<const float> bias) {
  require_size(weights.size(), s.inputs * s.outputs, "FloatLinear: the weights");
  if (!bias.empty()) require_size(bias.size(), s.outputs, "FloatLinear: the bias");
  const dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  const Desc of_bias = bias.empty() ? Desc{} : Desc{Dims{s.outputs}, kFloat, Tag::a};
  const Desc input{{s.rows, s.inputs}, kFloat, Tag::ab};
  const Desc output{{s.rows, s.outputs}, kFloat, Tag::ab};
  const dnnl::inner_product_forward::desc description{dnnl::prop_kind::forward_inference,
                                                      {{s.rows, s.inputs}, kFloat, Tag::any},
                                                      {{s.outputs, s.inputs}, kFloat, Tag::any},
                                                      of_bias,
                                                      {{s.rows, s.outputs}, kFloat, Tag::any}};
  const dnnl::inner_product_forward::primitive_desc chosen{description, strict(), engine};
  PreparedPrimitive prepared{engine, dnnl::inner_product_forward{chosen}};
  prepared.bring(DNNL_ARG_SRC, {input, chosen.src_desc()});
  prepared.fetch(DNNL_ARG_DST, {output, chosen.dst_desc()});
  prepared.keep(DNNL_ARG_WEIGHTS, {{{s.outputs, s.inputs}, kFloat, Tag::ab}, chosen.weights_desc()}, weights.data());
  if (!bias.empty()) prepared.keep(DNNL_ARG_BIAS, {of_bias, chosen.bias_desc()}, bias.data());
  return prepared;
}

}  // namespace

struct FloatLinear::Prepared {
  LinearShape shape;
  PreparedPrimitive primitive;
};

FloatLinear::FloatLinear(const LinearShape& shape, std::span<const float> weights, std::span<const float> bias)
    : prepared_{std::make_unique<Prepared>(Prepared{shape, prepare(shape, weights, bias)})} {}

FloatLinear::FloatLinear(FloatLinear&&) noexcept = default;
FloatLinear& FloatLinear::operator=(FloatLinear&&) noexcept = default;
FloatLinear::~FloatLinear() = default;

void FloatLinear::run(std::span<const float> input, std::span<float> output) {
  Prepared& p = *prepared_;
  require_size(input.size(), p.shape.rows * p.shape.inputs, "FloatLinear: the input");
  require_size(output.size(), p.shape.rows * p.shape.outputs, "FloatLinear: the output");
  p.primitive.set(DNNL_ARG_SRC, input.data());
  p.primitive.set(DNNL_ARG_DST, output.data());
  p.primitive.run();
}

// oneDNN keeps the primitives of the last shapes, so that making one again costs microseconds.
void float_matmul(const MatmulShape& s, std::span<const float> a, std::span<const float> b, std::span<float> c) {
  require_size(a.size(), s.batch * s.m * s.k, "float_matmul: a");
  require_size(b.size(), s.batch * s.k * s.n, "float_matmul: b");
  require_size(c.size(), s.batch * s.m * s.n, "float_matmul: c");
  const MatrixStrides of_a{s.m * s.k, s.a_row(), s.a_step()};
  const MatrixStrides of_b{s.k * s.n, s.b_step(), s.b_col()};
  PreparedPrimitive prepared = prepare_product({s.batch, s.m, s.k, s.n, of_a, of_b}, {}, nullptr);
  prepared.set(DNNL_ARG_SRC, a.data());
  prepared.set(DNNL_ARG_WEIGHTS, b.data());
  prepared.set(DNNL_ARG_DST, c.data());
  prepared.run();
}

}  // namespace systole::models
