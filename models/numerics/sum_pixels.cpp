#include "models/numerics/sum_pixels.hpp"

#include <algorithm>
#include <array>

#include "models/numerics/turn_codes.hpp"
#include "models/onednn/parallel_parts.hpp"

namespace systole::models {

namespace {

constexpr std::size_t kTilePixels = 32;        // a line of the caches of codes
constexpr std::size_t kTileChannels = 64;      // 4 KiB of codes
constexpr std::size_t kWorthThread = 1 << 13;  // sums

/// Tiles [begin, end) of the pixels.
void turn_tiles(const PostProcessSums& post, std::size_t first_channel, const SumPixels& of, std::size_t begin,
                std::size_t end) {
  std::array<std::int16_t, kTilePixels * kTileChannels> tile{};
  for (std::size_t first = begin * kTilePixels; first < std::min(end * kTilePixels, of.count); first += kTilePixels) {
    const std::size_t count = std::min(kTilePixels, of.count - first);
    for (std::size_t channel = 0; channel < of.channels; channel += kTileChannels) {
      const std::size_t channels = std::min(kTileChannels, of.channels - channel);
      post.across_channels(first_channel + channel, {count, channels, of.sums + first * of.channels + channel,
                                                     of.channels, tile.data(), kTileChannels});
      turn({tile.data(), kTileChannels}, {of.codes + channel * of.plane + first, of.plane}, count, channels);
    }
  }
}

/// Pixels [begin, end), channels last. All channels of few are done as long rows.
void in_rows(const PostProcessSums& post, std::size_t first_channel, const SumPixels& of, std::size_t begin,
             std::size_t end) {
  const std::int32_t* sums = of.sums + begin * of.channels;
  std::int16_t* codes = of.codes + begin * of.channels;
  const std::size_t size = (end - begin) * of.channels;
  if (of.channels == post.channels() || post.channels() == 1)
    return post.run({sums, size}, {end - begin, of.channels, 1}, {codes, size});
  post.across_channels(first_channel, {end - begin, of.channels, sums, of.channels, codes, of.channels});
}

}  // namespace

void write_codes(const PostProcessSums& post, std::size_t first, const SumPixels& of) {
  if (of.channels == 1)
    return for_each_part(of.count, kWorthThread, [&](std::size_t begin, std::size_t end) {
      post.along_channel(first, {1, end - begin, of.sums + begin, 0, of.codes + begin, 0});
    });
  if (of.plane == 0)
    return for_each_part(of.count, kWorthThread / of.channels + 1,
                         [&](std::size_t begin, std::size_t end) { in_rows(post, first, of, begin, end); });
  for_each_part((of.count + kTilePixels - 1) / kTilePixels, kWorthThread / (kTilePixels * of.channels) + 1,
                [&](std::size_t begin, std::size_t end) { turn_tiles(post, first, of, begin, end); });
}

}  // namespace systole::models
