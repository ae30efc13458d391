// A GEMM of plain matrices, fed to an array fold by fold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "models/array/fold_feed.hpp"

namespace systole::tests {

/// Row-major. `c` holds what the GEMM adds to when `accumulates`, and receives the sums.
struct GemmOperands {
  std::int64_t m = 1;
  std::int64_t k = 1;
  std::int64_t n = 1;
  std::span<const std::int16_t> a;
  std::span<const std::int16_t> b;
  std::span<std::int64_t> c;
  bool accumulates = false;
};

class DenseTile : public models::EdgeTile {
 public:
  explicit DenseTile(const GemmOperands& gemm) : gemm_{gemm} {}

  void a_along_k(std::int64_t m, std::int64_t k, std::span<std::int16_t> out) override {
    copy(gemm_.a, m * gemm_.k + k, 1, out);
  }
  void a_along_m(std::int64_t m, std::int64_t k, std::span<std::int16_t> out) override {
    copy(gemm_.a, m * gemm_.k + k, gemm_.k, out);
  }
  void b_along_n(std::int64_t k, std::int64_t n, std::span<std::int16_t> out) override {
    copy(gemm_.b, k * gemm_.n + n, 1, out);
  }
  void b_along_k(std::int64_t k, std::int64_t n, std::span<std::int16_t> out) override {
    copy(gemm_.b, k * gemm_.n + n, gemm_.n, out);
  }
  std::int64_t partial(std::int64_t m, std::int64_t n) override { return c(m, n); }
  void take(const models::ArrayResult& result) override { c(result.m, result.n) = result.value; }

 private:
  static void copy(std::span<const std::int16_t> from, std::int64_t first, std::int64_t stride,
                   std::span<std::int16_t> out) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = from[static_cast<std::size_t>(first + static_cast<std::int64_t>(i) * stride)];
  }
  std::int64_t& c(std::int64_t m, std::int64_t n) { return gemm_.c[static_cast<std::size_t>(m * gemm_.n + n)]; }

  GemmOperands gemm_;
};

/// One GEMM through a FoldFeed.
class GemmFeed {
 public:
  GemmFeed(const models::ArrayConfig& array, const GemmOperands& gemm) : tile_{gemm}, feed_{array} {
    feed_.push({&tile_, gemm.m, gemm.k, gemm.n, gemm.accumulates, true});
  }
  GemmFeed(const GemmFeed&) = delete;
  GemmFeed& operator=(const GemmFeed&) = delete;

  std::optional<models::Fold> offered() const { return feed_.offered(); }
  models::ArrayOperands answer(const models::ArrayRequests& requests) {
    return feed_.answer(requests, feed_.offered().has_value());
  }
  void collect(const models::ArrayRequests& requests, std::span<const std::uint8_t> valid,
               std::span<const std::int64_t> result) {
    feed_.collect(requests, valid, result);
  }
  bool done() const { return feed_.done(); }

 private:
  DenseTile tile_;
  models::FoldFeed feed_;
};

}  // namespace systole::tests
