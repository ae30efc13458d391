#include "models/onednn/prepared_product.hpp"

#include <string_view>

namespace systole::models {

namespace {

using Desc = dnnl::memory::desc;
using Dims = dnnl::memory::dims;
using Tag = dnnl::memory::format_tag;

/// Two axes where the batch is one: oneDNN has more kernels for them.
Desc matrix(std::int64_t batch, std::int64_t rows, std::int64_t cols, dnnl::memory::data_type type,
            const MatrixStrides& strides) {
  if (batch == 1) return {{rows, cols}, type, Dims{strides.row, strides.col}};
  return {{batch, rows, cols}, type, Dims{strides.batch, strides.row, strides.col}};
}

/// oneDNN 2.6's int8 products on AMX (brg:avx512_core_amx_int8) give a wrong last row for some shapes when more than
/// one thread computes: 57 x 125 times 125 x 107, in every run. Those on VNNI, which come next, do not.
void avoid_tiles(dnnl::matmul::primitive_desc& chosen) {
  while (std::string_view{chosen.impl_info_str()}.find("amx") != std::string_view::npos)
    if (!chosen.next_impl()) return;
}

}  // namespace

PreparedPrimitive prepare_product(const ProductLayout& s, const ProductTypes& types, const void* b) {
  const dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  const Desc of_a = matrix(s.batch, s.m, s.k, types.a, s.a);
  const Desc of_b = matrix(s.batch, s.k, s.n, types.b, s.b);
  const Desc of_c = matrix(s.batch, s.m, s.n, types.c, {s.m * s.n, s.n, 1});
  const Desc any_b{s.batch == 1 ? Dims{s.k, s.n} : Dims{s.batch, s.k, s.n}, types.b, Tag::any};
  dnnl::primitive_attr attributes;
  attributes.set_fpmath_mode(dnnl::fpmath_mode::strict);               // whatever the process has made the default
  const dnnl::matmul::desc description{of_a, b ? any_b : of_b, of_c};  // next_impl() reads it again
  dnnl::matmul::primitive_desc chosen{description, attributes, engine};
  avoid_tiles(chosen);
  PreparedPrimitive prepared{engine, dnnl::matmul{chosen}};
  prepared.bring(DNNL_ARG_SRC, {of_a, chosen.src_desc()});
  prepared.fetch(DNNL_ARG_DST, {of_c, chosen.dst_desc()});
  if (b) {
    prepared.keep(DNNL_ARG_WEIGHTS, {of_b, chosen.weights_desc()}, b);
  } else {
    prepared.bring(DNNL_ARG_WEIGHTS, {of_b, chosen.weights_desc()});
  }
  return prepared;
}

}  // namespace systole::models
