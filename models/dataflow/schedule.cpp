#include "models/dataflow/schedule.hpp"

#include <algorithm>

#include "models/dataflow/cim_tile.hpp"

namespace systole::models {

namespace {

__extension__ using Wide = __int128;

/// floor(cycles * part / whole) without overflow.
Cycles share(Cycles cycles, std::int64_t part, std::int64_t whole) {
  return Cycles{static_cast<std::int64_t>(static_cast<Wide>(cycles.count()) * part / whole)};
}

CycleStack share(const CycleStack& stack, std::int64_t part, std::int64_t whole) {
  CycleStack result;
  result.mac = share(stack.mac, part, whole);
  result.fill_drain = share(stack.fill_drain, part, whole);
  result.weight_load = share(stack.weight_load, part, whole);
  return result;
}

SramTraffic share(const SramTraffic& traffic, std::int64_t part, std::int64_t whole) {
  const auto of = [&](Bytes bytes) { return Bytes{share(Cycles{bytes.count()}, part, whole).count()}; };
  return {of(traffic.ifmap_read), of(traffic.weight_read), of(traffic.ofmap_read), of(traffic.ofmap_write)};
}

}  // namespace

Schedule::Schedule(const Chip& chip, const Work& work, const Tiling& tiling)
    : chip_{chip},
      work_{work},
      tiling_{tiling},
      nest_{work, tiling},
      halves_{halves_in_use(chip.scratchpad, work, tiling.halves)},
      edge_{work.a_element, work.b_element, work.partial_element, work.c_element, work.vector_cycles},
      by_layer_{work.engine == Engine::array && chip.array.timing == ArrayTiming::scalesim},
      partial_sums_{work.engine == Engine::array &&
                    keeps_partial_sums(chip.array, work.k(), tiling.channels * work.taps)} {
  // With one half of the ofmap buffer the next tile cannot begin while results leave; with one half of an operand's, or
  // with partial sums to wait for, its operands are not there before this tile ends.
  hides_tail_ = halves_.ofmap.count > 1;
  hides_lead_ = halves_.ifmap.count > 1 && halves_.weight.count > 1 && !nest_.splits_reduction();
  if (by_layer_) {
    layer_ = layer_in_scalesim();
    find_remainder();
  }
  remainder_.cost.split.weight_load += work.programming;
  for (const Axis axis : {Axis::image, Axis::row, Axis::col}) {
    const Loop& loop = nest_.loop(axis);
    least_m_ *= loop.size_at(loop.trips - 1);
  }
}

Schedule::Sizes Schedule::sizes_at(const Cursor& at) const {
  const auto size = [&](Axis axis) {
    const auto depth = static_cast<std::size_t>(nest_.depth_of[static_cast<std::size_t>(axis)]);
    return nest_.loops[depth].size_at(at.index[depth]);
  };
  const auto channel = static_cast<std::size_t>(nest_.depth_of[static_cast<std::size_t>(Axis::channel)]);
  return {size(Axis::group),      size(Axis::image),
          size(Axis::row),        size(Axis::col),
          size(Axis::channel),    size(Axis::n),
          at.index[channel] == 0, at.index[channel] + 1 == nest_.loops[channel].trips};
}

TileBox Schedule::box(const Cursor& at) const {
  const auto run = [&](Axis axis) {
    const auto depth = static_cast<std::size_t>(nest_.depth_of[static_cast<std::size_t>(axis)]);
    const std::int64_t index = at.index[depth];
    return Run{index * nest_.loops[depth].size, nest_.loops[depth].size_at(index)};
  };
  const Run channels = run(Axis::channel);
  return {run(Axis::group),
          run(Axis::image),
          run(Axis::row),
          run(Axis::col),
          channels,
          run(Axis::n),
          channels.begin == 0,
          channels.begin + channels.size == nest_.loop(Axis::channel).total};
}

StepLoads Schedule::loads(const Cursor& at) const {
  StepLoads loads;
  loads.new_a = at.moved < 0 || nest_.changes(Operand::a, at.moved);
  loads.new_b = at.moved < 0 || (work_.b_element.count() > 0 && nest_.changes(Operand::b, at.moved));
  const bool revisits = nest_.splits_reduction() && (at.moved < 0 || nest_.changes(Operand::c, at.moved));
  if (!loads.new_a && !loads.new_b && !revisits) return loads;
  const Sizes s = sizes_at(at);
  loads.reload_c = revisits && !s.first_k;
  if (loads.new_a && !work_.a_on_chip) {
    const auto span = [&](const WindowAxis& window, Axis axis, std::int64_t outputs) {
      const auto depth = static_cast<std::size_t>(nest_.depth_of[static_cast<std::size_t>(axis)]);
      const Loop& loop = nest_.loops[depth];
      const std::int64_t index = at.index[depth];
      return loop.is_uniform(index) ? loop.uniform_span : window.touched(index * loop.size, outputs);
    };
    const std::int64_t pixels = s.images * span(work_.rows, Axis::row, s.rows) * span(work_.cols, Axis::col, s.cols);
    loads.a = work_.a_element * (pixels * s.channels * s.groups * work_.a_operands);
  }
  if (loads.new_b) loads.b = work_.b_element * (s.channels * work_.taps * s.n * s.groups);
  if (at.moved < 0) loads.b += work_.constants;
  if (loads.reload_c) loads.c = work_.partial_element * (s.m() * s.n * s.groups);
  if (chip_.array.dataflow == Dataflow::ws) loads.stationary = loads.new_b;
  if (chip_.array.dataflow == Dataflow::is) loads.stationary = loads.new_a;
  return loads;
}

StepEdges Schedule::edges(const Cursor& at) const {
  const int next = at.next_depth(nest_);
  StepEdges edges;
  edges.new_c = at.moved < 0 || nest_.changes(Operand::c, at.moved);
  edges.ends_a = next < 0 || nest_.changes(Operand::a, next);
  edges.ends_b = next < 0 || (work_.b_element.count() > 0 && nest_.changes(Operand::b, next));
  edges.ends_c = next < 0 || nest_.changes(Operand::c, next);
  if (!edges.ends_c) return edges;
  const Sizes s = sizes_at(at);
  edges.stores_partial = !s.last_k;
  if (edges.stores_partial || !work_.c_on_chip)
    edges.store = (edges.stores_partial ? work_.partial_element : work_.c_element) * (s.m() * s.n * s.groups);
  return edges;
}

StepWork Schedule::execution(const Cursor& at) const {
  const Execution execution = execute(sizes_at(at));
  StepWork step{edges(at), execution.macs, execution.cost, execution.sram};
  if (at.moved < 0) {
    pay_remainder(step.cost);
    step.sram += remainder_.sram;
  }
  return step;
}

TileCost Schedule::cost(const Cursor& at) const {
  TileCost tile = cost(sizes_at(at));
  if (at.moved < 0) pay_remainder(tile);
  return tile;
}

void Schedule::pay_remainder(TileCost& cost) const {
  cost.split += remainder_.cost.split;
  cost.split -= cost.first_saving;
  cost.execute = cost.split.total();
}

std::size_t Schedule::cost_class(const Cursor& at) const {
  const auto channel = static_cast<std::size_t>(nest_.depth_of[static_cast<std::size_t>(Axis::channel)]);
  std::size_t key = (at.moved < 0 ? 2U : 0U) + (at.index[channel] == 0 ? 1U : 0U);
  for (const int depth : nest_.turning()) {
    const auto loop = static_cast<std::size_t>(depth);
    key = key * 2 + (at.index[loop] + 1 == nest_.loops[loop].trips ? 1U : 0U);
  }
  return key;
}

Bytes Schedule::c_footprint(const Cursor& at) const {
  const Sizes s = sizes_at(at);
  return (partial_sums_ ? work_.partial_element : work_.c_element) * (s.m() * s.n * s.groups);
}

std::int64_t Schedule::revisit_distance() const {
  std::int64_t product = 1;
  const int channel = nest_.depth_of[static_cast<std::size_t>(Axis::channel)];
  for (int depth = channel + 1; depth < kAxes; ++depth) product *= nest_.loops[static_cast<std::size_t>(depth)].trips;
  return product;
}

Schedule::Execution Schedule::execute(const Sizes& sizes) const {
  Execution execution;
  switch (work_.engine) {
    case Engine::array:
      execution = execute_on_array(sizes);
      break;
    case Engine::vector:
      execution = execute_on_vector(sizes);
      break;
    case Engine::cim:
      execution = execute_on_macros(sizes);
      break;
  }
  expose_what_cannot_hide(execution.cost);
  return execution;
}

/// `execute` without the traffic, which most callers do not need.
TileCost Schedule::cost(const Sizes& sizes) const {
  if (work_.engine != Engine::array || by_layer_) return execute(sizes).cost;
  TileCost cost = array_tile_cost(chip_.array, chip_.scratchpad, chip_.vector, edge_, array_tile(sizes));
  expose_what_cannot_hide(cost);
  return cost;
}

void Schedule::expose_what_cannot_hide(TileCost& cost) const {
  if (!hides_tail_ && cost.tail.count() > 0) {
    cost.split += cost.tail_split;
    cost.split -= cost.first_saving;
    cost.tail = Cycles{0};
    cost.tail_split = cost.first_saving = {};
  }
  if (!hides_lead_) {
    cost.split.weight_load += cost.lead;
    cost.lead = Cycles{0};
  }
  cost.execute = cost.split.total();
}

ArrayTile Schedule::array_tile(const Sizes& sizes) const {
  return {sizes.m(), sizes.channels * work_.taps, sizes.n, sizes.groups, sizes.first_k, sizes.last_k};
}

Schedule::Execution Schedule::execute_on_array(const Sizes& sizes) const {
  const ArrayTile tile = array_tile(sizes);
  if (by_layer_) return share_of_layer(tile.m * tile.k * tile.n * tile.groups);
  return {array_tile_cost(chip_.array, chip_.scratchpad, chip_.vector, edge_, tile),
          array_tile_traffic(chip_.array, edge_, tile), tile.m * tile.k * tile.n * tile.groups,
          fold_counts(chip_.array, tile)};
}

Schedule::Execution Schedule::execute_on_vector(const Sizes& sizes) const {
  const std::int64_t outputs = sizes.m() * sizes.n * sizes.groups;
  Execution execution;
  execution.sram.ifmap_read = work_.a_element * (outputs * work_.taps * work_.a_operands);
  execution.sram.weight_read = work_.b_element * (outputs * work_.taps) + work_.constants;
  execution.sram.ofmap_write = work_.c_element * outputs;
  const Cycles lanes{ceil_div(outputs * work_.vector_cycles, chip_.vector.lanes)};
  const Cycles ports{std::max(ceil_div(execution.sram.ifmap_read.count(), chip_.scratchpad.ifmap.width().count()),
                              ceil_div(execution.sram.ofmap_write.count(), chip_.scratchpad.ofmap.width().count()))};
  execution.cost.split.vector = lanes;
  execution.cost.split.sram_stall = std::max(Cycles{0}, ports - lanes);
  execution.cost.execute = execution.cost.split.total();
  if (work_.b_element.count() > 0) execution.macs = outputs * work_.taps;
  return execution;
}

Schedule::Execution Schedule::execute_on_macros(const Sizes& sizes) const {
  const std::int64_t vectors = sizes.m();
  const std::int64_t macs = vectors * (work_.macs() / work_.m());
  return {cim_tile_cost(chip_, work_, {vectors, least_m_}), cim_tile_traffic(work_, vectors), macs, {}};
}

Schedule::Execution Schedule::layer_in_scalesim() const {
  const ArrayTile whole{work_.m(), work_.k(), work_.n, work_.groups, true, true};
  return {scalesim_cost(chip_.array, whole), array_tile_traffic(chip_.array, edge_, whole), work_.macs(),
          fold_counts(chip_.array, whole)};
}

/// scalesim accounting knows folds of the layer and not our tiles: a tile pays in proportion to its MACs.
Schedule::Execution Schedule::share_of_layer(std::int64_t macs) const {
  Execution execution;
  execution.macs = macs;
  execution.cost.split = share(layer_.cost.split, macs, layer_.macs);
  execution.cost.execute = execution.cost.split.total();
  execution.sram = share(layer_.sram, macs, layer_.macs);
  return execution;
}

}  // namespace systole::models
