#include "models/dataflow/cim_tile.hpp"

#include <algorithm>
#include <bit>

#include "models/cim/mapping.hpp"
#include "models/cim/timing.hpp"

namespace systole::models {

namespace {

/// What is modelled around the macros, to tell the causes of a delay apart.
enum class Fed { freely, by_scratchpad, by_scratchpad_into_vector };

Cycles summation(const CimConfig& config, std::int64_t inputs) {
  return Cycles{cim_summation(map_onto_arrays(config, inputs, 1).row_tiles)};
}

CimPipeline pipeline(const Chip& chip, const Work& work, Fed fed) {
  const CimConfig& config = chip.cim->arithmetic;
  CimPipeline p;
  p.interval = p.passes = CimPassTiming{*chip.cim, chip.clock}.vector_cycles();
  p.summed = summation(config, work.k());
  p.has_second = work.chain.has_value();
  if (p.has_second) p.second_summed = summation(config, work.chain->k);
  if (fed == Fed::freely) return p;
  p.read = Cycles{ceil_div(work.k() * work.a_element.count(), chip.scratchpad.ifmap.width().count())};
  p.behind = Cycles{ceil_div(work.n * work.c_element.count(), chip.scratchpad.ofmap.width().count())};
  p.interval = std::max({p.passes, p.read, p.behind});
  if (fed == Fed::by_scratchpad) return p;
  if (p.has_second) p.between = Cycles{ceil_div(work.chain->vector_cycles, chip.vector.lanes)};
  const Cycles lanes{ceil_div(work.n * work.vector_cycles, chip.vector.lanes)};
  p.interval = std::max(p.interval, p.between + lanes);
  p.behind = std::max(p.behind, lanes);
  return p;
}

/// What is left of the last vector's way after its interval.
Cycles left(const CimPipeline& p) {
  return std::max(Cycles{0}, p.way() - p.interval);
}

struct TileTime {
  Cycles execute;
  Cycles tail;
};

/// The next tile hides as much of what is left as every tile lasts.
TileTime tile_time(const CimPipeline& p, Cycles left, const CimTileVectors& vectors) {
  const Cycles tail = std::min(left, p.interval * vectors.least);
  return {p.read + p.interval * vectors.count + left - tail, tail};
}

}  // namespace

std::int64_t cim_summation(std::int64_t row_tiles) {
  return 1 + static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(row_tiles - 1)));
}

CimPipeline cim_pipeline(const Chip& chip, const Work& work) {
  return pipeline(chip, work, Fed::by_scratchpad_into_vector);
}

TileCost cim_tile_cost(const Chip& chip, const Work& work, const CimTileVectors& vectors) {
  const CimPipeline free = pipeline(chip, work, Fed::freely);
  const CimPipeline fed = pipeline(chip, work, Fed::by_scratchpad);
  const CimPipeline full = pipeline(chip, work, Fed::by_scratchpad_into_vector);
  // A port slower than the passes has nothing left to read behind the last vector; its interval is charged all the
  // same, so that no cause is ever negative.
  const Cycles left_fed = std::max(left(free), left(fed));
  const TileTime freely = tile_time(free, left(free), vectors);
  const TileTime with_ports = tile_time(fed, left_fed, vectors);
  const TileTime whole = tile_time(full, std::max(left_fed, left(full)), vectors);
  TileCost cost;
  cost.execute = whole.execute;
  cost.tail = whole.tail;
  cost.split.mac = free.interval * vectors.count;
  cost.split.fill_drain = freely.execute - cost.split.mac;
  cost.split.sram_stall = with_ports.execute - freely.execute;
  cost.split.vector = whole.execute - with_ports.execute;
  cost.tail_split.fill_drain = freely.tail;
  cost.tail_split.sram_stall = with_ports.tail - freely.tail;
  cost.tail_split.vector = whole.tail - with_ports.tail;
  return cost;
}

SramTraffic cim_tile_traffic(const Work& work, std::int64_t vectors) {
  SramTraffic traffic;
  traffic.ifmap_read = work.a_element * (vectors * work.k());
  traffic.ofmap_write = work.c_element * (vectors * work.n);
  return traffic;
}

}  // namespace systole::models
