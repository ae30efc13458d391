#include "models/array/systolic_array.hpp"

#include <algorithm>

namespace systole::models {

namespace {

template <template <class> class Pes>
std::variant<Pes<std::int32_t>, Pes<std::int64_t>> pes_of(const ArrayConfig& config, bool shadow) {
  const GridShape shape{static_cast<std::size_t>(config.rows), static_cast<std::size_t>(config.cols),
                        static_cast<std::size_t>(config.hop_registers)};
  if (config.accumulator.bits <= 32) return Pes<std::int32_t>{shape, shadow, config.accumulator};
  return Pes<std::int64_t>{shape, shadow, config.accumulator};
}

ArrayRequests common(const StationaryController::Requests& r) {
  return {r.fold_ready, r.load, r.load_index, r.stream, r.swap, r.stream_index, false, 0, r.idle};
}

ArrayRequests common(const OutputController::Requests& r) {
  return {r.fold_ready, false, 0, r.stream, r.first, r.stream_index, r.shift, r.drain_row, r.idle};
}

}  // namespace

std::variant<SystolicArray::Stationary, SystolicArray::Output> SystolicArray::build(const ArrayConfig& config) {
  if (config.dataflow == Dataflow::os) {
    const bool overlapped = config.drain == Drain::overlapped;
    return Output{OutputController{{config.rows, config.hop_registers, overlapped}},
                  pes_of<OutputPes>(config, overlapped)};
  }
  const bool overlapped = config.weight_load == WeightLoad::overlapped;
  return Stationary{StationaryController{{config.rows, config.hop_registers, overlapped}},
                    pes_of<StationaryPes>(config, overlapped)};
}

SystolicArray::SystolicArray(const ArrayConfig& config)
    : rows_{config.rows},
      cols_{config.cols},
      array_{build(config)},
      valid_(static_cast<std::size_t>(config.cols)),
      result_(static_cast<std::size_t>(config.cols)) {}

ArrayRequests SystolicArray::requests(const std::optional<Fold>& offered, bool stream_ready) const {
  if (const auto* output = std::get_if<Output>(&array_)) return common(output->controller.requests(offered));
  return common(std::get<Stationary>(array_).controller.requests(offered, stream_ready));
}

void SystolicArray::step(const std::optional<Fold>& offered, const ArrayOperands& operands, bool stream_ready) {
  std::visit([&](auto& array) { step(array, {offered, operands, stream_ready}); }, array_);
  ++cycle_;
}

void SystolicArray::step(Stationary& array, const Inputs& in) {
  const StationaryController::Requests now = array.controller.requests(in.offered, in.stream_ready);
  std::visit(
      [&](auto& pes) {
        pes.step(
            {now.load, in.operands.top, now.stream, now.swap, now.stream_cols, in.operands.left, in.operands.sum_in});
        std::copy(pes.valid().begin(), pes.valid().end(), valid_.begin());
        std::copy(pes.result().begin(), pes.result().end(), result_.begin());
      },
      array.pes);
  array.controller.step(in.offered, in.stream_ready);
}

void SystolicArray::step(Output& array, const Inputs& in) {
  const OutputController::Requests now = array.controller.requests(in.offered);
  std::visit(
      [&](auto& pes) {
        pes.step({now.stream, now.first, in.operands.left, in.operands.top, now.shift, now.transfer});
        std::fill(valid_.begin(), valid_.end(), now.shift ? 1 : 0);
        std::copy(pes.result().begin(), pes.result().end(), result_.begin());
      },
      array.pes);
  array.controller.step(in.offered);
}

const Grid<std::uint32_t>& SystolicArray::overflows() const {
  return std::visit(
      [](const auto& array) -> const Grid<std::uint32_t>& {
        return std::visit([](const auto& pes) -> const Grid<std::uint32_t>& { return pes.overflows(); }, array.pes);
      },
      array_);
}

PeRegisters SystolicArray::pe(std::size_t row, std::size_t col) const {
  return std::visit(
      [&](const auto& array) { return std::visit([&](const auto& pes) { return pes.pe(row, col); }, array.pes); },
      array_);
}

}  // namespace systole::models
