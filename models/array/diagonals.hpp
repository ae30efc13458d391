// What enters an edge of the array and travels on by one PE every `hops` cycles: PE (i, j) sees at cycle t what entered
// at t - (i + j) * hops. Kept as a history, newest first, so that a row's PEs see neighbouring elements and nothing
// moves.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace systole::models {

template <class T>
class Diagonals {
 public:
  /// `reach` PEs see it: i + j < reach.
  Diagonals(std::size_t reach, std::size_t hops) : reach_{reach}, hops_{hops}, phases_(hops, Phase{reach}) {}

  /// The next cycle begins with this at the edge.
  void enter(T value) {
    phase_ = phase_ + 1 == hops_ ? 0 : phase_ + 1;
    phases_[phase_].push(value, reach_);
  }
  /// What PEs of distance `from`, `from` + 1, … see in this cycle.
  const T* from(std::size_t distance) const { return phases_[phase_].newest() + distance; }

 private:
  static constexpr std::size_t kSpare = 256;

  struct Phase {
    explicit Phase(std::size_t reach) : values(reach + kSpare), begin{kSpare} {}
    const T* newest() const { return values.data() + begin; }
    void push(T value, std::size_t reach) {
      if (begin == 0) {
        std::copy_backward(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(reach), values.end());
        begin = kSpare;
      }
      values[--begin] = value;
    }
    std::vector<T> values;
    std::size_t begin;
  };

  std::size_t reach_;
  std::size_t hops_;
  std::size_t phase_ = 0;
  std::vector<Phase> phases_;
};

}  // namespace systole::models
