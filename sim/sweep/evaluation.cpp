#include "sim/sweep/evaluation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "models/errors.hpp"
#include "reports/words.hpp"
#include "workloads/document/diagnostic.hpp"

namespace systole::sim {
namespace {

using Figure = std::optional<double>;

double real(std::int64_t count) {
  return static_cast<double>(count);
}
double dram_bytes(const Evaluation& e) {
  return real(e.dram_read_bytes + e.dram_write_bytes);
}
Figure per(double amount, double of) {
  return of > 0 ? Figure(amount / of) : std::nullopt;
}

Metric metric(const char* name, Figure (*get)(const Evaluation&)) {
  const reports::Word& word = reports::figure_word(name);
  return {name,
          std::string{word.label},
          std::string{word.unit},
          std::string{word.definition},
          word.better == reports::Better::more,
          get};
}

}  // namespace

const std::vector<Metric>& metrics() {
  static const std::vector<Metric> all{
      metric("cycles", [](const Evaluation& e) -> Figure { return real(e.cycles.total().count()); }),
      metric("latency_s", [](const Evaluation& e) -> Figure { return e.latency_s; }),
      metric("compute_cycles", [](const Evaluation& e) -> Figure { return real(e.cycles.compute().count()); }),
      metric("stall_cycles", [](const Evaluation& e) -> Figure { return real(e.cycles.stall().count()); }),
      metric("utilization", [](const Evaluation& e) -> Figure { return e.utilization; }),
      metric("energy_pj", [](const Evaluation& e) { return e.energy_pj; }),
      metric(
          "edp_js",
          [](const Evaluation& e) { return e.energy_pj ? Figure(*e.energy_pj * 1e-12 * e.latency_s) : std::nullopt; }),
      metric("area_um2", [](const Evaluation& e) { return e.area_um2; }),
      metric("power_w",
             [](const Evaluation& e) { return e.energy_pj ? per(*e.energy_pj * 1e-12, e.latency_s) : std::nullopt; }),
      metric("tops", [](const Evaluation& e) { return per(2e-12 * real(e.macs), e.latency_s); }),
      metric("tops_per_w",
             [](const Evaluation& e) { return e.energy_pj ? per(2.0 * real(e.macs), *e.energy_pj) : std::nullopt; }),
      metric("dram_bytes", [](const Evaluation& e) -> Figure { return dram_bytes(e); }),
      metric("sram_bytes", [](const Evaluation& e) -> Figure { return real(e.sram_read_bytes + e.sram_write_bytes); }),
      metric("intensity", [](const Evaluation& e) { return per(real(e.macs), dram_bytes(e)); }),
      metric("ridge", [](const Evaluation& e) { return per(e.ridge_mac_per_byte, 1.0); }),
      metric("sqnr_db", [](const Evaluation& e) { return e.sqnr_db; }),
  };
  return all;
}

const Metric& metric_named(const std::string& name) {
  const auto& all = metrics();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Metric& m) { return m.name == name; });
  if (found != all.end()) return *found;
  std::vector<std::string> known;
  std::transform(all.begin(), all.end(), std::back_inserter(known), [](const Metric& metric) { return metric.name; });
  const std::string meant = workloads::nearest(name, known);
  throw models::UserError(fmt::format("unknown metric '{}'{} (known: {})", name,
                                      meant.empty() ? "" : fmt::format(", did you mean '{}'?", meant),
                                      fmt::join(known, ", ")));
}

}  // namespace systole::sim
