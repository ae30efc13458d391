#include "models/numerics/int8_product.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

#include "models/numerics/int8_codes.hpp"
#include "models/numerics/span_size.hpp"
#include "models/onednn/int8_support.hpp"
#include "models/onednn/prepared_product.hpp"

namespace systole::models {

namespace {

using Type = dnnl::memory::data_type;

std::int64_t magnitude(const OperandRange& range) {
  return std::max(std::abs(std::int64_t{range.lowest}), std::abs(std::int64_t{range.highest}));
}

/// `lines` lines of `length` elements, `step` apart; lines begin `next` apart.
void add_lines(const std::int16_t* values, std::int64_t length, std::int64_t step, std::int64_t next,
               std::span<std::uint32_t> totals) {
  for (std::uint32_t& total : totals) {
    total = 0;
    for (std::int64_t i = 0; i < length; ++i) total += static_cast<std::uint32_t>(values[i * step]);
    values += next;
  }
}

}  // namespace

struct Int8Product::Prepared {
  MatmulShape shape;
  OperandRange range_a;
  OperandRange range_b;
  Int8Codes a;
  Int8Codes b;
  std::vector<PreparedPrimitive> slices;
  std::int64_t of_slice = 0;
  std::vector<std::uint8_t> codes_a;
  std::vector<std::uint8_t> codes_b;
  std::vector<std::int32_t> slice_sums;
  std::vector<std::uint32_t> rows;  // of a: totals of its values
  std::vector<std::uint32_t> cols;  // of b

