// Where the channels of a tensor lie in memory: value [o][c][i] at (o · channels + c) · inner + i. Weights of
// (outputs, inputs, rows, columns) have {1, outputs, inputs · rows · columns}; activations (images, channels, rows,
// columns) have {images, channels, rows · columns}; (images, tokens, channels) have {images · tokens, channels, 1}.
#pragma once

#include <cstddef>

namespace systole::models {

struct ChannelLayout {
  std::size_t outer = 1;
  std::size_t channels = 1;
  std::size_t inner = 1;

  constexpr std::size_t size() const { return outer * channels * inner; }
  constexpr std::size_t offset(std::size_t out, std::size_t channel) const {
    return (out * channels + channel) * inner;
  }
  bool operator==(const ChannelLayout&) const = default;
};

}  // namespace systole::models
