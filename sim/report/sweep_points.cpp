#include "sim/report/sweep_points.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "sim/answers/plan_lines.hpp"
#include "sim/report/sweep_axes.hpp"

namespace systole::sim {

namespace {

/// Texts by the order in which they are to be, as indices.
class Dictionary {
 public:
  explicit Dictionary(std::vector<std::string> order = {}) {
    for (std::string& text : order) index(text);
  }
  std::size_t index(const std::string& text) {
    const auto [place, fresh] = places_.try_emplace(text, texts_.size());
    if (fresh) texts_.push_back(text);
    return place->second;
  }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::size_t> places_;
};

/// A column of names, which is written as indices into those that occur.
struct NameColumn {
  std::string name;
  Dictionary dictionary;
  std::vector<std::size_t> cells;

  /// Drops what does not occur: the texts that are left, in their order.
  std::vector<std::string> tidy() {
    std::vector<bool> occurs(dictionary.texts().size());
    for (const std::size_t cell : cells) occurs[cell] = true;
    std::vector<std::size_t> place(occurs.size());
    std::vector<std::string> left;
    for (std::size_t i = 0; i < occurs.size(); ++i) {
      place[i] = left.size();
      if (occurs[i]) left.push_back(dictionary.texts()[i]);
    }
    for (std::size_t& cell : cells) cell = place[cell];
    return left;
  }
};

/// Exact where it is whole; otherwise seven digits, which no chart can show.
ReportJson rounded_json(std::optional<double> value) {
  constexpr double kLargest = 9e15;
  if (!value || !std::isfinite(*value)) return nullptr;
  if (*value == std::round(*value) && std::abs(*value) < kLargest) return static_cast<std::int64_t>(*value);
  return std::strtod(fmt::format("{:.7g}", *value).c_str(), nullptr);
}

/// A number of 32 bits that looks drawn (splitmix64): every k-th design of a grid would show few values of some axes.
std::uint64_t scrambled(std::uint64_t number) {
  number += 0x9E3779B97F4A7C15U;
  number = (number ^ (number >> 30U)) * 0xBF58476D1CE4E5B9U;
  number = (number ^ (number >> 27U)) * 0x94D049BB133111EBU;
  return (number ^ (number >> 31U)) >> 32U;
}

class Columns {
 public:
  Columns(const StoreReader& store, const DesignTable& designs, std::vector<const Metric*> found)
      : designs_{designs}, metrics_{std::move(found)}, figures_(metrics_.size()) {
    const PlanLines plan = plan_lines(store.about().plan);
    names_ = {{"accelerator", Dictionary{plan.accelerators}, {}},
              {"workload", Dictionary{plan.workloads}, {}},
              {"detail", Dictionary{}, {}},
              {"bottleneck", Dictionary{{"compute", "dram", "sram", "vector"}}, {}}};
    for (const std::string& axis : store.about().axes) {
      const auto known =
          std::find_if(plan.axes.begin(), plan.axes.end(), [&](const PlanLines::Axis& a) { return a.name == axis; });
      names_.push_back({axis, Dictionary{known == plan.axes.end() ? std::vector<std::string>{} : known->values}, {}});
    }
    for (std::size_t i = 0; i < designs.objectives().size(); ++i) {
      const std::string name = name_of(designs.objectives()[i], designs.workloads());
      if (name != designs.objectives()[i].metric->name) objectives_.push_back({name, i, {}});
    }
    for (std::size_t i = 0; i < designs.size(); ++i) judged_.emplace(designs.number(i), i);
  }

  void add(const SweepRow& row) {
    const SweepPoint& point = row.point;
    const Evaluation& evaluation = *row.outcome.evaluation;
    const auto design = judged_.find(point.design);
    const bool is_judged = design != judged_.end() && point.detail == designs_.detail();
    if (is_judged) rows_.try_emplace(point.design, numbers_.size());
    numbers_.push_back(point.design);
    std::vector<std::string> names{point.accelerator, point.workload, std::string{detail_name(point.detail)},
                                   evaluation.cycles.bottleneck()};
    names.insert(names.end(), point.values.begin(), point.values.end());
    for (std::size_t i = 0; i < names_.size(); ++i) names_[i].cells.push_back(names_[i].dictionary.index(names[i]));
    for (std::size_t i = 0; i < metrics_.size(); ++i) figures_[i].push_back(rounded_json(metrics_[i]->get(evaluation)));
    for (Objective& objective : objectives_)
      objective.cells.push_back(is_judged ? rounded_json(designs_.figure(design->second, objective.number))
                                          : ReportJson());
  }

