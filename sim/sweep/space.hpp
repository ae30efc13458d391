// The designs of a sweep and their numbers: first the chip, then one digit an axis, the last one counting fastest. A
// number means the same design for as long as accelerators and axes stay as they are.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/energy/table.hpp"
#include "sim/sweep/digest.hpp"
#include "sim/sweep/plan.hpp"
#include "sim/sweep/point.hpp"

namespace systole::sim {

/// A chip with values of all axes, as `run` would have it from a config with these values.
struct Design {
  models::Chip chip;
  const SweepTable* table = nullptr;  // none: neither energy nor area

  const models::EnergyTable* energy() const { return table == nullptr ? nullptr : &table->table; }
};

class Space {
 public:
  /// `plan` must outlive the space. Throws UserError for more than 2^63 designs.
  explicit Space(const SweepPlan& plan);

  /// Designs, whether or not they meet the constraints.
  std::uint64_t size() const { return size_; }
  /// Choices of each digit: chips, then values of each axis.
  const std::vector<std::size_t>& radices() const { return radices_; }
  std::vector<std::size_t> digits(std::uint64_t design) const;
  std::uint64_t number(std::span<const std::size_t> digits) const;

  /// Whether the design meets all constraints. One whose keys contradict each other may: it is evaluated, and fails.
  bool allows(std::uint64_t design) const;

  /// Throws DocumentError where keys contradict each other, UserError where the energy table does not fit.
  Design design(std::uint64_t number) const;

  /// A point with its key. Also for designs that cannot be.
  SweepPoint point(std::uint64_t design, std::size_t workload, Detail detail) const;
  std::size_t workload_of(const SweepPoint& point) const;

  const SweepPlan& plan() const { return plan_; }

 private:
  models::Chip set(const SweepChip& base, std::span<const std::size_t> digits) const;
  models::Chip read(const SweepChip& base, std::span<const std::size_t> digits) const;
  models::Chip checked(const SweepChip& base, std::span<const std::size_t> digits) const;
  Digest digest(std::span<const std::size_t> digits) const;
  void add_table(const SweepChip& base, Design& design) const;

  const SweepPlan& plan_;
  std::vector<std::size_t> radices_;
  std::uint64_t size_ = 1;
  std::vector<bool> independent_;  // [chip]: axes change the keys that they name and nothing else
  std::vector<Digest> bases_;      // [chip]: of all its keys, as lines "path: value", and its energy table
  std::vector<std::vector<std::vector<Digest>>> changes_;  // [chip][axis][value]: what it adds to that
  std::vector<std::vector<Digest>> asked_;                 // [workload][detail]
};

}  // namespace systole::sim
