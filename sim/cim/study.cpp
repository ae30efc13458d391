#include "sim/cim/study.hpp"

#include <fmt/format.h>

#include "models/errors.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

using models::CimConfig;

namespace {

constexpr std::size_t kMostPoints = 1'000'000;

/// Each of the points with each of the values.
template <class Value, class Set>
void vary(std::vector<CimConfig>& points, const std::vector<Value>& values, const Set& set) {
  if (values.empty()) return;
  if (points.size() * values.size() > kMostPoints)
    throw models::UserError(fmt::format("these lists come to more than {} points", kMostPoints));
  std::vector<CimConfig> all;
  all.reserve(points.size() * values.size());
  for (const CimConfig& point : points)
    for (const Value& value : values) {
      set(all.emplace_back(point), value);
    }
  points = std::move(all);
}

void set_activation_bits(CimConfig& config, int bits) {
  if (bits == config.activation.bits) return;
  config.activation.bits = bits;
  config.activation.msb_bits = bits / 2 + 1;
}

CimStudyRow row_of(CimSubject& subject, const CimConfig& point) {
  CimStudyRow row{subject.name(), subject.tokens(), point, subject.run(point)};
  models::CimCount& conversions = row.figures.count.conversions;
  row.usage_msb = conversions.msb.code_usage();
  row.usage_lsb = conversions.lsb.code_usage();
  conversions.msb.codes = {};
  conversions.lsb.codes = {};
  return row;
}

}  // namespace

std::vector<CimConfig> cim_points(const CimConfig& base, const CimAxes& axes) {
  std::vector<CimConfig> points{base};
  vary(points, axes.rows, [](CimConfig& c, const auto& rows) { c.rows = rows; });
  vary(points, axes.averaging, [](CimConfig& c, auto averaging) { c.noise.averaging = averaging; });
  vary(points, axes.range, [](CimConfig& c, auto range) { c.adc.range = range; });
  vary(points, axes.divisor, [](CimConfig& c, auto divisor) { c.adc.divisor = divisor; });
  vary(points, axes.static_act, [](CimConfig& c, bool is_static) { c.activation.is_static = is_static; });
  vary(points, axes.clip, [](CimConfig& c, double clip) { c.activation.clip = clip; });
  vary(points, axes.weight_clip, [](CimConfig& c, double percent) { c.weights.clip_percent = percent; });
  vary(points, axes.weight_bits, [](CimConfig& c, int bits) { c.weights.bits = bits; });
  vary(points, axes.act_bits, set_activation_bits);
  vary(points, axes.gain, [](CimConfig& c, int shift) { c.lsb_gain_shift = shift; });
  vary(points, axes.adc_bits, [](CimConfig& c, int bits) { c.adc.bits = bits; });
  vary(points, axes.ref_bits, [](CimConfig& c, int bits) { c.noise.ref_bits = bits; });
  vary(points, axes.rho, [](CimConfig& c, double rho) { c.noise.rho = rho; });
  vary(points, axes.samples, [](CimConfig& c, int samples) { c.msb_samples = samples; });
  vary(points, axes.sigma, [](CimConfig& c, double sigma) { c.noise.sigma_lsb = sigma; });
  for (const CimConfig& point : points) check(point);
  return points;
}

std::vector<CimStudyRow> cim_study(const std::vector<CimConfig>& points,
                                   const std::vector<std::unique_ptr<CimSubject>>& subjects,
                                   const CimStudyRequest& request) {
  std::vector<CimStudyRow> rows;
  const std::size_t of = points.size() * subjects.size();
  rows.reserve(of);
  for (const CimConfig& point : points)
    for (const std::unique_ptr<CimSubject>& subject : subjects) {
      if (request.stop_requested && request.stop_requested()) throw Interrupted{};
      rows.push_back(row_of(*subject, point));
      if (request.progress) request.progress(rows.size(), of);
    }
  return rows;
}

}  // namespace systole::sim
