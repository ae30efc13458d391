// Post-processing (post_process.hpp) of whole tensors of 32-bit sums in one pass: offsets, requantisation, activation,
// zero point and clamp, in vectors. PostProcess remains the definition: every code is the one that it gives.
//
// What vectors need is that a sum with its offset fits 32 bits wherever its code still depends on it: codes saturate
// long before sums do, so that this fails only where sums of more than 32 bits meet multipliers below 2^-17 or so, or
// for multipliers far above 1. Such layers go through PostProcess element by element.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "models/numerics/post_process.hpp"
#include "models/numerics/quantize/channel_layout.hpp"
#include "models/numerics/sum_kernels.hpp"
#include "models/numerics/sum_range.hpp"

namespace systole::models {

class PostProcessSums {
 public:
  static constexpr SumRange kAnySum{std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};

  /// Sums will lie in `sums`. Throws ModelError as PostProcess, and where a code may not fit 16 bits.
  explicit PostProcessSums(const PostProcessing& description, const SumRange& sums = kAnySum);

  /// Throws ModelError when spans do not fit the layout, or the layout has not the description's channels.
  void run(std::span<const std::int32_t> sums, const ChannelLayout& layout, std::span<std::int16_t> codes) const;

  /// Rows of neighbouring channels, the first of which is `first`: tensors that have their channels last.
  void across_channels(std::size_t first, const SumRows& rows) const;
  /// Rows of one channel.
  void along_channel(std::size_t channel, const SumRows& rows) const;

  bool in_vectors() const { return in_vectors_; }
  /// Of the lists; 1: any number of channels, all alike.
  std::size_t channels() const { return channels_; }

 private:
  struct Lane;
  bool set_codes(const PostProcessing& description);
  std::optional<Lane> lane_of(const PostProcessing& description, std::size_t channel, const SumRange& sums) const;
  void append(const Lane& lane);
  bool is_plain(const std::vector<Lane>& lanes, const SumRange& sums) const;
  SumLanes lanes_from(std::size_t channel) const;
  void look_up(const SumRows& rows) const;
  void one_by_one(std::size_t first, std::size_t step, const SumRows& rows) const;
  void contiguous(std::size_t outer, const std::int32_t* sums, std::int16_t* codes) const;

  PostProcess definition_;
  std::size_t channels_ = 1;
  bool in_vectors_ = false;
  SumKernel kernel_ = SumKernel::shift;
  SumCodes codes_;                    // with a table: its entries
  std::vector<std::int16_t> table_;   // of codes; empty without one
  std::size_t repeats_ = 1;           // of each constant, so that rows of few channels make long rows
  std::vector<std::int32_t> lowest_;  // each [repeats][channels]
  std::vector<std::int32_t> highest_;
  std::vector<std::int32_t> offset_;
  std::vector<std::int32_t> before_;
  std::vector<std::int32_t> multiplier_;
  std::vector<std::int64_t> half_;
  std::vector<std::int32_t> after_;
  std::vector<double> real_;
  bool plain_ = false;
  std::vector<std::int32_t> high_half_;
};

}  // namespace systole::models
