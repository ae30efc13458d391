#include "models/numerics/sum_kernels.hpp"

#include <algorithm>

#include "models/numerics/fixed_multiplier.hpp"
#include "models/numerics/sum_kernels_avx512.hpp"

namespace systole::models {

namespace {

/// The product's bits from `kShift` on, rounded toward -inf: they fit 32.
template <int kShift>
[[gnu::always_inline]] inline std::int32_t high_bits(std::int64_t product) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::uint64_t>(product) >> kShift));
}

// A kernel makes an integer of `accumulator`, by the constants of lane i.
struct Shift {
  [[gnu::always_inline]] std::int32_t operator()(std::int32_t accumulator, const SumLanes& lanes, std::size_t i,
                                                 const SumCodes& /*clamped later*/) const {
    return high_bits<32>(std::int64_t{accumulator} * lanes.multiplier[i] + lanes.half[i]) >> lanes.after[i];
  }
};

struct Gemmlowp {
  [[gnu::always_inline]] std::int32_t operator()(std::int32_t accumulator, const SumLanes& lanes, std::size_t i,
                                                 const SumCodes& /*clamped later*/) const {
    constexpr std::int64_t kHalf = std::int64_t{1} << 30;
    return rounding_divide_by_pot(high_bits<31>(std::int64_t{accumulator} * lanes.multiplier[i] + kHalf),
                                  lanes.after[i]);
  }
};

/// Limits are integers: it is the same whether a product is clamped before it is rounded or after. Before, it is small
/// enough to be rounded without calls that would keep the loop from being vectorised. And the clamp stands between the
/// product and the sums that follow, which no machine may take for one fused operation.
[[gnu::always_inline]] inline double clamped_product(std::int32_t accumulator, double real, const SumCodes& codes) {
  const double product = static_cast<double>(accumulator) * real;
  return std::min(std::max(product, static_cast<double>(codes.lowest)), static_cast<double>(codes.highest));
}

struct HalfEven {
  [[gnu::always_inline]] std::int32_t operator()(std::int32_t accumulator, const SumLanes& lanes, std::size_t i,
                                                 const SumCodes& codes) const {
    constexpr double kInteger = 0x1.8p52;  // beside which a small number's fraction is rounded away, ties to even
    return static_cast<std::int32_t>(clamped_product(accumulator, lanes.real[i], codes) + kInteger - kInteger);
  }
};

struct HalfAway {
  [[gnu::always_inline]] std::int32_t operator()(std::int32_t accumulator, const SumLanes& lanes, std::size_t i,
                                                 const SumCodes& codes) const {
    // Halves, those of the product toward zero: one more of them where the product is not negative, and then the floor.
    const auto halves = static_cast<std::int32_t>(2 * clamped_product(accumulator, lanes.real[i], codes));
    return (halves + 1 + (halves >> 31)) >> 1;
  }
};

template <class Kernel, bool kEach>
[[gnu::always_inline]] inline void run(const SumLanes& lanes, const SumCodes& limits, const SumRows& of) {
  const Kernel kernel;
  const SumCodes codes = limits;
  const std::size_t count = of.count;
  for (std::size_t row = 0; row < of.rows; ++row) {
    const std::int32_t* sums = of.sums + row * of.sum_stride;
    std::int16_t* to = of.codes + row * of.code_stride;
#pragma GCC ivdep
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t lane = kEach ? i : 0;
      const std::int32_t kept = std::min(std::max(sums[i], lanes.lowest[lane]), lanes.highest[lane]);
      const auto bits = (static_cast<std::uint32_t>(kept) + static_cast<std::uint32_t>(lanes.offset[lane]))
                        << lanes.before[lane];
      const std::int32_t whole = kernel(static_cast<std::int32_t>(bits), lanes, lane, codes);
      to[i] = static_cast<std::int16_t>(std::min(std::max(whole, codes.lowest), codes.highest) + codes.zero_point);
    }
  }
}

template <class Kernel>
[[gnu::always_inline]] inline void run(const SumLanes& lanes, bool each, const SumCodes& codes, const SumRows& rows) {
  if (each) return run<Kernel, true>(lanes, codes, rows);
  run<Kernel, false>(lanes, codes, rows);
}

[[gnu::always_inline]] inline void run(SumKernel kernel, const SumLanes& lanes, bool each, const SumCodes& codes,
                                       const SumRows& rows) {
  switch (kernel) {
    case SumKernel::shift:
      return run<Shift>(lanes, each, codes, rows);
    case SumKernel::gemmlowp:
      return run<Gemmlowp>(lanes, each, codes, rows);
    case SumKernel::half_even:
      return run<HalfEven>(lanes, each, codes, rows);
    case SumKernel::half_away:
      return run<HalfAway>(lanes, each, codes, rows);
  }
}

#if defined(__x86_64__)
bool has_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
}

SumLanes from(const SumLanes& of, std::size_t i) {
  return {of.lowest + i,     of.highest + i, of.offset + i, of.before + i,
          of.multiplier + i, of.half + i,    of.after + i,  of.real + i};
}

SumRows from(SumRows of, std::size_t i) {
  of.count -= i;
  of.sums += i;
  of.codes += i;
  return of;
}

[[gnu::target("avx512f,avx512bw,avx512dq,prefer-vector-width=512")]] void run_avx512(SumKernel kernel,
                                                                                     const SumLanes& lanes, bool each,
                                                                                     const SumCodes& codes,
                                                                                     const SumRows& rows) {
  run(kernel, lanes, each, codes, rows);
}
[[gnu::target("avx2")]] void run_avx2(SumKernel kernel, const SumLanes& lanes, bool each, const SumCodes& codes,
                                      const SumRows& rows) {
  run(kernel, lanes, each, codes, rows);
}
#endif

}  // namespace

void requantize_rows(SumKernel kernel, const SumLanes& lanes, bool each, const SumCodes& codes, const SumRows& rows,
                     int widest) {
#if defined(__x86_64__)
  if (widest >= 64 && has_avx512()) {
    const std::size_t done = lanes.high_half != nullptr ? shift_rows_avx512(lanes, each, codes, rows) : 0;
    if (done < rows.count) run_avx512(kernel, each ? from(lanes, done) : lanes, each, codes, from(rows, done));
    return;
  }
  if (widest >= 32 && __builtin_cpu_supports("avx2")) return run_avx2(kernel, lanes, each, codes, rows);
#else
  static_cast<void>(widest);
#endif
  run(kernel, lanes, each, codes, rows);
}

}  // namespace systole::models
