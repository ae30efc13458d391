#include "reports/number_format.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>

namespace systole::reports {

namespace {

/// Three significant digits of a value below 10,000, without an exponent.
std::string three_digits(double value) {
  if (value < 9.995) return fmt::format("{:.2f}", value);
  if (value < 99.95) return fmt::format("{:.1f}", value);
  return fmt::format("{:.0f}", value);
}

}  // namespace

std::string human_bytes(models::Bytes bytes) {
  constexpr double kStep = 1024;
  constexpr std::array<std::string_view, 6> kUnits{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (bytes.count() < 1024) return fmt::format("{} B", bytes.count());
  auto value = static_cast<double>(bytes.count()) / kStep;
  std::size_t unit = 0;
  // 1023.5 would print as "1024".
  for (; value >= kStep - 0.5 && unit + 1 < kUnits.size(); ++unit) value /= kStep;
  return fmt::format("{} {}", three_digits(value), kUnits[unit]);
}

std::string grouped(std::int64_t count) {
  const auto digits = fmt::format("{}", count);
  const std::size_t first = count < 0 ? 1 : 0;
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > first && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string percent(double share) {
  if (!std::isfinite(share)) return "-";
  const auto hundredths = share * 100;
  // 99.97% is not 100%, and 0.02% is not nothing.
  if (hundredths > 99.9 && hundredths < 100) return "99.9%";
  if (hundredths > 0 && hundredths < 0.1) return "<0.1%";
  if (hundredths >= 100) return fmt::format("{:.0f}%", hundredths);
  return fmt::format("{:.1f}%", hundredths);
}

std::string si(double value, std::string_view unit) {
  constexpr std::array<std::string_view, 11> kPrefixes{"f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P"};
  constexpr std::size_t kOne = 5;
  if (!std::isfinite(value)) return fmt::format("- {}", unit);
  if (value == 0) return fmt::format("0 {}", unit);
  auto magnitude = std::abs(value);
  auto prefix = kOne;
  for (; magnitude >= 999.5 && prefix + 1 < kPrefixes.size(); ++prefix) magnitude /= 1000;
  for (; magnitude < 0.9995 && prefix > 0; --prefix) magnitude *= 1000;
  return fmt::format("{}{} {}{}", value < 0 ? "-" : "", three_digits(magnitude), kPrefixes[prefix], unit);
}

}  // namespace systole::reports
