// What random numbers are for: NormalRow::purpose. Values are part of what a seed means; never give them a new one.
#pragma once

#include <cstdint>

namespace systole::models {

namespace purpose {

inline constexpr std::uint32_t kMsbNoise = 0x00;   // the mean of all samples; what all samples have in common
inline constexpr std::uint32_t kMsbSample = 0x01;  // and up to 0x04: each sample's own
inline constexpr std::uint32_t kLsbNoise = 0x10;
inline constexpr std::uint32_t kProgramRelative = 0x20;
inline constexpr std::uint32_t kProgramAbsolute = 0x21;
inline constexpr std::uint32_t kRetention = 0x22;
inline constexpr std::uint32_t kStuck = 0x23;
inline constexpr std::uint32_t kAdcOffset = 0x30;
inline constexpr std::uint32_t kAdcGain = 0x31;
inline constexpr std::uint32_t kAdcBow = 0x32;

}  // namespace purpose

}  // namespace systole::models
