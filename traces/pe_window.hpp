// Which PEs a trace shows, and when: the one description that the VCD writer, the GTKWave save file and the lives of
// PEs share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "models/probe/array_probe.hpp"

namespace systole::traces {

/// Both ends are in it.
struct FoldRange {
  std::int64_t first = 0;
  std::int64_t last = std::numeric_limits<std::int64_t>::max();
};

/// Part of what an array does.
struct ArrayWindow {
  std::optional<std::int64_t> layer;  // index in program order
  std::optional<FoldRange> folds;     // numbers in their layer

  /// A fold lasts from its stream's begin to the next one's; what a layer does before its first stream counts as fold
  /// 0.
  bool contains(const models::ArrayMoment& moment) const;
};

enum class PeRegister : std::uint8_t { a, b, acc };
inline constexpr std::array<std::string_view, 3> kPeRegisterNames{"a", "b", "acc"};

/// The registers of the PEs (0, 0) to (rows - 1, cols - 1), of the array or of a part of it.
struct PeWindow {
  std::size_t rows = 1;
  std::size_t cols = 1;
  int a_bits = 8;
  int b_bits = 8;
  int acc_bits = 32;
  ArrayWindow when;

  std::size_t pes() const { return rows * cols; }
  int bits(PeRegister which) const;
  /// As waveform viewers know it: "accelerator.array.pe_0_0.acc[31:0]".
  std::string path(std::size_t row, std::size_t col, PeRegister which) const;
};

/// "pe_0_0"
std::string pe_scope(std::size_t row, std::size_t col);

}  // namespace systole::traces
