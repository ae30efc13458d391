#include "sim/explain/fold_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/dataflow/fold.hpp"
#include "reports/number_format.hpp"

namespace systole::sim {

using models::Dataflow;
using reports::grouped;
using reports::human_bytes;

namespace {

/// Names and sizes of what lies on rows, on columns and streams, by dataflow.
struct Roles {
  const char* rows;
  const char* cols;
  const char* stream;
  std::int64_t on_rows;
  std::int64_t on_cols;
  std::int64_t streamed;
};

Roles roles(Dataflow dataflow, std::int64_t m, std::int64_t k, std::int64_t n) {
  switch (dataflow) {
    case Dataflow::ws:
      return {"K", "N", "M", k, n, m};
    case Dataflow::os:
      return {"M", "N", "K", m, n, k};
    case Dataflow::is:
      return {"K", "M", "N", k, m, n};
  }
  return {};
}

/// The formulas of models/dataflow/fold.hpp with their figures; with more than one register a hop (h) skews are longer.
std::string rtl_fold(const models::ArrayConfig& array, const Roles& tile) {
  const std::int64_t r = std::min(array.rows, tile.on_rows);
  const std::int64_t c = std::min(array.cols, tile.on_cols);
  const std::int64_t t = tile.streamed;
  const std::int64_t h = array.hop_registers;
  const std::string times = h > 1 ? fmt::format("{} · ", h) : "";
  if (array.dataflow == Dataflow::os) {
    const std::int64_t skew = h * (r + c - 2);
    if (array.drain == models::Drain::overlapped)
      return fmt::format(
          "  a full fold: max(T + {}(r + c - 2), R) = max({}, {}) = {} cycles, results leave under the next\n", times,
          t + skew, array.rows, std::max(t + skew, array.rows));
    return fmt::format("  a full fold: T + {}(r + c - 2) + R = {} + {} + {} = {} cycles\n", times, t, skew, array.rows,
                       t + skew + array.rows);
  }
  if (array.weight_load == models::WeightLoad::overlapped) {
    const std::int64_t period = models::stream_period(array);
    const std::string least = h > 1 ? fmt::format("{}(R - 1) + 1", times) : "R";
    return fmt::format("  a full fold: max(T, {}) = max({}, {}) = {} cycles, the next load runs under the stream\n",
                       least, t, period, std::max(t, period));
  }
  const std::int64_t skew = h * (array.rows + c - 2);
  return fmt::format("  a full fold: R + T + {}(R + c - 2) = {} + {} + {} = {} cycles\n", times, array.rows, t, skew,
                     array.rows + t + skew);
}

std::string fold_count(const models::ArrayConfig& array, const Roles& what) {
  const std::int64_t fr = models::ceil_div(what.on_rows, array.rows);
  const std::int64_t fc = models::ceil_div(what.on_cols, array.cols);
  return fmt::format("ceil({}/R) · ceil({}/C) = ceil({}/{}) · ceil({}/{}) = {} · {} = {}", what.rows, what.cols,
                     what.on_rows, array.rows, what.on_cols, array.cols, fr, fc, fr * fc);
}

}  // namespace

std::string shape_text(const ProgramLayer& layer) {
  const models::Work& work = layer.work;
  std::string m = grouped(work.m());
  if (work.rows.out > 1 && work.cols.out > 1) {
    m += fmt::format(" ({}{} x {} outputs)", work.images > 1 ? fmt::format("{} images x ", work.images) : "",
                     work.rows.out, work.cols.out);
  }
  if (work.engine == models::Engine::vector) {
    return fmt::format("Work: {} outputs{}, {} lane-cycles each: {} a lane\n", grouped(work.m() * work.n * work.groups),
                       work.taps > 1 ? fmt::format(" of {} window positions", work.taps) : "", work.vector_cycles,
                       "outputs · lane-cycles / lanes cycles");
  }
  std::string k = grouped(work.k());
  if (work.taps > 1) k += fmt::format(" ({} channels x {} taps)", work.channels, work.taps);
  return fmt::format("GEMM: M = {}, K = {}, N = {}{}: {} MACs\n", m, k, grouped(work.n),
                     work.groups > 1 ? fmt::format(", {} groups", work.groups) : "", grouped(work.macs()));
}

std::string fold_text(const models::Chip& chip, const ProgramLayer& layer) {
  const models::Work& work = layer.work;
  if (work.engine != models::Engine::array) return {};
  const models::ArrayConfig& array = chip.array;
  if (array.timing == models::ArrayTiming::scalesim) {
    const Roles whole = roles(array.dataflow, work.m(), work.k(), work.n);
    const bool os = array.dataflow == Dataflow::os;
    return fmt::format(
        "Folds of the layer (scalesim accounting; R = {}, C = {}): {}{}\n  a fold: {} + T - 2 with T = {} = {}: {} "
        "cycles\n",
        array.rows, array.cols, fold_count(array, whole),
        work.groups > 1 ? fmt::format(" x {} groups", work.groups) : "", os ? "R + C" : "2R + C", whole.stream,
        whole.streamed, (os ? 1 : 2) * array.rows + array.cols + whole.streamed - 2);
  }
  const models::Tiling& t = layer.mapping.tiling;
  const Roles tile = roles(array.dataflow, t.m(), t.channels * work.taps, t.n);
  return fmt::format("Folds of a full tile (rtl accounting; R = {}, C = {}): {}{}\n  T = {} of the tile = {}\n",
                     array.rows, array.cols, fold_count(array, tile),
                     t.groups > 1 ? fmt::format(" x {} groups", t.groups) : "", tile.stream, tile.streamed) +
         rtl_fold(array, tile);
}

std::string tile_text(const models::Chip& chip, const ProgramLayer& layer, const models::LayerResult& row) {
  const models::Schedule& schedule = *layer.schedule;
  const models::Tiling& t = layer.mapping.tiling;
  const models::TileBytes bytes = models::tile_bytes(layer.work, chip.array, t);
  const models::HalvesInUse& halves = schedule.halves();
  std::string text = fmt::format("Tiles: {} of {} x {} x {} (M x K x N){}, loops outermost first: {}\n",
                                 grouped(row.tiles), t.m(), t.channels * layer.work.taps, t.n,
                                 t.groups > 1 ? fmt::format(" x {} groups", t.groups) : "", row.order);
  const auto part = [&](const char* name, models::Bytes need, const models::Halves& half) {
    return fmt::format("  {:<7} {:>11} of a {} of {}\n", name, human_bytes(need), half.count > 1 ? "half" : "whole",
                       human_bytes(half.size));
  };
  text += part("ifmap", bytes.ifmap, halves.ifmap) + part("weight", bytes.weight, halves.weight) +
          part("ofmap", bytes.ofmap, halves.ofmap);
  const models::LoopNest& nest = schedule.nest();
  if (layer.macros) return text + "  each A tile is loaded once, C is written once, weights stay in their cells\n";
  text += fmt::format("  each A tile is loaded {} x, each B tile {} x; C is written {}\n",
                      nest.visits(models::Operand::a), nest.visits(models::Operand::b),
                      nest.visits(models::Operand::c) == 1
                          ? "once"
                          : fmt::format("{} x, partial sums spilled in between", nest.visits(models::Operand::c)));
  return text;
}

}  // namespace systole::sim
