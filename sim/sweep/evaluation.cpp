#include "sim/sweep/evaluation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "models/errors.hpp"
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

}  // namespace

const std::vector<Metric>& metrics() {
  static const std::vector<Metric> all{
      {"cycles", "cycles", "cycles of one forward", false,
       [](const Evaluation& e) -> Figure { return real(e.cycles.total().count()); }},
      {"latency_s", "s", "time of one forward", false, [](const Evaluation& e) -> Figure { return e.latency_s; }},
      {"compute_cycles", "cycles", "cycles with ideal memory", false,
       [](const Evaluation& e) -> Figure { return real(e.cycles.compute().count()); }},
      {"stall_cycles", "cycles", "cycles that memory adds", false,
       [](const Evaluation& e) -> Figure { return real(e.cycles.stall().count()); }},
      {"utilization", "", "MACs / (R C cycles)", true, [](const Evaluation& e) -> Figure { return e.utilization; }},
      {"energy_pj", "pJ", "energy of one forward", false, [](const Evaluation& e) { return e.energy_pj; }},
      {"edp_js", "J s", "energy x latency", false,
       [](const Evaluation& e) { return e.energy_pj ? Figure(*e.energy_pj * 1e-12 * e.latency_s) : std::nullopt; }},
      {"area_um2", "um2", "area of the chip", false, [](const Evaluation& e) { return e.area_um2; }},
      {"power_w", "W", "energy / latency", false,
       [](const Evaluation& e) { return e.energy_pj ? per(*e.energy_pj * 1e-12, e.latency_s) : std::nullopt; }},
      {"tops", "TOPS", "two operations a MAC, in 10^12 a second", true,
       [](const Evaluation& e) { return per(2e-12 * real(e.macs), e.latency_s); }},
      {"tops_per_w", "TOPS/W", "two operations a MAC, in 10^12 a joule", true,
       [](const Evaluation& e) { return e.energy_pj ? per(2.0 * real(e.macs), *e.energy_pj) : std::nullopt; }},
      {"dram_bytes", "B", "bytes read from and written to DRAM", false,
       [](const Evaluation& e) -> Figure { return dram_bytes(e); }},
      {"sram_bytes", "B", "bytes through the engine's scratchpad ports", false,
       [](const Evaluation& e) -> Figure { return real(e.sram_read_bytes + e.sram_write_bytes); }},
      {"intensity", "MAC/B", "MACs / DRAM bytes", true,
       [](const Evaluation& e) { return per(real(e.macs), dram_bytes(e)); }},
      {"ridge", "MAC/B", "intensity from which the peak, not DRAM, is the bound", false,
       [](const Evaluation& e) { return per(e.ridge_mac_per_byte, 1.0); }},
      {"sqnr_db", "dB", "signal over quantisation noise of the outputs", true,
       [](const Evaluation& e) { return e.sqnr_db; }},
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
