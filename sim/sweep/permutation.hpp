// The numbers 0 .. size-1 in an order that a seed decides, each at its place without the others in memory: a Feistel
// network over the next power of four, walked along until it hits the range (Black, Rogaway, "Ciphers with arbitrary
// finite domains", CT-RSA 2002), with Philox as its round function. The same on every machine.
#pragma once

#include <cstdint>

namespace systole::sim {

class Permutation {
 public:
  /// `stream` tells permutations of one seed apart.
  Permutation(std::uint64_t size, std::uint64_t seed, std::uint64_t stream = 0);

  std::uint64_t size() const { return size_; }
  /// `place` is below size.
  std::uint64_t operator[](std::uint64_t place) const;

 private:
  std::uint64_t encrypt(std::uint64_t number) const;

  std::uint64_t size_;
  std::uint64_t seed_;
  std::uint64_t stream_;
  unsigned half_bits_ = 0;
};

}  // namespace systole::sim
