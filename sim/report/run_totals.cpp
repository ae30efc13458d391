#include "sim/report/run_totals.hpp"

#include <fmt/format.h>

#include <utility>

#include "reports/number_format.hpp"
#include "reports/words.hpp"

namespace systole::sim {

namespace {

/// Figures in the order in which they are added, as the words have them.
class Totals {
 public:
  explicit Totals(const ReportJson& summary)
      : summary_{summary}, totals_{summary.at("totals")}, forwards_{summary.at("forwards")} {}

  ReportJson list() {
    add_first();
    add_rates();
    add_results();
    return std::move(list_);
  }

 private:
  void add(const char* figure, const ReportJson& value, const std::string& remark = {}) {
    ReportJson entry{{"name", reports::figure_word(figure).name}, {"value", value}};
    if (!remark.empty()) entry["remark"] = remark;
    list_.push_back(std::move(entry));
  }

  double total(const char* name) const { return totals_.at(name).get<double>(); }
  double dram_bytes() const { return total("dram_read_bytes") + total("dram_write_bytes"); }
  bool has_energy() const { return !summary_.at("energy").is_null(); }
  double clock() const { return summary_.at("clock_hz").get<double>(); }

  void add_first() {
    const auto bytes = [this](const char* name) {
      return reports::human_bytes(models::Bytes{totals_.at(name).get<std::int64_t>()});
    };
    add("latency_s", totals_.at("seconds_per_forward"),
        fmt::format("{} cycles at {}", reports::grouped(totals_.at("cycles").get<std::int64_t>()),
                    reports::si(clock(), "Hz")));
    add("cycles", totals_.at("cycles"),
        fmt::format("{} of them wait for memory", reports::percent(total("stall_cycles") / total("cycles"))));
    add("utilization", totals_.at("utilization"),
        fmt::format("of {} × {} PEs", summary_.at("array_rows").get<std::int64_t>(),
                    summary_.at("array_cols").get<std::int64_t>()));
    if (has_energy()) {
      const ReportJson& energy = summary_.at("energy");
      add("energy_pj", energy.at("pj_per_forward"), energy.at("table"));
      add("tops_per_w", energy.at("tops_per_watt"));
    }
    add("dram_bytes", dram_bytes(),
        fmt::format("{} read, {} written", bytes("dram_read_bytes"), bytes("dram_write_bytes")));
  }

  void add_rates() {
    const ReportJson& roofline = summary_.at("roofline");
    const double peak = 2 * roofline.at("peak_macs_per_cycle").get<double>() * clock();
    const double limit = roofline.at("dram_bytes_per_cycle").get<double>() * clock();
    const double bandwidth = total("dram_bytes_per_second");
    add("tops", totals_.at("effective_tops"), fmt::format("the array's peak is {}", reports::si(peak, "OPS")));
    add("dram_bytes_per_s", totals_.at("dram_bytes_per_second"),
        limit > 0 ? fmt::format("{} of {}", reports::percent(bandwidth / limit), reports::si(limit, "B/s"))
                  : std::string{"DRAM has no limit"});
    if (!roofline.at("intensity").is_null())
      add("intensity", roofline.at("intensity"),
          limit > 0 ? fmt::format("ridge at {:.3g} MAC/B", roofline.at("ridge").get<double>()) : std::string{});
    if (has_energy()) {
      add("power_w", summary_.at("energy").at("average_watts"), "average, without leakage");
      add("edp_js", summary_.at("energy").at("energy_delay_js"));
    }
    if (!summary_.at("area").is_null()) add("area_um2", summary_.at("area").at("um2"));
    add("macs", totals_.at("macs"));
  }

  /// Of what takes several forwards.
  void add_results() {
    if (forwards_ <= 1) return;
    add("latency_of_result_s", totals_.at("seconds_per_result"),
        fmt::format("{} forwards", reports::grouped(forwards_)));
    if (has_energy()) add("energy_of_result_pj", summary_.at("energy").at("pj_per_result"));
  }

  const ReportJson& summary_;
  const ReportJson& totals_;
  std::int64_t forwards_;
  ReportJson list_ = ReportJson::array();
};

}  // namespace

ReportJson run_totals(const ReportJson& summary) {
  return Totals{summary}.list();
}

}  // namespace systole::sim
