#include "sim/sweep/plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "models/errors.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/config/energy_reader.hpp"
#include "sim/config/key_tree.hpp"
#include "sim/files/shipped.hpp"
#include "workloads/document/fields.hpp"
#include "workloads/document/quantity.hpp"
#include "workloads/readers/network_yaml.hpp"
#include "workloads/readers/reader.hpp"

namespace systole::sim {
namespace {

using workloads::DocumentError;
using workloads::Node;

const std::vector<std::string>& plan_fields() {
  static const std::vector<std::string> fields{"name", "accelerators", "workloads",  "detail",
                                               "axes", "constraints",  "objectives", "strategy",
                                               "sqnr", "timeout",      "memory"};
  return fields;
}

/// Reads the parts of one file; those that depend on others after them.
class PlanReader {
 public:
  explicit PlanReader(const std::string& file) : file_{file}, root_{workloads::read_document(file)} {
    workloads::check_fields(root_, "", plan_fields(), "the sweep");
    plan_.file = file;
  }

  SweepPlan read() {
    plan_.name = workloads::parse_text(part("name", "add name: my_sweep"), "name");
    plan_.detail = workloads::parse_word(part("detail", "add detail: analytic, or detail: event"), "detail",
                                         {"analytic", "event"}) == "event"
                       ? Detail::event
                       : Detail::analytic;
    plan_.axes = read_axes(part("axes", "add for instance axes: [{key: array.dataflow, values: [ws, os, is]}]"));
    read_accelerators();
    read_workloads();
    read_constraints();
    plan_.objectives =
        read_objectives(part("objectives", "add for instance objectives: [latency_s]"), plan_.workload_names());
    read_sqnr_request();
    check_objectives();
    plan_.strategy = read_strategy(part("strategy", "add strategy: grid"));
    check_strategy();
    read_limits();
    write_text();
    return std::move(plan_);
  }

 private:
  const Node& part(const std::string& name, const std::string& hint) const {
    return workloads::required_field(root_, "", name, hint);
  }

  /// Names of a list, none twice, and where each stands.
  std::vector<std::pair<std::string, const Node*>> names_of(const std::string& list, const std::string& hint) const {
    const Node& node = part(list, hint);
    if (node.type != Node::Type::sequence || node.items.empty())
      throw DocumentError{{"C006", node.place, fmt::format("'{}' are a list, not empty", list), hint}};
    std::vector<std::pair<std::string, const Node*>> names;
    std::set<std::string> seen;
    for (const Node& item : node.items) {
      names.emplace_back(workloads::parse_text(item, list), &item);
      if (!seen.insert(names.back().first).second)
        throw DocumentError{
            {"C003", item.place, fmt::format("'{}' occurs twice in '{}'", item.text, list), "keep one"}};
    }
    return names;
  }

  std::string find(Shelf shelf, const std::string& name) const {
    const std::filesystem::path beside = std::filesystem::path{file_}.parent_path() / name;
    std::error_code error;
    return std::filesystem::is_regular_file(beside, error) ? beside.string() : find_file(shelf, name);
  }

  void read_accelerators() {
    for (const auto& [name, node] : names_of("accelerators", "add for instance accelerators: [edge16]")) {
      SweepChip base;
      base.name = name;
      base.file = find(Shelf::accelerators, name);
      base.document = workloads::read_document(base.file);
      base.chip = load_chip(base.file, {}).chip;
      for (const Axis& axis : plan_.axes)
        for (const KeySpec* key : axis.keys)
          if (key->path.starts_with("cim.") && !base.chip.cim)
            throw DocumentError{{"C013", node->place,
                                 fmt::format("'{}' is varied, but '{}' has no CIM macros", key->path, name),
                                 "take a chip with a section 'cim', for instance norflash28"}};
      read_tables(base);
      plan_.accelerators.push_back(std::move(base));
    }
  }

  /// All tables that the designs of a chip may name.
  void read_tables(SweepChip& base) const {
    std::set<std::string> names{base.chip.energy_table};
    for (const Axis& axis : plan_.axes)
      for (const AxisValue& value : axis.values)
        for (const Setting& setting : value.settings) {
          if (setting.key->path != "energy") continue;
          models::Chip chip;
          setting.apply(chip);
          names.insert(chip.energy_table);
        }
    for (const std::string& name : names) {
      if (name.empty()) continue;
      const std::string file = find_energy_table(name, base.file);
      base.tables[name] = {read_energy_table(workloads::read_document(file), name),
                           digest_of(workloads::read_text_file(file))};
    }
  }

  void read_workloads() {
    for (const auto& [name, node] : names_of("workloads", "add for instance workloads: [tiny_cnn_2d]")) {
      workloads::Network network = workloads::read_network(find(Shelf::workloads, name));
      const Digest digest = digest_of(workloads::to_yaml(network));
      plan_.workloads.push_back({name, std::move(network), digest});
    }
  }

