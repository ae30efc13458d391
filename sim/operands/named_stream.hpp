// Random words that belong to a name: the one way in which tensors are drawn from a seed, each apart from all others.
#pragma once

#include <Random123/philox.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace systole::sim {

/// Philox4x32-10 (Salmon et al., SC 2011), keyed by the seed; the name's hash (FNV-1a) is half of the counter.
class NamedStream {
 public:
  NamedStream(std::uint64_t seed, std::string_view name)
      : key_{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)}}, stream_{hash(name)} {}

  std::array<std::uint32_t, 4> block(std::uint64_t index) const {
    const auto words =
        r123::Philox4x32{}({{static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32U),
                             static_cast<std::uint32_t>(stream_), static_cast<std::uint32_t>(stream_ >> 32U)}},
                           key_);
    return {words[0], words[1], words[2], words[3]};
  }

 private:
  static constexpr std::uint64_t hash(std::string_view name) {
    std::uint64_t value = 0xCBF29CE484222325U;
    for (const char c : name) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return value;
  }

  r123::Philox4x32::key_type key_;
  std::uint64_t stream_;
};

}  // namespace systole::sim
