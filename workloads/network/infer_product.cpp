// Products over the last axis: linear, gemm, matmul; and the table look-up.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "workloads/network/infer.hpp"
#include "workloads/network/limits.hpp"

namespace systole::workloads {

Shape infer_linear(const Linear& linear, const Shape& in) {
  if (in.size() < 2) {
    reject(fmt::format("it needs a batch axis and a feature axis, but its input has {} axis", in.size()));
  }
  require_positive("features", linear.features, kMaxElements);
  Shape out = in;
  out.back() = linear.features;
  return out;
}

Shape infer_gemm(const Gemm& gemm) {
  require_positive("m", gemm.m, kMaxElements);
  require_positive("k", gemm.k, kMaxElements);
  require_positive("n", gemm.n, kMaxElements);
  bounded_product({gemm.m, gemm.k}, kMaxElements, "the elements of A");
  return {gemm.m, gemm.n};
}

Shape infer_matmul(const MatMul& matmul, const Shape& a, const Shape& b) {
  if (!(matmul.scale > 0) || !std::isfinite(matmul.scale)) {
    reject(fmt::format("its scale is {}, which is not above 0", matmul.scale));
  }
  const std::size_t rank = a.size();
  if (rank < 2 || b.size() != rank) {
    reject("its operands must have the same number of axes, at least two");
  }
  const auto leading = static_cast<std::ptrdiff_t>(rank) - 2;
  if (!std::equal(a.begin(), a.begin() + leading, b.begin())) {
    reject("its operands must agree in all axes before the last two");
  }
  const std::int64_t k = matmul.transpose_b ? b[rank - 1] : b[rank - 2];
  if (a[rank - 1] != k) {
    reject(fmt::format("the inner sizes {} and {} differ{}", a[rank - 1], k,
                       matmul.transpose_b ? " (the second operand is transposed)" : ""));
  }
  Shape out = a;
  out.back() = matmul.transpose_b ? b[rank - 2] : b[rank - 1];
  return out;
}

Shape infer_embedding(const Embedding& embedding, const Shape& in) {
  if (in.size() != 1 && in.size() != 2) {
    reject(fmt::format("it needs indices [N] or [N, T], but its input has {} axes", in.size()));
  }
  require_positive("rows", embedding.rows, kMaxElements);
  require_positive("features", embedding.features, kMaxElements);
  Shape out = in;
  out.push_back(embedding.features);
  return out;
}

}  // namespace systole::workloads
