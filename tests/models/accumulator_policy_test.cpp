// Accumulators that saturate or wrap at every step: the vectors of the field's notes, through the scalar step and
// through the rows' kernels in 32 and 64 bits.
#include <catch2/catch.hpp>
#include <initializer_list>
#include <optional>
#include <random>

#include "models/array/accumulate.hpp"

using namespace systole::models;

namespace {

/// A step as a row's kernel makes it, with sums held as `Sum`.
template <class Sum>
std::int64_t kernel_step(const Accumulator& accumulator, std::int64_t base, std::int32_t product, bool& overflow) {
  const AccumulatorStep<Sum> step{accumulator};
  const Sum from = static_cast<Sum>(base);

  if constexpr (std::is_same_v<Sum, std::int32_t>)
    if (step.fills_type())
      return step.saturates() ? SaturateFull{step}(from, product, overflow) : WrapFull{step}(from, product, overflow);
  if (!step.saturates()) return WrapNarrow<Sum>{step}(from, product, overflow);
  return SaturateNarrow<Sum>{step}(from, product, overflow);
}

/// The same step by both kernels that can hold it and by the scalar function, which must agree.
std::int64_t step(const Accumulator& accumulator, std::int64_t base, std::int32_t product) {
  const std::int64_t expected = accumulate(accumulator, base, product);
  bool overflow = false;
  CHECK(kernel_step<std::int64_t>(accumulator, base, product, overflow) == expected);
  CHECK(overflow == (base + product != expected));
  if (accumulator.bits <= 32) {
    CHECK(kernel_step<std::int32_t>(accumulator, base, product, overflow) == expected);
    CHECK(overflow == (base + product != expected));
  }
  return expected;
}

std::int64_t sum(int bits, Overflow overflow, std::initializer_list<std::int32_t> products) {
  std::int64_t total = 0;
  for (const std::int32_t product : products) total = step({bits, overflow}, total, product);
  return total;
}

void check(int bits, std::initializer_list<std::int32_t> products, std::int64_t saturated, std::int64_t wrapped) {
  CAPTURE(bits, products.size(), *products.begin());
  CHECK(sum(bits, Overflow::saturate, products) == saturated);
  CHECK(sum(bits, Overflow::wrap, products) == wrapped);
}

}  // namespace

TEST_CASE("one step of a 16 or 24 bit accumulator saturates and wraps as published", "[C2][C8]") {
  check(16, {1000}, 1000, 1000);
  check(16, {40000}, 32767, -25536);
  check(16, {-40000}, -32768, 25536);
  check(16, {32767}, 32767, 32767);
  check(16, {32768}, 32767, -32768);
  check(16, {-32769}, -32768, 32767);
  check(16, {65536}, 32767, 0);
  check(16, {98304}, 32767, -32768);
  check(24, {8388608}, 8388607, -8388608);
  check(24, {-8388609}, -8388608, 8388607);
  check(24, {20000000}, 8388607, 3222784);
}

TEST_CASE("sequences saturate at every step, so that wrapping can be right where saturating is not", "[C2][T9]") {
  check(16, {16129, 16129, 16129}, 32767, -17149);
  check(16, {16129, 16129, 16129, -16129}, 16638, 32258);
  check(16, {16384, 16384}, 32767, -32768);
  check(16, {-16256, -16256, -16256}, -32768, 16768);
  check(16, {16129, 16129, 16129, -16129, -16129, -16129}, -15620, 0);
  check(16, {16384, 16384, 16384, 16384, -16256, -16256, -16256, -16256}, -32257, 512);
}

TEST_CASE("a 32 bit accumulator holds 131071 products of 128 x 128 and not one more", "[C2]") {
  for (const Overflow overflow : {Overflow::saturate, Overflow::wrap}) {
    std::int64_t total = 0;
    for (int i = 0; i < 131071; ++i) total = accumulate({32, overflow}, total, 16384);
    CHECK(total == 2147467264);
    total = step({32, overflow}, total, 16384);
    CHECK(total == (overflow == Overflow::saturate ? 2147483647 : -2147483648LL));
  }
}

TEST_CASE("kernels and scalar step agree for all widths, near both ends of the range", "[C2]") {
  std::mt19937_64 random{7};
  for (int bits = 8; bits <= 48; ++bits) {
    const std::int64_t highest = (std::int64_t{1} << (bits - 1)) - 1;
    for (const Overflow overflow : {Overflow::saturate, Overflow::wrap}) {
      for (int i = 0; i < 200; ++i) {
        const std::int64_t from_end = std::uniform_int_distribution<std::int64_t>{0, 70000}(random) % (highest + 1);
        const std::int64_t base = i % 2 == 0 ? highest - from_end : -highest - 1 + from_end;
        const auto product = static_cast<std::int32_t>(
            std::uniform_int_distribution<std::int64_t>{-(1 << 30), 1 << 30}(random) >> (i % 16));
        CAPTURE(bits, base, product);
        step({bits, overflow}, base, product);
      }
    }
  }
}
