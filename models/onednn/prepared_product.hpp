// Matrix products by oneDNN in any arithmetic, prepared once.
#pragma once

#include <cstdint>
#include <oneapi/dnnl/dnnl.hpp>

#include "models/onednn/prepared_primitive.hpp"

namespace systole::models {

/// A matrix of each of a batch: elements from one to the next.
struct MatrixStrides {
  std::int64_t batch = 0;
  std::int64_t row = 0;
  std::int64_t col = 1;
};

/// c[batch][m][n] = a[batch][m][k] · b[batch][k][n], packed c.
struct ProductLayout {
  std::int64_t batch = 1;
  std::int64_t m = 1;
  std::int64_t k = 1;
  std::int64_t n = 1;
  MatrixStrides a;
  MatrixStrides b;
};

struct ProductTypes {
  dnnl::memory::data_type a = dnnl::memory::data_type::f32;
  dnnl::memory::data_type b = dnnl::memory::data_type::f32;
  dnnl::memory::data_type c = dnnl::memory::data_type::f32;
};

/// `b` stays if it is given (and is copied in the layout that oneDNN prefers); null: each run brings it.
PreparedPrimitive prepare_product(const ProductLayout& layout, const ProductTypes& types, const void* b);

}  // namespace systole::models
