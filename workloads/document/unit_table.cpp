#include "workloads/document/unit_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <optional>

namespace systole::workloads {
namespace {

constexpr std::int64_t kKilo = 1000;
constexpr std::int64_t kMega = kKilo * 1000;
constexpr std::int64_t kGiga = kMega * 1000;
constexpr std::int64_t kTera = kGiga * 1000;
constexpr std::int64_t kKibi = 1024;
constexpr std::int64_t kMebi = kKibi * 1024;
constexpr std::int64_t kGibi = kMebi * 1024;

/// value / factor as a decimal, or nothing when the decimal does not end within 18 places.
std::optional<std::string> exact_decimal(std::int64_t value, std::int64_t factor) {
  constexpr int kPlaces = 18;
  std::string text = fmt::format("{}", value / factor);
  std::int64_t rest = value % factor;
  for (int place = 0; rest != 0; ++place) {
    if (place == kPlaces) {
      return std::nullopt;
    }
    // Factors are below 2^41 or so, hence rest * 10 cannot overflow.
    text += place == 0 ? "." : "";
    text += static_cast<char>('0' + rest * 10 / factor);
    rest = rest * 10 % factor;
  }
  return text;
}

}  // namespace

const Dimension& byte_dimension() {
  static const Dimension dimension{
      "a size",
      "64 KiB",
      {{"B", 1}, {"kB", kKilo}, {"KiB", kKibi}, {"MB", kMega}, {"MiB", kMebi}, {"GB", kGiga}, {"GiB", kGibi}}};
  return dimension;
}

const Dimension& frequency_dimension() {
  static const Dimension dimension{
      "a frequency", "800 MHz", {{"Hz", 1}, {"kHz", kKilo}, {"MHz", kMega}, {"GHz", kGiga}}};
  return dimension;
}

const Dimension& bandwidth_dimension() {
  static const Dimension dimension{"a bandwidth",
                                   "12.8 GB/s",
                                   {{"B/s", 1},
                                    {"kB/s", kKilo},
                                    {"KiB/s", kKibi},
                                    {"MB/s", kMega},
                                    {"MiB/s", kMebi},
                                    {"GB/s", kGiga},
                                    {"GiB/s", kGibi},
                                    {"TB/s", kTera}}};
  return dimension;
}

const Dimension& time_dimension() {
  static const Dimension dimension{
      "a time", "60 ns", {{"ps", 1}, {"ns", kKilo}, {"us", kMega}, {"ms", kGiga}, {"s", kTera}}};
  return dimension;
}

const Dimension& length_dimension() {
  static const Dimension dimension{"a length", "28 nm", {{"nm", 1}}};
  return dimension;
}

std::string unit_names(const Dimension& dimension) {
  std::vector<std::string_view> names;
  std::transform(dimension.units.begin(), dimension.units.end(), std::back_inserter(names),
                 [](const UnitName& unit) { return unit.name; });
  return fmt::format("{}", fmt::join(names, ", "));
}

const UnitName* find_unit(const Dimension& dimension, std::string_view name) {
  const auto found = std::find_if(dimension.units.begin(), dimension.units.end(),
                                  [name](const UnitName& unit) { return unit.name == name; });
  return found == dimension.units.end() ? nullptr : &*found;
}

std::string format_quantity(const Dimension& dimension, std::int64_t value) {
  std::string best = fmt::format("{} {}", value, dimension.units.front().name);
  const auto cost = [](const std::string& text) {
    return std::pair{text.size(), text.find('.') == std::string::npos ? 0 : 1};
  };
  if (value <= 0) {
    return best;
  }
  for (const UnitName& unit : dimension.units) {
    const std::optional<std::string> number = exact_decimal(value, unit.factor);
    std::string text = number ? fmt::format("{} {}", *number, unit.name) : best;
    if (cost(text) < cost(best)) {
      best = std::move(text);
    }
  }
  return best;
}

}  // namespace systole::workloads
