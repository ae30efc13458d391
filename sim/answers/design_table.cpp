#include "sim/answers/design_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "models/errors.hpp"

namespace systole::sim {

namespace {

constexpr std::array<std::string_view, 4> kBottlenecks{"compute", "dram", "sram", "vector"};

}  // namespace

DesignTable::DesignTable(const std::vector<std::string>& axes, std::vector<std::string> workloads,
                         std::vector<SweepObjective> objectives)
    : axes_{"accelerator"}, workloads_{std::move(workloads)}, objectives_{std::move(objectives)} {
  axes_.insert(axes_.end(), axes.begin(), axes.end());
  labels_.resize(axes_.size());
  if (workloads_.empty() || objectives_.empty()) throw models::ModelError("DesignTable: nothing to judge by");
}

std::string_view DesignTable::bottleneck(std::size_t design) const {
  return kBottlenecks[bottlenecks_[design]];
}

void DesignTable::add(const SweepRow& row) {
  ++rows_;
  const SweepPoint& point = row.point;
  if (point.values.size() + 1 != axes_.size()) throw models::ModelError("DesignTable: a point with other axes");
  if (point.detail < detail_) {
    ++other_;
    return;
  }
  if (point.detail > detail_) {
    other_ = rows_ - 1;
    failed_ = 0;
    without_ = 0;
    detail_ = point.detail;
    figures_.clear();
    numbers_.clear();
    levels_.clear();
    bottlenecks_.clear();
    begun_.clear();
  }
  const auto workload = std::find(workloads_.begin(), workloads_.end(), point.workload);
  if (workload == workloads_.end()) throw models::ModelError("DesignTable: a point with another workload");
  auto& begun = begun_[point.design];
  begun.resize(workloads_.size());
  if (!row.outcome.evaluation) {
    ++failed_;
    return;
  }
  begun[static_cast<std::size_t>(workload - workloads_.begin())] = row.outcome.evaluation;
  if (!std::all_of(begun.begin(), begun.end(), [](const auto& one) { return one.has_value(); })) return;
  std::vector<Evaluation> evaluations;
  evaluations.reserve(begun.size());
  for (const auto& one : begun) evaluations.push_back(*one);
  begun_.erase(point.design);
  judge(point, evaluations);
}

void DesignTable::judge(const SweepPoint& point, const std::vector<Evaluation>& evaluations) {
  std::vector<double> figures;
  for (const SweepObjective& objective : objectives_) {
    const std::optional<double> figure = objective.value(evaluations);
    if (!figure) {
      ++without_;
      return;
    }
    figures.push_back(*figure);
  }
  models::CycleStack cycles;
  for (const Evaluation& evaluation : evaluations) cycles += evaluation.cycles;
  const auto bottleneck = std::find(kBottlenecks.begin(), kBottlenecks.end(), cycles.bottleneck());
  bottlenecks_.push_back(static_cast<std::uint8_t>(bottleneck - kBottlenecks.begin()));
  numbers_.push_back(point.design);
  figures_.insert(figures_.end(), figures.begin(), figures.end());
  levels_.push_back(level_of(0, point.accelerator));
  for (std::size_t axis = 1; axis < axes_.size(); ++axis) levels_.push_back(level_of(axis, point.values[axis - 1]));
}

std::uint32_t DesignTable::level_of(std::size_t axis, const std::string& label) {
  auto& labels = labels_[axis];
  const auto found = std::find(labels.begin(), labels.end(), label);
  if (found != labels.end()) return static_cast<std::uint32_t>(found - labels.begin());
  labels.push_back(label);
  return static_cast<std::uint32_t>(labels.size() - 1);
}

}  // namespace systole::sim
