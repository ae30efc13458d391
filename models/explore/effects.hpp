// Which knob matters: how much of a figure's variance over many designs each axis explains, alone and with another.
//
// Where every combination of values occurs equally often (a grid), shares are those of the analysis of variance: sums
// of squares of means, orthogonal, so that they add up to one over all orders. Where designs are drawn, or constraints
// took some away, axes are entangled: an axis' share is then what an additive model of all axes explains more than one
// without it, least squares over indicators of values (sums of squares of type II), less what as many arbitrary
// indicators would explain of the rest (as in Hays' omega squared). Both agree on a grid whose figure is additive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace systole::models {

/// Designs by the number of their value on each axis, with a figure.
class Trials {
 public:
  /// Throws ModelError without axes.
  explicit Trials(std::size_t axes);

  /// Throws ModelError unless there is a value for each axis and the figure is finite.
  void add(std::span<const std::size_t> values, double figure);

  std::size_t size() const { return figures_.size(); }
  std::size_t axes() const { return axes_; }
  /// Values that occur are 0 ... levels - 1, or fewer.
  std::size_t levels(std::size_t axis) const { return levels_[axis]; }
  std::span<const std::size_t> values(std::size_t trial) const { return {values_.data() + trial * axes_, axes_}; }
  double figure(std::size_t trial) const { return figures_[trial]; }

 private:
  std::size_t axes_;
  std::vector<std::size_t> levels_;
  std::vector<std::size_t> values_;
  std::vector<double> figures_;
};

struct PairEffect {
  std::size_t a = 0;
  std::size_t b = 0;
  /// Of the variance, beyond what both explain alone, 0..1; none where there are too few designs to tell.
  std::optional<double> share;
};

struct LevelMean {
  std::int64_t trials = 0;
  double mean = 0;  // 0 without trials
};

struct Effects {
  double mean = 0;
  double variance = 0;    // over designs, not of a sample
  bool balanced = false;  // every combination of values that occur, equally often
  /// Share of each axis, 0..1; 0 where nothing varies, none where there are too few designs or too many values to tell.
  std::vector<std::optional<double>> main;
  std::vector<PairEffect> pairs;               // all, in order of axes
  std::vector<std::vector<LevelMean>> levels;  // by axis and value
};

/// Throws ModelError without trials.
Effects effects_of(const Trials& trials);

}  // namespace systole::models
