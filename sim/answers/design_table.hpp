// The designs of a sweep that can be judged: rows of points gathered by design, with the figures of objectives. Ten
// bytes or so an axis and objective, so that a million designs fit in memory.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/sweep/objectives.hpp"
#include "sim/sweep/row.hpp"

namespace systole::sim {

class DesignTable {
 public:
  /// `axes`: of the sweep. The base chip is one more, the first.
  DesignTable(const std::vector<std::string>& axes, std::vector<std::string> workloads,
              std::vector<SweepObjective> objectives);

  /// Rows in any order. Of several levels of detail (a ladder) the designs at the highest are judged: figures of
  /// different levels are not compared. Throws ModelError for a row of another sweep.
  void add(const SweepRow& row);

  /// With figures of all workloads, at that level.
  std::size_t size() const { return numbers_.size(); }
  std::uint64_t number(std::size_t design) const { return numbers_[design]; }
  double figure(std::size_t design, std::size_t objective) const {
    return figures_[design * objectives_.size() + objective];
  }
  /// What takes most cycles of all workloads together.
  std::string_view bottleneck(std::size_t design) const;
  /// Of an axis; 0 is the base chip.
  std::size_t level(std::size_t design, std::size_t axis) const { return levels_[design * axes_.size() + axis]; }
  const std::string& label(std::size_t design, std::size_t axis) const { return labels_[axis][level(design, axis)]; }

  const std::vector<std::string>& axes() const { return axes_; }
  const std::vector<std::string>& labels(std::size_t axis) const { return labels_[axis]; }
  const std::vector<SweepObjective>& objectives() const { return objectives_; }
  const std::vector<std::string>& workloads() const { return workloads_; }
  Detail detail() const { return detail_; }
  std::uint64_t rows() const { return rows_; }
  std::uint64_t failed() const { return failed_; }           // rows with an error
  std::uint64_t other_detail() const { return other_; }      // rows at a lower level than is judged
  std::uint64_t without_figure() const { return without_; }  // designs that lack a figure that is asked for
  std::size_t incomplete() const { return begun_.size(); }   // designs without all workloads: failed, or not done yet

 private:
  void judge(const SweepPoint& point, const std::vector<Evaluation>& evaluations);
  std::uint32_t level_of(std::size_t axis, const std::string& label);

  std::vector<std::string> axes_;
  std::vector<std::string> workloads_;
  std::vector<SweepObjective> objectives_;
  std::vector<std::vector<std::string>> labels_;
  std::vector<std::uint64_t> numbers_;
  std::vector<std::uint32_t> levels_;
  std::vector<double> figures_;
  std::vector<std::uint8_t> bottlenecks_;
  std::map<std::uint64_t, std::vector<std::optional<Evaluation>>> begun_;
  Detail detail_ = Detail::analytic;
  std::uint64_t rows_ = 0;
  std::uint64_t failed_ = 0;
  std::uint64_t other_ = 0;
  std::uint64_t without_ = 0;
};

}  // namespace systole::sim
