#include "models/dataflow/mapper.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/dataflow/bound.hpp"
#include "models/dataflow/dma_order.hpp"
#include "models/dataflow/recurrence.hpp"
#include "models/dataflow/schedule.hpp"
#include "models/dataflow/tile_ladder.hpp"
#include "models/energy/actions.hpp"
#include "models/errors.hpp"
#include "models/memory/channel.hpp"

namespace systole::models {

namespace {

/// One of the orders and halves of a tiling.
struct Candidate {
  std::int64_t bound;
  std::int64_t dram;
  std::int64_t cost;  // what is minimised first, or second where that is cycles: bytes of DRAM, femtojoules of traffic
  std::uint32_t tiling;  // index
  std::uint32_t place;   // in the order of the search: ties go to the earlier one
  HalfCounts halves;
  LoopOrder order;
};

class Search {
 public:
  Search(const Chip& chip, const Work& work)
      : chip_{chip},
        work_{work},
        channel_{chip.dram, chip.clock},
        model_{chip, work},
        by_cost_{chip.mapping.objective != Objective::cycles} {
    if (chip.mapping.objective == Objective::energy) {
      if (!chip.mapping.moving) throw ModelError("objective energy without the costs of moving a byte");
      moving_ = &*chip.mapping.moving;
    }
    best_.cycles = Cycles{INT64_MAX};
  }

  bool found() const { return best_.cycles.count() < INT64_MAX; }
  const Mapping& best() const { return best_; }

  /// All combinations of a ladder's sizes; when something was found before, only those that may be faster.
  void try_ladder(const TileLadder& ladder) {
    cuts_.reserve(ladder.m.size());
    // A finer ladder begins with the cuts of the coarser one.
    while (cuts_.size() < ladder.m.size()) {
      const auto& m = ladder.m[cuts_.size()];
      cuts_.push_back(model_.cut(m[0], m[1], m[2]));
    }
    candidates_.reserve(kCandidates);
    tilings_.reserve(kCandidates / 4);
    // Small tiles first: their ends are short, and a good one spares looking at most of the others.
    std::for_each(ladder.channels.rbegin(), ladder.channels.rend(), [&](std::int64_t channels) {
      std::for_each(ladder.n.rbegin(), ladder.n.rend(), [&](std::int64_t n) { try_cuts(channels, n); });
    });
    Tiling tiling;
    // Several groups go into one tile only whole.
    tiling.channels = work_.channels;
    tiling.n = work_.n;
    for (const std::int64_t groups : ladder.groups) {
      tiling.groups = groups;
      if (groups > 1) consider(cuts_.front(), tiling);
    }
    settle();
  }

  void try_fixed(const Tiling& tiling) {
    const MCut m = model_.cut(tiling.images, tiling.rows, tiling.cols);
    add(m, tiling, {&tiling.halves, 1});
    settle();
  }

 private:
  static constexpr std::size_t kCandidates = 512;  // more are rare

  void try_cuts(std::int64_t channels, std::int64_t n) {
    Tiling tiling;
    tiling.channels = channels;
    tiling.n = n;
    if (!may_improve(model_.floor(cuts_.front(), tiling))) return;
    const std::size_t before = candidates_.size();
    for (const MCut& m : cuts_) consider(m, tiling);
    if (!by_cost_ && candidates_.size() > before) evaluate_best(before);
  }

  /// Evaluates the most promising candidate from index `begin` on.
  void evaluate_best(std::size_t begin) {
    const auto first = candidates_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto best = std::max_element(first, candidates_.end(),
                                       [this](const Candidate& x, const Candidate& y) { return later(x, y); });
    if (!may_be_better(*best)) return;
    evaluate_exactly(*best);
    best->bound = best->cost = INT64_MAX;
  }

  /// Tries the tiling with as many halves as the tile leaves room for, and with fewer beyond two: loads that run far
  /// ahead can be in the way of a store that the array waits for.
  void consider(const MCut& m, const Tiling& tiling) {
    const auto most = most_halves(model_.tile(m, tiling), chip_.scratchpad, work_);
    if (!most) return;
    std::array<HalfCounts, kMaxHalves> halves;
    std::size_t size = 0;
    halves[size++] = *most;
    for (std::int64_t cap = std::max({most->ifmap, most->weight, most->ofmap}) - 1; cap >= 1; --cap) {
      if (cap == 1 && most->ofmap == 1) break;
      halves[size++] = {std::min(most->ifmap, cap), std::min(most->weight, cap), std::min(most->ofmap, cap)};
    }
    add(m, tiling, {halves.data(), size});
  }

  /// For the objective of cycles, once something was found: only what may be faster.
  bool may_improve(std::int64_t cycles) const { return by_cost_ || cycles <= best_.cycles.count(); }

  /// Femtojoules of a tiling's traffic, which its halves do not change; none when another takes less for sure.
  std::optional<std::int64_t> femtojoules(Tiling tiling, LoopOrder order, std::int64_t dram) {
    constexpr double kFemto = 1000;
    const auto in_dram = static_cast<std::int64_t>(kFemto * moving_->dram * static_cast<double>(dram));
    if (in_dram > least_cost_) return std::nullopt;
    tiling.order = order;
    const ScheduleTotals totals = Schedule{chip_, work_, tiling}.totals();
    const auto cost = static_cast<std::int64_t>(kFemto * moving_energy(totals.sram, totals.dram, *moving_));
    if (cost > least_cost_) return std::nullopt;
    least_cost_ = cost;
    return cost;
  }

