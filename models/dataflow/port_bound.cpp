#include "models/dataflow/port_bound.hpp"

#include <algorithm>

namespace systole::models {

namespace {

double cycles_of(Bytes element, const BufferConfig& buffer) {
  return static_cast<double>(element.count()) / static_cast<double>(buffer.width().count());
}

/// Rounded down by more than what doubles are off.
std::int64_t least(std::int64_t elements, double cycles_each) {
  return static_cast<std::int64_t>(static_cast<double>(elements) * cycles_each * (1 - 1e-12));
}

}  // namespace

PortBound::PortBound(const Chip& chip, const Work& work)
    : dataflow_{chip.array.dataflow},
      m_{work.m()},
      k_{work.k()},
      n_{work.n},
      activation_{cycles_of(work.a_element, chip.scratchpad.ifmap)},
      weight_{cycles_of(work.b_element, chip.scratchpad.weight)},
      partial_{cycles_of(work.partial_element, chip.scratchpad.ofmap)},
      result_{std::max(cycles_of(work.c_element, chip.scratchpad.ofmap),
                       static_cast<double>(work.vector_cycles) / static_cast<double>(chip.vector.lanes))} {
  const auto rows = static_cast<double>(chip.array.rows);
  const auto cols = static_cast<double>(chip.array.cols);
  const bool is = dataflow_ == Dataflow::is;
  starves_ = rows * (is ? weight_ : activation_) > 1 || cols * (is ? activation_ : weight_) > 1 ||
             cols * std::max(partial_, result_) > 1;
}

PhaseSums PortBound::stretched(const PhaseSums& own, const FoldSums& folds) const {
  return dataflow_ == Dataflow::os ? with_stationary_results(own, folds) : with_stationary_operands(own, folds);
}

/// `own` cycles, shared equally by `visits` visits of `outputs`; the last one leaves results, the others partial sums,
/// and all but the first read those back.
std::int64_t PortBound::results(std::int64_t own, std::int64_t outputs, std::int64_t visits) const {
  const std::int64_t each = own / visits;
  const std::int64_t partial = visits > 1 ? std::max(each, least(outputs, partial_)) : each;
  return (visits - 1) * partial + std::max(partial, least(outputs, result_));
}

PhaseSums PortBound::with_stationary_operands(const PhaseSums& own, const FoldSums& f) const {
  const bool ws = dataflow_ == Dataflow::ws;
  const std::int64_t in = least(f.streamed * k_ * f.col_folds, ws ? activation_ : weight_);
  const std::int64_t out = results(own.stream, f.streamed * f.across, f.k_folds);
  const std::int64_t load = least(f.passes * k_ * f.across, ws ? weight_ : activation_);
  return {std::max(in, out), std::max(own.edge, load)};
}

PhaseSums PortBound::with_stationary_results(const PhaseSums& own, const FoldSums& f) const {
  const std::int64_t activations = least(k_ * m_ * f.col_folds, activation_);
  const std::int64_t weights = least(k_ * n_ * f.row_folds, weight_);
  return {std::max({own.stream, activations, weights}), results(own.edge, m_ * n_, f.k_folds)};
}

}  // namespace systole::models
