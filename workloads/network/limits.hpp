// Bounds of what a network may hold. They keep every product of sizes far from the ends of 64 bits, so that no count
// downstream needs an overflow check of its own; real networks stay orders of magnitude below.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace systole::workloads {

/// Elements of one tensor, learned values of a whole network.
inline constexpr std::int64_t kMaxElements = std::int64_t{1} << 46;
/// Multiply-accumulates of a whole network: the integers that a double, and thus JSON, holds exactly.
inline constexpr std::int64_t kMaxMacs = std::int64_t{1} << 53;
/// Kernel, stride, padding and dilation of a window.
inline constexpr std::int64_t kMaxWindow = std::int64_t{1} << 20;
/// Real attributes, either sign.
inline constexpr double kMaxReal = 1e9;
inline constexpr std::int64_t kMaxForwards = 1'000'000;
inline constexpr std::size_t kMaxRank = 8;

/// Product of positive factors. Throws models::UserError naming `what` when it exceeds `limit`.
std::int64_t bounded_product(std::initializer_list<std::int64_t> factors, std::int64_t limit, std::string_view what);

}  // namespace systole::workloads
