#include "models/array/row_kernels.hpp"

// Sanitizers and clang do without: the choice is made when the program is loaded, before a sanitizer is ready.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define SYSTOLE_VECTOR_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define SYSTOLE_VECTOR_CLONES
#endif

namespace systole::models {

namespace {

template <class Step, bool kCountsAll, class Sum>
[[gnu::always_inline]] inline void run(const AccumulatorStep<Sum>& accumulator, const RowStep<Sum>& row) {
  // Copies, so that the compiler knows that no store changes them.
  const Step step{accumulator};
  const std::size_t cols = row.cols;
  const std::int16_t* a = row.a;
  const std::int16_t* b = row.b;
  const Sum* above = row.above;
  Sum* sum = row.sum;
  std::uint32_t* overflows = row.overflows;
  const std::uint8_t* counted = row.counted;
#pragma GCC ivdep
  for (std::size_t j = 0; j < cols; ++j) {
    bool overflow = false;
    sum[j] = step(above[j], std::int32_t{a[j]} * b[j], overflow);
    overflows[j] += (overflow ? 1U : 0U) & (kCountsAll ? 1U : std::uint32_t{counted[j]});
  }
}

template <class Step, class Sum>
[[gnu::always_inline]] inline void run(const AccumulatorStep<Sum>& accumulator, const RowStep<Sum>& row) {
  if (row.counted == nullptr) {
    run<Step, true>(accumulator, row);
  } else {
    run<Step, false>(accumulator, row);
  }
}

SYSTOLE_VECTOR_CLONES void saturate_narrow(const AccumulatorStep<std::int32_t>& s, const RowStep<std::int32_t>& row) {
  run<SaturateNarrow<std::int32_t>>(s, row);
}
SYSTOLE_VECTOR_CLONES void saturate_full(const AccumulatorStep<std::int32_t>& s, const RowStep<std::int32_t>& row) {
  run<SaturateFull>(s, row);
}
SYSTOLE_VECTOR_CLONES void wrap_narrow(const AccumulatorStep<std::int32_t>& s, const RowStep<std::int32_t>& row) {
  run<WrapNarrow<std::int32_t>>(s, row);
}
SYSTOLE_VECTOR_CLONES void wrap_full(const AccumulatorStep<std::int32_t>& s, const RowStep<std::int32_t>& row) {
  run<WrapFull>(s, row);
}
SYSTOLE_VECTOR_CLONES void saturate_narrow(const AccumulatorStep<std::int64_t>& s, const RowStep<std::int64_t>& row) {
  run<SaturateNarrow<std::int64_t>>(s, row);
}
SYSTOLE_VECTOR_CLONES void wrap_narrow(const AccumulatorStep<std::int64_t>& s, const RowStep<std::int64_t>& row) {
  run<WrapNarrow<std::int64_t>>(s, row);
}

}  // namespace

void accumulate_row(const AccumulatorStep<std::int32_t>& step, const RowStep<std::int32_t>& row) {
  if (step.saturates()) return step.fills_type() ? saturate_full(step, row) : saturate_narrow(step, row);
  return step.fills_type() ? wrap_full(step, row) : wrap_narrow(step, row);
}

void accumulate_row(const AccumulatorStep<std::int64_t>& step, const RowStep<std::int64_t>& row) {
  return step.saturates() ? saturate_narrow(step, row) : wrap_narrow(step, row);
}

}  // namespace systole::models
