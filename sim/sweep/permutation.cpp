#include "sim/sweep/permutation.hpp"

#include <Random123/philox.h>

namespace systole::sim {

Permutation::Permutation(std::uint64_t size, std::uint64_t seed, std::uint64_t stream)
    : size_{size}, seed_{seed}, stream_{stream} {
  while (half_bits_ < 32 && (std::uint64_t{1} << (2 * half_bits_)) < size) ++half_bits_;
}

std::uint64_t Permutation::operator[](std::uint64_t place) const {
  do place = encrypt(place);
  while (place >= size_);
  return place;
}

std::uint64_t Permutation::encrypt(std::uint64_t number) const {
  constexpr std::uint64_t kRounds = 8;
  const r123::Philox4x64 philox;
  const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
  std::uint64_t left = number >> half_bits_;
  std::uint64_t right = number & mask;
  for (std::uint64_t round = 0; round < kRounds; ++round) {
    const std::uint64_t mixed = left ^ (philox({{right, round, 0, 0}}, {{seed_, stream_}})[0] & mask);
    left = right;
    right = mixed;
  }
  return (left << half_bits_) | right;
}

}  // namespace systole::sim
