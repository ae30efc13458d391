#include "models/numerics/code_bytes.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "models/numerics/span_size.hpp"
#include "models/numerics/turn_codes.hpp"
#include "models/onednn/parallel_parts.hpp"
#include "models/onednn/prepared_convolution.hpp"

namespace systole::models {

namespace {

constexpr std::size_t kTile = 64;              // pixels and channels that are turned at once: 4 KiB of bytes
constexpr std::size_t kWorthThread = 1 << 14;  // codes

/// What was among the codes.
struct Found {
  std::int16_t lowest;
  std::int16_t highest;
};

[[gnu::always_inline]] inline Found narrow_loop(const std::int16_t* codes, std::size_t count, std::uint8_t offset,
                                                std::uint8_t* bytes) {
  std::int16_t lowest = codes[0];
  std::int16_t highest = codes[0];
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) {
    const std::int16_t code = codes[i];
    lowest = code < lowest ? code : lowest;
    highest = code > highest ? code : highest;
    bytes[i] = static_cast<std::uint8_t>(static_cast<std::uint8_t>(code) + offset);
  }
  return {lowest, highest};
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] Found narrow_avx2(const std::int16_t* codes, std::size_t count, std::uint8_t offset,
                                          std::uint8_t* bytes) {
  return narrow_loop(codes, count, offset, bytes);
}
#endif

/// `count` bytes of at least one code; throws where one is out of range.
void narrow(const std::int16_t* codes, std::size_t count, const OperandRange& range, std::uint8_t offset,
            std::uint8_t* bytes) {
#if defined(__x86_64__)
  const Found found = __builtin_cpu_supports("avx2") ? narrow_avx2(codes, count, offset, bytes)
                                                     : narrow_loop(codes, count, offset, bytes);
#else
  const Found found = narrow_loop(codes, count, offset, bytes);
#endif
  if (found.lowest < range.lowest || found.highest > range.highest)
    throw ModelError("a code of " + std::to_string(found.lowest < range.lowest ? found.lowest : found.highest) +
                     " is not in the range " + std::to_string(range.lowest) + " to " + std::to_string(range.highest));
}

bool has_padding(const WindowAxis& axis) {
  return axis.pad_before > 0 || reach(axis) > axis.in;
}

/// Of an axis: how many of its positions the kernel reads.
std::int64_t read(const WindowAxis& axis, const WindowAxis& inner) {
  return inner == axis ? axis.in : std::clamp<std::int64_t>(inner.in - axis.pad_before, 0, axis.in);
}

std::int64_t begin_of(const WindowAxis& axis, const WindowAxis& inner) {
  return inner == axis ? 0 : axis.pad_before;
}

}  // namespace

CodeBytes::CodeBytes(const ConvolutionShape& shape, ChannelOrder order, const CodeInput& input, const Int8Codes& bytes,
                     bool writes_padding)
    : shape_{shape},
      inner_{shape},
      order_{order},
      input_{input},
      offset_{bytes.bits(-input.zero_point)},
      channels_{static_cast<std::size_t>(shape.groups * shape.channels)},
      pixels_{static_cast<std::size_t>(shape.rows.in * shape.cols.in)} {
  const bool writes = writes_padding || bytes.offset != 0;
  if (writes && has_padding(shape.rows)) inner_.rows = padded(shape.rows);
  if (writes && has_padding(shape.cols)) inner_.cols = padded(shape.cols);
  bytes_.assign(static_cast<std::size_t>(inner_.input_size()), bytes.bits(0));
}