  void add(const MCut& m, const Tiling& tiling, std::span<const HalfCounts> halves) {
    const std::int64_t engine = model_.engine(m, tiling);
    if (!may_improve(engine)) return;
    const TileBound tile = model_.bound(m, tiling, engine);
    if (!may_improve(engine + tile.ends)) return;
    const auto orders = distinct_orders(tile.m_trips > 1, tile.k_trips > 1, tile.n_trips > 1, chip_.mapping.order);
    std::array<OrderBound, 6> bounds;
    std::array<std::optional<std::int64_t>, 6> costs;
    tilings_.push_back(tiling);
    tilings_.back().images = m.images;
    tilings_.back().rows = m.rows;
    tilings_.back().cols = m.cols;
    tilings_.back().halves = halves.front();
    for (std::size_t i = 0; i < orders.size(); ++i) {
      bounds[i] = model_.bound(tile, orders[i]);
      costs[i] = moving_ == nullptr ? bounds[i].dram : femtojoules(tilings_.back(), orders[i], bounds[i].dram);
    }
    for (const HalfCounts& counts : halves) {
      for (std::size_t i = 0; i < orders.size(); ++i) {
        const std::int64_t cycles = BoundModel::cycles(tile, bounds[i], counts);
        if (!may_improve(cycles) || !costs[i]) continue;
        candidates_.push_back({cycles, bounds[i].dram, *costs[i], static_cast<std::uint32_t>(tilings_.size() - 1),
                               static_cast<std::uint32_t>(candidates_.size()), counts, orders[i]});
      }
    }
  }

  /// Orders candidates: less promising ones are larger.
  bool later(const Candidate& x, const Candidate& y) const {
    const std::int64_t first = by_cost_ ? x.cost - y.cost : x.bound - y.bound;
    if (first != 0) return first > 0;
    const std::int64_t second = by_cost_ ? x.bound - y.bound : x.cost - y.cost;
    return second != 0 ? second > 0 : x.place > y.place;
  }

  /// Evaluates candidates, most promising first, until no bound is below the best.
  void settle() {
    best_.candidates += static_cast<std::int64_t>(candidates_.size());
    const auto is_later = [this](const Candidate& x, const Candidate& y) { return later(x, y); };
    // The first decides about most of the others.
    if (!candidates_.empty()) evaluate_best(0);
    std::erase_if(candidates_, [this](const Candidate& candidate) { return !may_be_better(candidate); });
    // A heap: only the few candidates that are evaluated need their order.
    std::make_heap(candidates_.begin(), candidates_.end(), is_later);
    while (!candidates_.empty()) {
      std::pop_heap(candidates_.begin(), candidates_.end(), is_later);
      if (may_be_better(candidates_.back())) evaluate_exactly(candidates_.back());
      candidates_.pop_back();
    }
    tilings_.clear();
  }

  bool may_be_better(const Candidate& candidate) const {
    return by_cost_ ? is_less(candidate.cost, candidate.bound, best_cost_, best_.cycles.count())
                    : is_less(candidate.bound, candidate.cost, best_.cycles.count(), best_cost_);
  }
  static bool is_less(std::int64_t a, std::int64_t b, std::int64_t best_a, std::int64_t best_b) {
    return a < best_a || (a == best_a && b < best_b);
  }

  void evaluate_exactly(const Candidate& candidate) {
    Tiling tiling = tilings_[candidate.tiling];
    tiling.halves = candidate.halves;
    tiling.order = candidate.order;
    const bool leaner = candidate.cost < best_cost_;
    const Cycles limit = by_cost_ && leaner ? Cycles{INT64_MAX} : best_.cycles;
    const Cycles cycles = evaluate(Schedule{chip_, work_, tiling}, channel_, limit).total;
    ++best_.evaluated;
    Candidate exact = candidate;
    exact.bound = cycles.count();
    if (!may_be_better(exact)) return;
    best_.tiling = tiling;
    best_.cycles = cycles;
    best_.dram = Bytes{candidate.dram};
    best_cost_ = candidate.cost;
  }

  const Chip& chip_;
  const Work& work_;
  ChannelTiming channel_;
  BoundModel model_;
  bool by_cost_;
  const MovingCosts* moving_ = nullptr;  // objective energy
  std::int64_t least_cost_ = INT64_MAX;  // of the candidates so far, where it is known exactly: objective energy
  std::int64_t best_cost_ = INT64_MAX;
  std::vector<MCut> cuts_;
  std::vector<Tiling> tilings_;
  std::vector<Candidate> candidates_;
  Mapping best_;
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

void map_fixed(Search& search, const Chip& chip, const Work& work) {
  const Tiling tiling = fixed_tiling(chip, work);
  if (!fits(tile_bytes(work, chip.array, tiling), halves_in_use(chip.scratchpad, work, tiling.halves))) {
    throw UserError("mapping.tiling {m: " + std::to_string(chip.mapping.tile->m) +
                    ", k: " + std::to_string(chip.mapping.tile->k) + ", n: " + std::to_string(chip.mapping.tile->n) +
                    "} does not fit the scratchpads: " + sizes_text(chip, work, tiling) +
                    "; use smaller tiles or tiling: auto");
  }
  search.try_fixed(tiling);
}

void map_freely(Search& search, const Chip& chip, const Work& work) {
  search.try_ladder(TileLadder{chip, work, false});
  const TileLadder fine{chip, work, true};
  search.try_ladder(fine);
  if (!search.found())
    throw UserError("no tile of this layer fits the scratchpads; the smallest: " +
                    sizes_text(chip, work, fine.smallest()));
}

}  // namespace

Mapping map_layer(const Chip& chip, const Work& work) {
  Search search{chip, work};
  if (chip.mapping.tile && work.engine == Engine::array) {
    map_fixed(search, chip, work);
  } else {
    map_freely(search, chip, work);
  }
  return search.best();
}

}  // namespace systole::models
