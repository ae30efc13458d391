#include "models/numerics/fit/vector_product.hpp"

#include <cstddef>

#include "models/errors.hpp"

// Sanitizers and clang do without: the choice is made when the program is loaded, before a sanitizer is ready. AVX2
// alone has no fused multiply-add, so that the clones agree to the last bit.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define SYSTOLE_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define SYSTOLE_VECTOR_CLONES
#endif

namespace systole::models {

namespace {

SYSTOLE_VECTOR_CLONES void add_rows(const double* vector, const double* matrix, double* out, std::size_t rows,
                                    std::size_t columns) {
  std::size_t i = 0;
  // Four rows at a time: a sum is loaded and stored once for four additions, which keep their order.
  for (; i + 4 <= rows; i += 4) {
    const double a = vector[i];
    const double b = vector[i + 1];
    const double c = vector[i + 2];
    const double d = vector[i + 3];
    const double* row = matrix + i * columns;
#pragma GCC ivdep
    for (std::size_t j = 0; j < columns; ++j)
      out[j] = (((out[j] + a * row[j]) + b * row[columns + j]) + c * row[2 * columns + j]) + d * row[3 * columns + j];
  }
  for (; i < rows; ++i) {
    const double a = vector[i];
    const double* row = matrix + i * columns;
#pragma GCC ivdep
    for (std::size_t j = 0; j < columns; ++j) out[j] += a * row[j];
  }
}

}  // namespace

void add_product(std::span<const double> vector, std::span<const double> matrix, std::span<double> out) {
  if (matrix.size() != vector.size() * out.size()) throw ModelError{"add_product: the matrix does not fit the vectors"};
  add_rows(vector.data(), matrix.data(), out.data(), vector.size(), out.size());
}

}  // namespace systole::models