  void read_constraints() {
    const Node* list = root_.find("constraints");
    if (list == nullptr) return;
    if (list->type != Node::Type::sequence || list->items.empty())
      throw DocumentError{{"C006", list->place, "constraints are a list, not empty",
                           "leave it out, or write constraints: [\"array.rows * array.cols <= 1024\"]"}};
    for (const Node& item : list->items) plan_.constraints.emplace_back(item);
  }

  void read_sqnr_request() {
    const Node* node = root_.find("sqnr");
    if (node == nullptr) return;
    plan_.sqnr = read_sqnr(*node);
    for (const SweepWorkload& workload : plan_.workloads)
      if (ffn_blocks(workload.network).empty())
        throw DocumentError{{"C013", node->place,
                             fmt::format("'sqnr' is that of feed-forward blocks, and '{}' has none", workload.name),
                             "take a workload such as jit_b16_ffn"}};
    for (const SweepChip& base : plan_.accelerators)
      if (!base.chip.cim)
        throw DocumentError{{"C013", node->place,
                             fmt::format("'sqnr' is that of CIM macros, and '{}' has none", base.name),
                             "take a chip with a section 'cim', for instance norflash28"}};
  }

  void check_objectives() const {
    const Node& list = *root_.find("objectives");
    for (std::size_t i = 0; i < plan_.objectives.size(); ++i) {
      const Metric& metric = *plan_.objectives[i].metric;
      if (needs_sqnr(metric) && !plan_.sqnr)
        throw DocumentError{{"C005", list.items[i].place,
                             fmt::format("the objective '{}' needs the key 'sqnr'", metric.name),
                             "say on how many tokens: sqnr: {tokens: 16}"}};
      for (const SweepChip& base : plan_.accelerators) {
        if (needs_table(metric) && base.tables.empty())
          throw DocumentError{
              {"C013", list.items[i].place,
               fmt::format("the objective '{}' needs a table of energies, but '{}' names none", metric.name, base.name),
               "add the key 'energy' to the config, or vary it"}};
      }
    }
  }

  void check_strategy() const {
    const Node& node = *root_.find("strategy");
    if (plan_.strategy.kind == StrategyKind::ladder && plan_.detail == Detail::analytic)
      throw DocumentError{{"C013", node.place, "a ladder ends at event, but 'detail' is analytic",
                           "use detail: event, or strategy: grid"}};
    const bool searches = plan_.strategy.kind == StrategyKind::nsga2 || plan_.strategy.kind == StrategyKind::moead;
    if (searches && plan_.objectives.size() < 2)
      throw DocumentError{
          {"C013", node.place,
           fmt::format("{} looks for a front, but there is one objective", strategy_name(plan_.strategy.kind)),
           "add an objective, or use strategy: grid, random or latin"}};
  }

  void read_limits() {
    constexpr std::int64_t kMillisecond = 1'000'000'000;
    constexpr std::int64_t kMonth = 30LL * 24 * 3600 * 1000 * kMillisecond;
    constexpr std::int64_t kMebibyte = 1024L * 1024;
    if (const Node* timeout = root_.find("timeout"))
      plan_.timeout = workloads::parse_time(*timeout, "timeout", {kMillisecond, kMonth});
    if (const Node* memory = root_.find("memory"))
      plan_.memory = workloads::parse_bytes(*memory, "memory", {16 * kMebibyte, 1024LL * 1024 * 1024 * 1024});
  }

  void write_text() {
    std::string& text = plan_.text;
    text = fmt::format("name: {}\ndetail: {}\n", plan_.name, detail_name(plan_.detail));
    for (const SweepChip& base : plan_.accelerators) {
      text += fmt::format("accelerator: {}, config {}\n", base.name, digest_of(to_yaml(base.chip)).hex());
      for (const auto& [name, table] : base.tables) text += fmt::format("  energy: {}, {}\n", name, table.digest.hex());
    }
    for (const SweepWorkload& workload : plan_.workloads)
      text += fmt::format("workload: {}, {}\n", workload.name, workload.digest.hex());
    for (const Axis& axis : plan_.axes) {
      std::vector<std::string> labels;
      for (const AxisValue& value : axis.values) labels.push_back(value.label);
      text += fmt::format("axis: {} = {}\n", axis.name, fmt::join(labels, " | "));
    }
    for (const Condition& condition : plan_.constraints) text += fmt::format("constraint: {}\n", condition.text());
    for (const SweepObjective& objective : plan_.objectives)
      text += fmt::format("objective: {} {}\n", objective.metric->more_is_better ? "most" : "least",
                          name_of(objective, plan_.workload_names()));
    text += fmt::format("strategy: {}\n", plan_.strategy.text());
    if (plan_.sqnr) text += fmt::format("sqnr: {}\n", plan_.sqnr->text());
    plan_.hash = digest_of(text).hex();
  }

  std::string file_;
  Node root_;
  SweepPlan plan_;
};

}  // namespace

std::vector<std::string> SweepPlan::workload_names() const {
  std::vector<std::string> names;
  for (const SweepWorkload& workload : workloads) names.push_back(workload.name);
  return names;
}

SweepPlan read_plan(const std::string& name) {
  return PlanReader{find_file(Shelf::sweeps, name)}.read();
}

}  // namespace systole::sim