/// Calls put(pixel, count, bytes) for neighbouring pixels of a row among those from `begin` to `end` of all images, and
/// where their bytes go. What no window reads is left out.
template <class Put>
void CodeBytes::for_each_run(std::size_t begin, std::size_t end, Put put) {
  const auto cols = static_cast<std::size_t>(shape_.cols.in);
  const auto rows = static_cast<std::size_t>(shape_.rows.in);
  const auto read_rows = static_cast<std::size_t>(read(shape_.rows, inner_.rows));
  const auto read_cols = static_cast<std::size_t>(read(shape_.cols, inner_.cols));
  for (std::size_t at = begin; at < end;) {
    const std::size_t col = at % cols;
    const std::size_t row = at / cols % rows;
    const std::size_t count = std::min(end - at, cols - col);
    if (row < read_rows && col < read_cols) {
      const std::size_t y = at / pixels_ * static_cast<std::size_t>(inner_.rows.in) + row +
                            static_cast<std::size_t>(begin_of(shape_.rows, inner_.rows));
      const std::size_t x = col + static_cast<std::size_t>(begin_of(shape_.cols, inner_.cols));
      put(at, std::min(count, read_cols - col),
          &bytes_[(y * static_cast<std::size_t>(inner_.cols.in) + x) * channels_]);
    }
    at += count;
  }
}

/// Pixels [begin, end) of all images.
void CodeBytes::channels_last(const std::int16_t* codes, std::size_t begin, std::size_t end) {
  const auto put = [&](std::size_t pixel, std::size_t count, std::uint8_t* bytes) {
    narrow(codes + pixel * channels_, count * channels_, input_.codes, offset_, bytes);
  };
  if (inner_ == shape_) return put(begin, end - begin, &bytes_[begin * channels_]);
  for_each_run(begin, end, put);
}

/// Tiles [begin, end) of all images.
void CodeBytes::channels_first(const std::int16_t* codes, std::size_t begin, std::size_t end) {
  std::array<std::uint8_t, kTile * kTile> by_channel;
  std::array<std::uint8_t, kTile * kTile> by_pixel;
  const std::size_t tiles = (pixels_ + kTile - 1) / kTile;
  for (std::size_t tile = begin; tile < end; ++tile) {
    const std::size_t image = tile / tiles;
    const std::size_t first = tile % tiles * kTile;
    const std::size_t count = std::min(kTile, pixels_ - first);
    const std::size_t pixel = image * pixels_ + first;
    for (std::size_t channel = 0; channel < channels_; channel += kTile) {
      const std::size_t channels = std::min(kTile, channels_ - channel);
      for (std::size_t c = 0; c < channels; ++c)
        narrow(codes + (image * channels_ + channel + c) * pixels_ + first, count, input_.codes, offset_,
               &by_channel[c * kTile]);
      if (inner_ == shape_) {
        turn({by_channel.data(), kTile}, {&bytes_[pixel * channels_ + channel], channels_}, channels, count);
        continue;
      }
      turn({by_channel.data(), kTile}, {by_pixel.data(), channels}, channels, count);
      for_each_run(pixel, pixel + count, [&](std::size_t at, std::size_t run, std::uint8_t* bytes) {
        const std::uint8_t* from = &by_pixel[(at - pixel) * channels];
        if (channels == channels_) {
          std::memcpy(bytes, from, run * channels);
        } else {
          for (std::size_t i = 0; i < run; ++i)
            std::memcpy(bytes + i * channels_ + channel, from + i * channels, channels);
        }
      });
    }
  }
}

const std::uint8_t* CodeBytes::operator()(std::span<const std::int16_t> codes) {
  require_size(codes.size(), shape_.input_size(), "the input of a quantised convolution");
  const auto images = static_cast<std::size_t>(shape_.images);
  if (order_ == ChannelOrder::last || channels_ == 1) {
    for_each_part(images * pixels_, kWorthThread / channels_ + 1,
                  [&](std::size_t begin, std::size_t end) { channels_last(codes.data(), begin, end); });
  } else {
    for_each_part(images * ((pixels_ + kTile - 1) / kTile), kWorthThread / (kTile * channels_) + 1,
                  [&](std::size_t begin, std::size_t end) { channels_first(codes.data(), begin, end); });
  }
  return bytes_.data();
}

}  // namespace systole::models
