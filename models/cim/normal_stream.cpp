#include "models/cim/normal_stream.hpp"

#include <bit>
#include <cmath>

#include "models/errors.hpp"

namespace systole::models {

namespace {

constexpr std::int64_t kWords = 4;  // of a Philox block; a group's columns are word 0 of its blocks, word 1 of them ...
constexpr std::int64_t kBlocks = kNormalGroup / kWords;

struct Block {
  std::uint32_t word[kWords];
};

/// Random123's philox4x32_R(10), written so that the loop over blocks vectorises.
[[gnu::always_inline]] inline Block philox(Block counter, std::uint32_t key0, std::uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t left = std::uint64_t{0xD2511F53} * counter.word[0];
    const std::uint64_t right = std::uint64_t{0xCD9E8D57} * counter.word[2];
    counter = {{static_cast<std::uint32_t>(right >> 32U) ^ counter.word[1] ^ key0, static_cast<std::uint32_t>(right),
                static_cast<std::uint32_t>(left >> 32U) ^ counter.word[3] ^ key1, static_cast<std::uint32_t>(left)}};
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
  return counter;
}

/// Natural logarithm of a normal, positive number: Cephes' logf without its special cases.
[[gnu::always_inline]] inline float log_of(float value) {
  constexpr std::int32_t kRootOfHalf = 0x3F3504F3;
  const auto bits = std::bit_cast<std::int32_t>(value);
  const std::int32_t exponent = (bits - kRootOfHalf) >> 23;
  const float x = std::bit_cast<float>(bits - exponent * (1 << 23)) - 1.0F;  // the mantissa, sqrt(1/2) to sqrt(2)
  const auto power = static_cast<float>(exponent);
  const float square = x * x;
  float y = 7.0376836292E-2F;
  y = y * x - 1.1514610310E-1F;
  y = y * x + 1.1676998740E-1F;
  y = y * x - 1.2420140846E-1F;
  y = y * x + 1.4249322787E-1F;
  y = y * x - 1.6668057665E-1F;
  y = y * x + 2.0000714765E-1F;
  y = y * x - 2.4999993993E-1F;
  y = y * x + 3.3333331174E-1F;
  y = y * x * square - 2.12194440E-4F * power - 0.5F * square;
  return x + y + 0.693359375F * power;
}

struct Pair {
  float one;
  float two;
};

[[gnu::always_inline]] inline Pair normal_pair(std::uint32_t first, std::uint32_t second) {
  const float unit = (static_cast<float>(static_cast<std::int32_t>(first >> 1U)) + 0.5F) * 0x1p-31F;
  const float radius = std::sqrt(-2.0F * log_of(unit));
  constexpr float kEighthOfTurn = 0.785398163397448F;
  const auto signed_bits = static_cast<std::int32_t>(second) >> 2;
  const float angle = (static_cast<float>(signed_bits) + 0.5F) * (kEighthOfTurn * 0x1p-29F);
  const float square = angle * angle;
  const float sine =
      angle + angle * square * ((-1.9515295891E-4F * square + 8.3321608736E-3F) * square - 1.6666654611E-1F);
  const float cosine =
      1.0F - 0.5F * square +
      square * square * ((2.443315711809948E-5F * square - 1.388731625493765E-3F) * square + 4.166664568298827E-2F);
  // The eighths to both sides of 0, mirrored at both diagonals: the whole turn. Bits, for a choice would be a branch.
  const std::uint32_t along = std::bit_cast<std::uint32_t>(cosine) ^ second << 31U;
  const auto across = std::bit_cast<std::uint32_t>(sine);
  const std::uint32_t exchanged = (along ^ across) & (0U - (second >> 1U & 1U));
  return {radius * std::bit_cast<float>(along ^ exchanged), radius * std::bit_cast<float>(across ^ exchanged)};
}

[[gnu::always_inline]] inline void fill(const NormalRow& row, std::int64_t first, std::span<float> values) {
  const auto key0 = static_cast<std::uint32_t>(row.seed);
  const auto key1 = static_cast<std::uint32_t>(row.seed >> 32U);
  const std::uint32_t place = row.tile << 8U | row.purpose;
  const std::uint32_t token = row.row;
  const std::uint32_t layer = row.layer;
  const std::size_t count = values.size();
  for (std::size_t group = 0; group < count; group += kNormalGroup) {
    float* to = values.data() + group;
    const auto block = static_cast<std::uint32_t>((first + static_cast<std::int64_t>(group)) / kWords);
#pragma GCC ivdep
    for (std::uint32_t i = 0; i < kBlocks; ++i) {
      const Block words = philox({{block + i, token, place, layer}}, key0, key1);
      const Pair low = normal_pair(words.word[0], words.word[1]);
      const Pair high = normal_pair(words.word[2], words.word[3]);
      to[i] = low.one;
      to[i + kBlocks] = low.two;
      to[i + 2 * kBlocks] = high.one;
      to[i + 3 * kBlocks] = high.two;
    }
  }
}

#if defined(__x86_64__)
[[gnu::target("avx512f")]] void fill_avx512(const NormalRow& row, std::int64_t first, std::span<float> values) {
  fill(row, first, values);
}
[[gnu::target("avx2")]] void fill_avx2(const NormalRow& row, std::int64_t first, std::span<float> values) {
  fill(row, first, values);
}
#endif

}  // namespace

void fill_normals(const NormalRow& row, std::int64_t first, std::span<float> values, int widest) {
  if (first < 0 || first % kNormalGroup != 0 || values.size() % kNormalGroup != 0)
    throw ModelError("fill_normals: not whole groups of columns");
  if (row.tile >= 1U << 24U || row.purpose >= 256) throw ModelError("fill_normals: no such tile or purpose");
#if defined(__x86_64__)
  if (widest >= 64 && __builtin_cpu_supports("avx512f")) return fill_avx512(row, first, values);
  if (widest >= 32 && __builtin_cpu_supports("avx2")) return fill_avx2(row, first, values);
#else
  static_cast<void>(widest);
#endif
  fill(row, first, values);
}

}  // namespace systole::models
