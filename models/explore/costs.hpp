// Figures of many designs, all to be made small: what fronts, knees and hypervolumes are found in. A figure that is to
// be made large goes in with its sign turned.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace systole::models {

class Costs {
 public:
  /// Throws ModelError without figures.
  explicit Costs(std::size_t figures);

  /// Throws ModelError unless there are as many as figures, all finite.
  void add(std::span<const double> design);

  std::size_t size() const { return values_.size() / figures_; }
  std::size_t figures() const { return figures_; }
  std::span<const double> operator[](std::size_t design) const {
    return {values_.data() + design * figures_, figures_};
  }

 private:
  std::size_t figures_;
  std::vector<double> values_;
};

/// Nowhere worse, and somewhere better.
bool dominates(std::span<const double> a, std::span<const double> b);

}  // namespace systole::models
