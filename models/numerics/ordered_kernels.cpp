#include "models/numerics/ordered_kernels.hpp"

#include <cstring>

namespace systole::models {

namespace {

/// Vectors of GCC and clang.
template <class Number, std::size_t kLanes>
struct VectorOf {
  using Type [[gnu::vector_size(sizeof(Number) * kLanes)]] = Number;
};

template <class Signed, class Unsigned, std::size_t kCount>
struct Lanes {
  using Element = Signed;
  using Sums = typename VectorOf<Signed, kCount>::Type;
  using Bits = typename VectorOf<Unsigned, kCount>::Type;
  using Products = typename VectorOf<std::int32_t, kCount>::Type;
  using Operands = typename VectorOf<std::int16_t, kCount>::Type;
  static constexpr std::size_t kSize = kCount;
};

/// What fits a register of `kBytes`: wider vectors than the machine has would be taken apart element by element.
template <std::size_t kBytes>
using Narrow = Lanes<std::int32_t, std::uint32_t, kBytes / 4>;
template <std::size_t kBytes>
using Wide = Lanes<std::int64_t, std::uint64_t, kBytes / 8>;

// Steps are those of accumulate.hpp, for vectors. By reference: a vector passed by value would be part of the ABI.
template <class L>
struct Saturate {
  typename L::Element highest;

  [[gnu::always_inline]] void operator()(typename L::Sums& sum, const typename L::Sums& product,
                                         typename L::Sums& overflows) const {
    const typename L::Sums next = sum + product;
    const typename L::Sums above = next < -highest - 1 ? typename L::Sums{} - highest - 1 : next;
    sum = above > highest ? typename L::Sums{} + highest : above;
    overflows -= sum != next;
  }
};

template <class L>
struct WrapAround {
  typename L::Element highest;

  [[gnu::always_inline]] void operator()(typename L::Sums& sum, const typename L::Sums& product,
                                         typename L::Sums& overflows) const {
    using Bits = typename L::Bits;
    const auto half = static_cast<decltype(Bits{}[0] + 0U)>(highest) + 1U;
    const typename L::Sums next = sum + product;
    const Bits kept = ((__builtin_bit_cast(Bits, next) + half) & (2U * half - 1U)) - half;
    sum = __builtin_bit_cast(typename L::Sums, kept);
    overflows -= sum != next;
  }
};

/// 32 bits in 32: the sum may leave the type, which its sign tells.
template <class L, bool kSaturates>
struct Full {
  [[gnu::always_inline]] void operator()(typename L::Sums& sum, const typename L::Sums& product,
                                         typename L::Sums& overflows) const {
    using Bits = typename L::Bits;
    const Bits bits = __builtin_bit_cast(Bits, sum) + __builtin_bit_cast(Bits, product);
    const auto next = __builtin_bit_cast(typename L::Sums, bits);
    const typename L::Sums left = ((sum ^ next) & (product ^ next)) < 0;
    sum = kSaturates ? (left ? (sum >> 31) ^ INT32_MAX : next) : next;
    overflows -= left;
  }
};

template <std::size_t kRows, class L, class Step>
[[gnu::always_inline]] inline void run_rows(const Step& step, const OrderedTile& tile, std::int64_t* totals) {
  const std::int64_t count = tile.k;
  for (std::size_t lane = 0; lane < kOrderedLanes; lane += L::kSize) {
    typename L::Sums sums[kRows];
    typename L::Sums overflows[kRows] = {};
    for (std::size_t row = 0; row < kRows; ++row)
      for (std::size_t i = 0; i < L::kSize; ++i)
        sums[row][i] = static_cast<typename L::Element>(tile.sums[row][lane + i]);
    const std::int16_t* from = tile.operands + lane;
    for (std::int64_t k = 0; k < count; ++k, from += kOrderedLanes) {
      typename L::Operands operands;
      std::memcpy(&operands, from, sizeof(operands));
      const typename L::Products wide = __builtin_convertvector(operands, typename L::Products);
      for (std::size_t row = 0; row < kRows; ++row) {
        const typename L::Products products = wide * std::int32_t{tile.factors[row][k]};
        step(sums[row], __builtin_convertvector(products, typename L::Sums), overflows[row]);
      }
    }
    for (std::size_t row = 0; row < kRows; ++row)
      for (std::size_t i = 0; i < L::kSize; ++i) {
        tile.sums[row][lane + i] = sums[row][i];
        totals[row] += overflows[row][i];
      }
  }
}

template <class L, class Step>
[[gnu::always_inline]] inline void run(const Step& step, const OrderedTile& tile, std::int64_t* totals) {
  if (tile.rows == 1) return run_rows<1, L>(step, tile, totals);
  run_rows<2, L>(step, tile, totals);
}

template <std::size_t kBytes>
[[gnu::always_inline]] inline void run(const Accumulator& accumulator, const OrderedTile& tile, std::int64_t* totals) {
  const bool saturates = accumulator.overflow == Overflow::saturate;
  const std::int64_t highest = (std::int64_t{1} << (accumulator.bits - 1)) - 1;
  using N = Narrow<kBytes>;
  using W = Wide<kBytes>;
  if (accumulator.bits > 32) {
    if (saturates) return run<W>(Saturate<W>{highest}, tile, totals);
    return run<W>(WrapAround<W>{highest}, tile, totals);
  }
  if (accumulator.bits == 32) {
    if (saturates) return run<N>(Full<N, true>{}, tile, totals);
    return run<N>(Full<N, false>{}, tile, totals);
  }
  const auto narrow = static_cast<std::int32_t>(highest);
  if (saturates) return run<N>(Saturate<N>{narrow}, tile, totals);
  return run<N>(WrapAround<N>{narrow}, tile, totals);
}

#if defined(__x86_64__)
[[gnu::target("avx512f")]] void run_avx512(const Accumulator& accumulator, const OrderedTile& tile,
                                           std::int64_t* totals) {
  run<64>(accumulator, tile, totals);
}
[[gnu::target("avx2")]] void run_avx2(const Accumulator& accumulator, const OrderedTile& tile, std::int64_t* totals) {
  run<32>(accumulator, tile, totals);
}
#endif

}  // namespace

void run_ordered_tile(const Accumulator& accumulator, const OrderedTile& tile, std::int64_t* overflows, int widest) {
#if defined(__x86_64__)
  if (widest >= 64 && __builtin_cpu_supports("avx512f")) return run_avx512(accumulator, tile, overflows);
  if (widest >= 32 && __builtin_cpu_supports("avx2")) return run_avx2(accumulator, tile, overflows);
#else
  static_cast<void>(widest);
#endif
  run<16>(accumulator, tile, overflows);
}

}  // namespace systole::models