  void prepare_int8();
  void run(std::span<const std::int16_t> values_a, std::span<const std::int16_t> values_b,
           std::span<std::int32_t> sums);
  void multiply(const std::int16_t* of_a, const std::int16_t* of_b, std::int32_t* c) const;
  void correct(const std::int16_t* of_a, const std::int16_t* of_b, std::int32_t* c);
};

void Int8Product::Prepared::prepare_int8() {
  const std::optional<Int8Codes> of_a = input_codes(range_a);
  const std::optional<Int8Codes> of_b = weight_codes(range_b);
  if (!int8_adds_exactly() || !of_a || !of_b) return;
  a = *of_a;
  b = *of_b;
  const std::int64_t longest = longest_reduction(a);
  const std::int64_t count = (shape.k + longest - 1) / longest;
  of_slice = (shape.k + count - 1) / count;
  const MatrixStrides strides_a{shape.m * shape.k, shape.a_row(), shape.a_step()};
  const MatrixStrides strides_b{shape.k * shape.n, shape.b_step(), shape.b_col()};
  for (std::int64_t first = 0; first < shape.k; first += of_slice)
    slices.push_back(
        prepare_product({shape.batch, shape.m, std::min(of_slice, shape.k - first), shape.n, strides_a, strides_b},
                        {a.is_signed ? Type::s8 : Type::u8, Type::s8, Type::s32}, nullptr));
  codes_a.resize(static_cast<std::size_t>(shape.batch * shape.m * shape.k));
  codes_b.resize(static_cast<std::size_t>(shape.batch * shape.k * shape.n));
  if (slices.size() > 1) slice_sums.resize(static_cast<std::size_t>(shape.batch * shape.m * shape.n));
  rows.resize(static_cast<std::size_t>(shape.m));
  cols.resize(static_cast<std::size_t>(shape.n));
}

/// One of the batch, where int8 would not be exact. No sum on the way leaves 32 bits.
void Int8Product::Prepared::multiply(const std::int16_t* of_a, const std::int16_t* of_b, std::int32_t* c) const {
  std::fill_n(c, shape.m * shape.n, 0);
  const std::int64_t step = shape.b_col();
  for (std::int64_t m = 0; m < shape.m; ++m)
    for (std::int64_t k = 0; k < shape.k; ++k) {
      const std::int32_t factor = of_a[m * shape.a_row() + k * shape.a_step()];
      const std::int16_t* row = of_b + k * shape.b_step();
      for (std::int64_t n = 0; n < shape.n; ++n) c[m * shape.n + n] += factor * row[n * step];
    }
}

/// sum (ca - oa)(cb - ob) = sum ca cb - oa sum b - ob sum a - k oa ob, in values rather than codes.
void Int8Product::Prepared::correct(const std::int16_t* of_a, const std::int16_t* of_b, std::int32_t* c) {
  if (a.offset == 0 && b.offset == 0) return;
  add_lines(of_a, shape.k, shape.a_step(), shape.a_row(), rows);
  add_lines(of_b, shape.k, shape.b_step(), shape.b_col(), cols);
  const auto offset_a = static_cast<std::uint32_t>(a.offset);
  const auto offset_b = static_cast<std::uint32_t>(b.offset);
  const std::uint32_t all = offset_a * offset_b * static_cast<std::uint32_t>(shape.k);
  for (const std::uint32_t row : rows)
    for (const std::uint32_t col : cols) {
      const std::uint32_t less = offset_b * row + offset_a * col + all;
      *c = static_cast<std::int32_t>(static_cast<std::uint32_t>(*c) - less);
      ++c;
    }
}

void Int8Product::Prepared::run(std::span<const std::int16_t> values_a, std::span<const std::int16_t> values_b,
                                std::span<std::int32_t> sums) {
  require_size(values_a.size(), shape.batch * shape.m * shape.k, "Int8Product: a");
  require_size(values_b.size(), shape.batch * shape.k * shape.n, "Int8Product: b");
  require_size(sums.size(), shape.batch * shape.m * shape.n, "Int8Product: c");
  if (slices.empty()) {
    require_in_range(values_a, range_a);
    require_in_range(values_b, range_b);
  } else {
    const std::uint8_t* from_a = encoded(values_a, range_a, a, codes_a.data());
    const std::uint8_t* from_b = encoded(values_b, range_b, b, codes_b.data());
    std::int32_t* to = sums.data();
    for (PreparedPrimitive& slice : slices) {
      slice.set(DNNL_ARG_SRC, from_a);
      slice.set(DNNL_ARG_WEIGHTS, from_b);
      slice.set(DNNL_ARG_DST, to);
      slice.run();
      if (to != sums.data()) add_wrapping(slice_sums, sums);
      from_a += of_slice * shape.a_step();
      from_b += of_slice * shape.b_step();
      to = slice_sums.data();
    }
  }
  for (std::int64_t i = 0; i < shape.batch; ++i) {
    const std::int16_t* of_a = values_a.data() + i * shape.m * shape.k;
    const std::int16_t* of_b = values_b.data() + i * shape.k * shape.n;
    std::int32_t* c = sums.data() + i * shape.m * shape.n;
    if (slices.empty()) {
      multiply(of_a, of_b, c);
    } else {
      correct(of_a, of_b, c);
    }
  }
}

Int8Product::Int8Product(const MatmulShape& shape, const OperandRange& a, const OperandRange& b)
    : prepared_{std::make_unique<Prepared>()} {
  if (shape.k * magnitude(a) * magnitude(b) >= std::int64_t{1} << 31)
    throw ModelError("Int8Product: a sum may leave 32 bits");
  prepared_->shape = shape;
  prepared_->range_a = a;
  prepared_->range_b = b;
  prepared_->prepare_int8();
}

Int8Product::Int8Product(Int8Product&&) noexcept = default;
Int8Product& Int8Product::operator=(Int8Product&&) noexcept = default;
Int8Product::~Int8Product() = default;

void Int8Product::run(std::span<const std::int16_t> a, std::span<const std::int16_t> b, std::span<std::int32_t> c) {
  prepared_->run(a, b, c);
}

std::int64_t Int8Product::slices() const {
  return static_cast<std::int64_t>(prepared_->slices.size());
}

}  // namespace systole::models
