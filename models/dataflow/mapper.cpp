#include "models/dataflow/mapper.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "models/dataflow/recurrence.hpp"
#include "models/dataflow/schedule.hpp"
#include "models/dataflow/tile_ladder.hpp"
#include "models/errors.hpp"
#include "models/memory/channel.hpp"

namespace systole::models {

namespace {

struct Candidate {
  Tiling tiling;
  std::int64_t bound;
  std::int64_t dram;
};

class Search {
 public:
  Search(const Chip& chip, const Work& work) : chip_{chip}, work_{work}, channel_{chip.dram, chip.clock} {}

  void consider(Tiling tiling) {
    if (!fits(tile_bytes(work_, chip_.array, tiling), halves_in_use(chip_.scratchpad, work_, tiling.halves))) return;
    for (const LoopOrder order : distinct_orders(work_, tiling, chip_.mapping.order)) {
      tiling.order = order;
      add(tiling);
    }
  }

  bool empty() const { return candidates_.empty(); }

  Mapping best() {
    const bool by_traffic = chip_.mapping.objective == Objective::traffic;
    std::stable_sort(candidates_.begin(), candidates_.end(), [&](const Candidate& a, const Candidate& b) {
      return by_traffic ? std::pair{a.dram, a.bound} < std::pair{b.dram, b.bound}
                        : std::pair{a.bound, a.dram} < std::pair{b.bound, b.dram};
    });
    Mapping best;
    best.cycles = Cycles{INT64_MAX};
    best.dram = Bytes{INT64_MAX};
    for (const Candidate& candidate : candidates_) {
      if (by_traffic && candidate.dram > best.dram.count()) break;
      if (candidate.bound > best.cycles.count()) {
        if (by_traffic) continue;
        break;
      }
      const Cycles cycles = evaluate(Schedule{chip_, work_, candidate.tiling}, channel_, best.cycles).total;
      ++best.evaluated;
      if (cycles < best.cycles || (cycles == best.cycles && candidate.dram < best.dram.count())) {
        best.tiling = candidate.tiling;
        best.cycles = cycles;
        best.dram = Bytes{candidate.dram};
      }
    }
    best.candidates = static_cast<std::int64_t>(candidates_.size());
    return best;
  }

 private:
  void add(const Tiling& tiling) {
    const Schedule schedule{chip_, work_, tiling};
    const ScheduleTotals totals = schedule.totals();
    const Bytes dram = totals.dram.read() + totals.dram.write();
    candidates_.push_back({tiling, lower_bound(schedule, totals), dram.count()});
  }

  std::int64_t lower_bound(const Schedule& schedule, const ScheduleTotals& totals) const {
    const std::int64_t ideal = totals.ideal.total().count();
    if (channel_.ideal()) return ideal;
    const std::int64_t latency = channel_.latency().count();
    const Bytes first = schedule.loads(Cursor{}).total();
    const std::int64_t first_load = first.count() > 0 ? moved(first) + latency : 0;
    Cursor last;
    for (std::size_t depth = 0; depth < last.index.size(); ++depth)
      last.index[depth] = schedule.nest().loops[depth].trips - 1;
    const Bytes store = schedule.execution(last).store;
    const std::int64_t last_store = store.count() > 0 ? moved(store) + latency : 0;
    const std::int64_t channel = moved(totals.dram.read() + totals.dram.write()) + latency;
    return std::max(first_load + ideal + last_store, channel);
  }

  /// At least the channel's time for `bytes`, whatever trains they come in.
  std::int64_t moved(Bytes bytes) const {
    return static_cast<std::int64_t>(static_cast<double>(bytes.count()) / channel_.bytes_per_cycle() * (1 - 1e-12));
  }

  const Chip& chip_;
  const Work& work_;
  ChannelTiming channel_;
  std::vector<Candidate> candidates_;
};

std::string sizes_text(const Chip& chip, const Work& work, const Tiling& tiling) {
  const TileBytes bytes = tile_bytes(work, chip.array, tiling);
  const HalvesInUse halves = halves_in_use(chip.scratchpad, work, tiling.halves);
  const auto pair = [](const char* name, Bytes need, Bytes half) {
    return std::string{name} + " needs " + std::to_string(need.count()) + " of " + std::to_string(half.count()) + " B";
  };
  return pair("ifmap", bytes.ifmap, halves.ifmap.size) + ", " + pair("weight", bytes.weight, halves.weight.size) +
         ", " + pair("ofmap", bytes.ofmap, halves.ofmap.size);
}

void consider_fixed(Search& search, const Chip& chip, const Work& work) {
  const Tiling tiling = fixed_tiling(chip, work);
  search.consider(tiling);
  if (search.empty()) {
    throw UserError("mapping.tiling {m: " + std::to_string(chip.mapping.tile->m) +
                    ", k: " + std::to_string(chip.mapping.tile->k) + ", n: " + std::to_string(chip.mapping.tile->n) +
                    "} does not fit the scratchpads: " + sizes_text(chip, work, tiling) +
                    "; use smaller tiles or tiling: auto");
  }
}

void consider_ladder(Search& search, const Chip& chip, const Work& work) {
  for (const bool fine : {false, true}) {
    const TileLadder ladder{chip, work, fine};
    for (std::int64_t halves = 1; halves <= max_halves(chip.scratchpad); ++halves)
      ladder.for_each(halves, [&](const Tiling& tiling) { search.consider(tiling); });
    if (!search.empty()) return;
  }
  const Tiling least = TileLadder{chip, work, true}.smallest();
  throw UserError("no tile of this layer fits the scratchpads; the smallest: " + sizes_text(chip, work, least));
}

}  // namespace

Mapping map_layer(const Chip& chip, const Work& work) {
  Search search{chip, work};
  if (chip.mapping.tile && work.engine == Engine::array) {
    consider_fixed(search, chip, work);
  } else {
    consider_ladder(search, chip, work);
  }
  return search.best();
}

}  // namespace systole::models
