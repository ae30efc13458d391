#include "reports/console.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/dataflow/roofline.hpp"
#include "reports/energy_text.hpp"
#include "reports/layer_columns.hpp"
#include "reports/macro_totals.hpp"
#include "reports/number_format.hpp"
#include "reports/rates.hpp"
#include "reports/stack_bar.hpp"
#include "reports/table.hpp"
#include "reports/words.hpp"

namespace systole::reports {

namespace {

using models::LayerResult;
using models::RunResult;
using Kinds = std::unordered_map<std::string_view, std::string_view>;

double ratio(double part, double whole) {
  return whole > 0 ? part / whole : 0;
}

double stall_share(const models::CycleStack& cycles) {
  return ratio(static_cast<double>(cycles.stall().count()), static_cast<double>(cycles.total().count()));
}

/// The usual short name of a kind, for the list behind a layer that carries it.
std::string_view short_kind(std::string_view kind) {
  if (kind == "batch_norm") return "bn";
  if (kind == "layer_norm") return "ln";
  if (kind == "rms_norm") return "rms";
  return kind;
}

std::string label(const LayerResult& layer, const Kinds& kinds) {
  std::string text = layer.layer;
  for (std::size_t i = 0; i < layer.fused.size(); ++i) {
    const auto kind = kinds.find(layer.fused[i]);
    text += i == 0 ? " +" : "+";
    text += kind == kinds.end() ? std::string_view{layer.fused[i]} : short_kind(kind->second);
  }
  return text;
}

Paint paint_of(std::string_view bottleneck) {
  if (bottleneck == "dram") return Paint::yellow;
  if (bottleneck == "sram") return Paint::red;
  if (bottleneck == "vector") return Paint::magenta;
  return Paint::green;
}

/// A row of the table. Groups of a convolution stand before N: each is a product of its own.
std::vector<Cell> cells_of(const LayerResult& layer, const Kinds& kinds) {
  const bool product = layer.m > 0 && layer.macs > 0;
  const auto size = [product](std::int64_t value) { return product ? grouped(value) : std::string{}; };
  const auto bound = layer.bottleneck();
  return {label(layer, kinds),
          size(layer.m),
          size(layer.k),
          layer.groups > 1 && product ? fmt::format("{}×{}", layer.groups, grouped(layer.n)) : size(layer.n),
          grouped(layer.cycles.total().count()),
          layer.engine == "array" || layer.engine == "cim" ? percent(layer.utilization) : std::string{},
          {percent(stall_share(layer.cycles)), layer.cycles.stall().count() == 0 ? Paint::dim : Paint::plain},
          human_bytes(layer.dram.read() + layer.dram.write()),
          {bound, paint_of(bound)}};
}

std::vector<Cell> totals_of(const RunResult& run) {
  const auto cycles = run.cycles();
  const auto bold = [](std::string text) { return Cell{std::move(text), Paint::bold}; };
  return {bold("total"),
          "",
          "",
          "",
          bold(grouped(cycles.total().count())),
          bold(percent(run.utilization())),
          bold(percent(stall_share(cycles))),
          bold(human_bytes(run.dram().read() + run.dram().write())),
          ""};
}

Table layers_table(const RunResult& run, const ConsoleOptions& options) {
  Table table{{{"layer", Align::left, true},
               {"M"},
               {"K"},
               {"N"},
               {"cycles"},
               {"util"},
               {"stalls"},
               {"DRAM"},
               {"bound by", Align::left}}};
  Kinds kinds;
  std::vector<const LayerResult*> rows;
  for (const auto& layer : run.layers) {
    kinds.emplace(layer.layer, layer.kind);
    if (runs(layer)) rows.push_back(&layer);
  }
  const auto hidden = options.max_rows == 0 || rows.size() <= options.max_rows ? 0 : rows.size() - options.max_rows;
  const auto head = hidden == 0 ? rows.size() : (options.max_rows + 1) / 2;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (hidden > 0 && i == head) {
      table.note(fmt::format("{} {} more {}, see layers.csv", options.style.unicode ? "…" : "...", hidden,
                             hidden == 1 ? "row" : "rows"));
      i += hidden - 1;
      continue;
    }
    table.row(cells_of(*rows[i], kinds));
  }
  table.rule();
  table.row(totals_of(run));
  return table;
}

std::string heading(const RunResult& run, const Style& style) {
  const auto bandwidth = peak_dram_bytes_per_second(run);
  return fmt::format("{} on {}  ·  {}×{} array  ·  {}  ·  DRAM {}  ·  {}\n", painted(run.workload, Paint::bold, style),
                     painted(run.accelerator, Paint::bold, style), run.array_rows, run.array_cols,
                     si(static_cast<double>(run.clock.count()), "Hz"), bandwidth > 0 ? si(bandwidth, "B/s") : "ideal",
                     run.detail);
}

/// The array's part of the speed, where macros do the rest.
std::string peak_remark(const RunResult& run) {
  const auto peak = si(peak_operations_per_second(run), "OPS");
  if (run.cim_macros > 0)
    return fmt::format("macros and array; the array: {} of {} peak", percent(run.utilization()), peak);
  return fmt::format("{} of {} peak", percent(ratio(operations_per_second(run), peak_operations_per_second(run))),
                     peak);
}

/// "ridge at 16 MAC/B: DRAM is no limit".
std::string ridge_remark(const RunResult& run, double intensity) {
  const models::Roofline roofline = models::roofline_of(run);
  if (roofline.ridge() <= 0) return "no ridge: DRAM has no limit";
  const std::string ridge = fmt::format("ridge at {:.3g} MAC/B", roofline.ridge());
  if (!roofline.memory_bound(intensity)) return ridge + ": DRAM leaves room for the peak";
  return fmt::format("{}: DRAM leaves {} of the peak", ridge,
                     percent(ratio(roofline.attainable(intensity), roofline.peak)));
}

struct Fact {
  std::string name;
  std::string figure;
  std::string remark;
};

/// Of one forward, or of all that one result takes.
std::string fact_name(std::string_view figure, std::string_view of = {}) {
  return fmt::format("{}{}{}", figure_word(figure).label, of.empty() ? "" : " of ", of);
}

void add_energy_facts(std::vector<Fact>& facts, const RunResult& run) {
  constexpr double kSquareMicrometres = 1e6;  // of a square millimetre
  constexpr double kTera = 1e12;
  if (!run.energy()) return;
  const bool repeats = run.forwards > 1;
  facts.push_back({fact_name("energy_pj", repeats ? "a forward" : ""), si(joules(run), "J"),
                   fmt::format("{} {}", figure_word("edp_js").label, si(joules(run) * run.seconds(), "Js"))});
  if (repeats)
    facts.push_back({fact_name("energy_pj", "an image"), si(joules(run) * static_cast<double>(run.forwards), "J"), ""});
  facts.push_back({fact_name("power_w"), si(watts(run), "W"), "average, without leakage"});
  facts.push_back(
      {fact_name("tops_per_w"), fmt::format("{:.3g} TOPS/W", operations_per_joule(run) / kTera), run.energy_table});
  if (run.area)
    facts.push_back({fact_name("area_um2"), fmt::format("{:.3g} mm²", run.area->um2() / kSquareMicrometres), ""});
}

void add_macro_facts(const RunResult& run, std::vector<Fact>& facts) {
  const MacroTotals totals = macro_totals(run);
  facts.push_back({"CIM arrays", grouped(run.cim_arrays()),
                   fmt::format("of {} macros, {} of their cells with weights", grouped(run.cim_macros),
                               percent(totals.cells_used))});
  if (totals.conversions == 0) return;
  facts.push_back({"ADC conversions", fmt::format("{:.3g} M", static_cast<double>(totals.conversions) * 1e-6),
                   fmt::format("a forward; ADCs work in {} of a pass", percent(totals.adc_time_share))});
}

std::vector<Fact> facts_of(const RunResult& run) {
  const auto cycles = run.cycles().total();
  const auto dram = run.dram();
  const auto clock = si(static_cast<double>(run.clock.count()), "Hz");
  const bool repeats = run.forwards > 1;
  std::vector<Fact> facts;
  facts.push_back({fact_name("latency_s", repeats ? "a forward" : ""), si(run.seconds(), "s"),
                   fmt::format("{} cycles at {}", grouped(cycles.count()), clock)});
  if (repeats) {
    facts.push_back({fact_name("latency_s", "an image"), si(run.seconds() * static_cast<double>(run.forwards), "s"),
                     fmt::format("{} forwards, {} MACs", grouped(run.forwards), grouped(run.macs() * run.forwards))});
  }
  facts.push_back({fact_name("tops"), si(operations_per_second(run), "OPS"), peak_remark(run)});
  if (run.cim_macros > 0) add_macro_facts(run, facts);
  const auto bandwidth = dram_bytes_per_second(run);
  const auto limit = peak_dram_bytes_per_second(run);
  const auto share =
      limit > 0 ? fmt::format("{} of {}", percent(ratio(bandwidth, limit)), si(limit, "B/s")) : std::string{"no limit"};
  facts.push_back({fact_name("dram_bytes_per_s"), si(bandwidth, "B/s"), share});
  facts.push_back({fact_name("dram_bytes"), human_bytes(dram.read() + dram.write()),
                   fmt::format("{} read, {} written", human_bytes(dram.read()), human_bytes(dram.write()))});
  if (repeats) {
    facts.push_back(
        {fact_name("dram_bytes", "an image"), human_bytes((dram.read() + dram.write()) * run.forwards), ""});
  }
  if (const auto intensity = dram_intensity(run); intensity && run.cim_macros == 0)
    facts.push_back({fact_name("intensity"), fmt::format("{:.3g} MAC/B", *intensity), ridge_remark(run, *intensity)});
  add_energy_facts(facts, run);
  return facts;
}

std::string figures(const RunResult& run, const Style& style) {
  const auto facts = facts_of(run);
  std::size_t names = 0;
  std::size_t numbers = 0;
  for (const auto& fact : facts) {
    names = std::max(names, text_width(fact.name));
    numbers = std::max(numbers, text_width(fact.figure));
  }
  std::string text;
  for (const auto& fact : facts) {
    text += fmt::format("  {}{}  {}{}", fact.name, std::string(names - text_width(fact.name), ' '),
                        std::string(numbers - text_width(fact.figure), ' '), painted(fact.figure, Paint::bold, style));
    if (!fact.remark.empty()) text += fmt::format("   {}", painted(fact.remark, Paint::dim, style));
    text += '\n';
  }
  return text;
}

}  // namespace

std::string console(const RunResult& run, const ConsoleOptions& options) {
  constexpr std::size_t kWidestBar = 72;
  const auto& style = options.style;
  const auto bar =
      style.width == 0 ? kWidestBar : std::min(kWidestBar, style.width - std::min<std::size_t>(style.width, 4));
  std::string text = heading(run, style) + "\n" + layers_table(run, options).print(style);
  if (const auto stack = stack_bar(run.cycles(), bar, style); !stack.empty()) text += fmt::format("\n{}", stack);
  text += fmt::format("\n{}", figures(run, style));
  if (const auto energy = run.energy()) text += fmt::format("\n{}", energy_shares(*energy, bar + 2));
  if (run.area) text += area_shares(*run.area, bar + 2);
  if (!run.notes.empty()) text += '\n';
  for (const auto& note : run.notes) text += fmt::format("  note: {}\n", note);
  return readable(text, style);
}

}  // namespace systole::reports