  SweepPoints finish() {
    SweepPoints result;
    ReportJson columns = ReportJson::array({{{"name", "design"}, {"values", numbers_}}});
    result.axes = ReportJson::array();
    constexpr std::size_t kPlain = 4;  // names that are no axes
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const std::vector<std::string> texts = names_[i].tidy();
      columns.push_back({{"name", names_[i].name}, {"values", names_[i].cells}, {"of", texts}});
      if (i >= kPlain) result.axes.push_back(axis_json(names_[i].name, texts));
    }
    for (std::size_t i = 0; i < metrics_.size(); ++i) {
      columns.push_back({{"name", metrics_[i]->name}, {"values", std::move(figures_[i])}});
      result.metrics.push_back(metrics_[i]->name);
    }
    for (Objective& objective : objectives_)
      columns.push_back({{"name", objective.name}, {"values", std::move(objective.cells)}});
    result.shown = numbers_.size();
    result.points = {{"rows", numbers_.size()}, {"columns", std::move(columns)}};
    result.rows = std::move(rows_);
    return result;
  }

 private:
  /// One that is not a metric of a point.
  struct Objective {
    std::string name;
    std::size_t number = 0;
    std::vector<ReportJson> cells;
  };

  const DesignTable& designs_;
  std::vector<const Metric*> metrics_;
  std::unordered_map<std::uint64_t, std::size_t> judged_;
  std::vector<std::uint64_t> numbers_;
  std::vector<NameColumn> names_;
  std::vector<std::vector<ReportJson>> figures_;
  std::vector<Objective> objectives_;
  std::map<std::uint64_t, std::size_t> rows_;
};

struct Survey {
  std::size_t points = 0;  // that did not fail
  std::vector<const Metric*> metrics;
};

Survey survey(const StoreReader& store) {
  std::set<const Metric*> found;
  Survey result;
  store.for_each([&](const SweepRow& row) {
    if (!row.outcome.evaluation) return;
    ++result.points;
    for (const Metric& metric : metrics())
      if (found.find(&metric) == found.end() && metric.get(*row.outcome.evaluation)) found.insert(&metric);
  });
  for (const Metric& metric : metrics())
    if (found.find(&metric) != found.end()) result.metrics.push_back(&metric);
  return result;
}

}  // namespace

SweepPoints sweep_points(const StoreReader& store, const DesignTable& designs, const std::vector<std::uint64_t>& kept,
                         std::size_t room) {
  constexpr std::size_t kFigureBytes = 12;  // "1.234567e-05," at most
  constexpr std::size_t kNameBytes = 3;
  constexpr std::size_t kNumberBytes = 8;
  constexpr double kScrambled = 4294967296.0;
  const Survey all = survey(store);
  const std::size_t names = store.about().axes.size() + 4;
  const std::size_t figures = all.metrics.size() + designs.objectives().size();
  const std::size_t row_bytes = kNumberBytes + names * kNameBytes + figures * kFigureBytes;
  const double share =
      static_cast<double>(room) / static_cast<double>(std::max<std::size_t>(1, all.points * row_bytes));
  const std::set<std::uint64_t> always(kept.begin(), kept.end());
  Columns columns{store, designs, all.metrics};
  store.for_each([&](const SweepRow& row) {
    if (!row.outcome.evaluation) return;
    const std::uint64_t design = row.point.design;
    const bool drawn = share >= 1 || static_cast<double>(scrambled(design)) < share * kScrambled;
    if (drawn || always.find(design) != always.end()) columns.add(row);
  });
  SweepPoints points = columns.finish();
  points.of = all.points;
  return points;
}

}  // namespace systole::sim
