#include "sim/sweep/metric_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "reports/number_format.hpp"

namespace systole::sim {

std::string metric_text(const Metric& metric, double value) {
  constexpr double kLargestCount = 9e15;  // up to which doubles are exact
  const bool counts = metric.unit == "cycles" || metric.unit == "B";
  if (counts && value == std::round(value) && std::abs(value) < kLargestCount)
    return reports::grouped(static_cast<std::int64_t>(value)) + (metric.unit == "B" ? " B" : "");
  if (metric.unit == "s" || metric.unit == "W") return reports::si(value, metric.unit);
  if (metric.unit == "J s") return reports::si(value, "Js");
  if (metric.unit == "pJ") return reports::si(value * 1e-12, "J");
  if (metric.unit == "um2") return fmt::format("{:.3g} mm²", value * 1e-6);
  if (metric.name == "utilization") return reports::percent(value);
  return fmt::format("{:.4g}{}{}", value, metric.unit.empty() ? "" : " ", metric.unit);
}

}  // namespace systole::sim
