#include "models/numerics/sum_kernels_avx512.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace systole::models {

#if defined(__x86_64__)

namespace {

constexpr std::size_t kNumbers = 16;  // of 32 bits in a register
constexpr __mmask16 kOdd = 0xAAAA;
constexpr __mmask8 kAll = 0xFF;

struct Constants {
  __m512i offset;
  __m512i even;  // multipliers, every other of which counts
  __m512i odd;
  __m512i half;
  __m512i after;
};

// Instructions are asked for with a mask that takes everything: without one, GCC 12 warns of their unused operand.
[[gnu::target("avx512f,avx512bw"), gnu::always_inline]] inline __m512i upper(__m512i numbers) {
  return _mm512_maskz_srli_epi64(kAll, numbers, 32);
}

[[gnu::target("avx512f,avx512bw"), gnu::always_inline]] inline Constants constants(const SumLanes& lanes, bool each,
                                                                                   std::size_t i) {
  if (!each)
    return {_mm512_set1_epi32(*lanes.offset), _mm512_set1_epi32(*lanes.multiplier),
            _mm512_set1_epi32(*lanes.multiplier), _mm512_set1_epi32(*lanes.high_half), _mm512_set1_epi32(*lanes.after)};
  const __m512i multiplier = _mm512_loadu_si512(lanes.multiplier + i);
  return {_mm512_loadu_si512(lanes.offset + i), multiplier, upper(multiplier), _mm512_loadu_si512(lanes.high_half + i),
          _mm512_loadu_si512(lanes.after + i)};
}

[[gnu::target("avx512f,avx512bw"), gnu::always_inline]] inline __m512i requantized(const std::int32_t* sums,
                                                                                   const Constants& c) {
  const __m512i numbers = _mm512_add_epi32(_mm512_loadu_si512(sums), c.offset);
  const __m512i even = _mm512_maskz_mul_epi32(kAll, numbers, c.even);
  const __m512i odd = _mm512_maskz_mul_epi32(kAll, upper(numbers), c.odd);
  const __m512i high = _mm512_mask_blend_epi32(kOdd, upper(even), odd);
  return _mm512_maskz_srav_epi32(0xFFFF, _mm512_add_epi32(high, c.half), c.after);
}

template <bool kEach>
[[gnu::target("avx512f,avx512bw")]] void run(const SumLanes& lanes, const SumCodes& codes, const SumRows& of,
                                             std::size_t count) {
  const __m512i lowest = _mm512_set1_epi16(static_cast<short>(codes.lowest));
  const __m512i highest = _mm512_set1_epi16(static_cast<short>(codes.highest));
  const __m512i zero_point = _mm512_set1_epi16(static_cast<short>(codes.zero_point));
  const __m512i in_order = _mm512_set_epi64(7, 5, 3, 1, 6, 4, 2, 0);
  const Constants alike = constants(lanes, false, 0);
  for (std::size_t row = 0; row < of.rows; ++row) {
    const std::int32_t* sums = of.sums + row * of.sum_stride;
    std::int16_t* to = of.codes + row * of.code_stride;
    for (std::size_t i = 0; i < count; i += 2 * kNumbers) {
      const __m512i low = requantized(sums + i, kEach ? constants(lanes, true, i) : alike);
      const __m512i high = requantized(sums + i + kNumbers, kEach ? constants(lanes, true, i + kNumbers) : alike);
      // Saturates, which a clamp to codes of 16 bits cannot tell; quarters of both registers come out in turn.
      const __m512i packed = _mm512_maskz_permutexvar_epi64(kAll, in_order, _mm512_packs_epi32(low, high));
      const __m512i kept = _mm512_min_epi16(_mm512_max_epi16(packed, lowest), highest);
      _mm512_storeu_si512(to + i, _mm512_add_epi16(kept, zero_point));
    }
  }
}

}  // namespace

std::size_t shift_rows_avx512(const SumLanes& lanes, bool each, const SumCodes& codes, const SumRows& rows) {
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw")) return 0;
  const std::size_t count = rows.count - rows.count % (2 * kNumbers);
  if (count == 0) return 0;
  if (each) {
    run<true>(lanes, codes, rows, count);
  } else {
    run<false>(lanes, codes, rows, count);
  }
  return count;
}

#else

std::size_t shift_rows_avx512(const SumLanes& /*lanes*/, bool /*each*/, const SumCodes& /*codes*/,
                              const SumRows& /*rows*/) {
  return 0;
}

#endif

}  // namespace systole::models
