#include "models/cim/count.hpp"

#include <algorithm>

#include "models/errors.hpp"

namespace systole::models {

double CimPassCount::clip_rate() const {
  return conversions == 0 ? 0 : static_cast<double>(clipped.low + clipped.high) / static_cast<double>(conversions);
}

double CimPassCount::code_usage() const {
  if (codes.empty()) return 0;
  const auto unused = std::count(codes.begin(), codes.end(), 0);
  return 1 - static_cast<double>(unused) / static_cast<double>(codes.size());
}

void CimPassCount::count(std::span<const float> of_codes) {
  const std::size_t middle = codes.size() / 2;
  const auto highest = static_cast<float>(middle);
  for (const float code : of_codes) ++codes[static_cast<std::size_t>(code + highest)];
}

CimPassCount& CimPassCount::operator+=(const CimPassCount& other) {
  if (codes.empty()) codes.resize(other.codes.size());
  if (!other.codes.empty() && codes.size() != other.codes.size())
    throw ModelError("CimPassCount: converters of two widths");
  conversions += other.conversions;
  clipped += other.clipped;
  for (std::size_t i = 0; i < other.codes.size(); ++i) codes[i] += other.codes[i];
  return *this;
}

CimCount CimCount::none(const CimConfig& config) {
  CimCount count;
  if (config.adc.count_codes && !config.adc.bypass) {
    count.msb.codes.resize(2 * static_cast<std::size_t>(config.highest_code()) + 1);
    count.lsb.codes = count.msb.codes;
  }
  return count;
}

CimCount& CimCount::operator+=(const CimCount& other) {
  msb += other.msb;
  lsb += other.lsb;
  skipped += other.skipped;
  return *this;
}

}  // namespace systole::models
