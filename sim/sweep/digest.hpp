// 128 bits that tell texts apart. Digests are added up, so that of a text of many lines only those that change are
// computed again; the sum does not depend on the order of its parts. Not cryptographic.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace systole::sim {

struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  Digest& operator+=(const Digest& other) {
    high += other.high;
    low += other.low;
    return *this;
  }
  Digest& operator-=(const Digest& other) {
    high -= other.high;
    low -= other.low;
    return *this;
  }
  friend Digest operator+(Digest a, const Digest& b) { return a += b; }
  friend Digest operator-(Digest a, const Digest& b) { return a -= b; }
  bool operator==(const Digest&) const = default;

  /// 32 hexadecimal digits.
  std::string hex() const;
};

/// The first 122 bits of SHA-1, as a UUID of version 5 (RFC 4122) has them.
Digest digest_of(std::string_view text);

}  // namespace systole::sim
