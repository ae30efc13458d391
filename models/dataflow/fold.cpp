#include "models/dataflow/fold.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "models/dataflow/extent.hpp"

namespace systole::models {

namespace {

Extent extent(Dataflow dataflow, const ArrayTile& tile) {
  return extent(dataflow, tile.m, tile.k, tile.n);
}

/// Folds of one kind in a tile: `count` of them with the same r, c and the same traffic of partial sums.
struct FoldClass {
  std::int64_t count = 0;
  std::int64_t r = 0;
  std::int64_t c = 0;
  bool accumulate = false;
  bool final = false;
};

/// At most {first, middle, last} over rows times {full, edge} over cols.
struct FoldClasses {
  std::array<FoldClass, 6> items;
  std::size_t size = 0;

  void add(FoldClass item) {
    if (item.count > 0) items[size++] = item;
  }
};

FoldClasses classify(const ArrayConfig& array, const ArrayTile& tile, const Extent& e) {
  const bool stationary_output = array.dataflow == Dataflow::os;
  const std::int64_t fr = ceil_div(e.rows, array.rows);
  const std::int64_t fc = ceil_div(e.cols, array.cols);
  const std::int64_t edge_r = e.rows - (fr - 1) * array.rows;
  const std::int64_t edge_c = e.cols - (fc - 1) * array.cols;
  FoldClasses classes;
  const auto add_row = [&](std::int64_t count, std::int64_t r, bool accumulate, bool final) {
    classes.add({count * (fc - 1), r, array.cols, accumulate, final});
    classes.add({count, r, edge_c, accumulate, final});
  };
  if (stationary_output) {
    add_row(fr - 1, array.rows, !tile.first_k, tile.last_k);
    add_row(1, edge_r, !tile.first_k, tile.last_k);
    return classes;
  }
  if (fr == 1) {
    add_row(1, edge_r, !tile.first_k, tile.last_k);
    return classes;
  }
  add_row(1, array.rows, !tile.first_k, false);
  add_row(fr - 2, array.rows, true, false);
  add_row(1, edge_r, true, tile.last_k);
  return classes;
}

/// Divides by what is a power of two in nearly every chip: divisions are most of what a fold's closed form costs, and
/// the mapper asks it for every tile that it weighs.
class Divisor {
 public:
  explicit Divisor(std::int64_t value)
      : value_{value},
        shift_{std::has_single_bit(static_cast<std::uint64_t>(value))
                   ? std::countr_zero(static_cast<std::uint64_t>(value))
                   : -1} {}

  std::int64_t value() const { return value_; }
  /// ceil(numerator / value), numerator not negative.
  std::int64_t ceil_of(std::int64_t numerator) const {
    return shift_ >= 0 ? (numerator + value_ - 1) >> shift_ : ceil_div(numerator, value_);
  }

 private:
  std::int64_t value_;
  int shift_;
};

/// Cycles of a phase that moves `per_cycle` bytes in each of `cycles` cycles through a port of `width` bytes.
std::int64_t stretched(std::int64_t cycles, std::int64_t per_cycle, const Divisor& width) {
  return per_cycle <= width.value() ? cycles : width.ceil_of(cycles * per_cycle);
}

struct Phases {
  std::int64_t load = 0;
  std::int64_t stream = 0;
  std::int64_t skew = 0;
  std::int64_t drain = 0;
};

/// How far the memory and the vector unit are modelled, to tell the causes of a stretch apart.
enum class Fed { freely, by_scratchpad, by_scratchpad_into_vector };

class FoldTimer {
 public:
  FoldTimer(const ArrayConfig& array, const Scratchpad& scratchpad, const VectorConfig& vector,
            const EdgeElements& edge)
      : array_{array},
        edge_{edge},
        ifmap_{scratchpad.ifmap.width().count()},
        weight_{scratchpad.weight.width().count()},
        ofmap_{scratchpad.ofmap.width().count()},
        lanes_{vector.lanes} {}

  Phases phases(const FoldClass& fold, std::int64_t stream, Fed fed) const {
    const std::int64_t h = array_.hop_registers;
    if (array_.dataflow == Dataflow::os) {
      Phases p{0, stream, h * (fold.r + fold.c - 2), array_.rows};
      if (fed == Fed::freely) return p;
      p.stream = std::max(stretched(stream, fold.r * edge_.activation.count(), ifmap_),
                          stretched(stream, fold.c * edge_.weight.count(), weight_));
      // The chain shifts all R rows; only r of them carry results.
      p.drain = std::max(p.drain, results(fold, fold.r, fed));
      return p;
    }
    const bool ws = array_.dataflow == Dataflow::ws;
    Phases p{array_.rows, stream, h * (array_.rows + fold.c - 2), 0};
    if (fed == Fed::freely) return p;
    const Bytes stationary = ws ? edge_.weight : edge_.activation;
    const Bytes streamed = ws ? edge_.activation : edge_.weight;
    const Divisor& stationary_port = ws ? weight_ : ifmap_;
    const Divisor& streamed_port = ws ? ifmap_ : weight_;
    p.load = std::max(p.load, stretched(fold.r, fold.c * stationary.count(), stationary_port));
    p.stream = std::max(stretched(stream, fold.r * streamed.count(), streamed_port), results(fold, stream, fed));
    return p;
  }

 private:
  /// Cycles in which `vectors` vectors of c results leave: read-modify-write of partial sums, or through the vector
  /// unit.
  std::int64_t results(const FoldClass& fold, std::int64_t vectors, Fed fed) const {
    std::int64_t cycles = stretched(vectors, fold.c * (fold.final ? edge_.result : edge_.partial).count(), ofmap_);
    if (fold.accumulate) cycles = std::max(cycles, stretched(vectors, fold.c * edge_.partial.count(), ofmap_));
    if (fold.final && fed == Fed::by_scratchpad_into_vector)
      cycles = std::max(cycles, lanes_.ceil_of(vectors * fold.c * edge_.vector_cycles));
    return cycles;
  }

  const ArrayConfig& array_;
  const EdgeElements& edge_;
  Divisor ifmap_;
  Divisor weight_;
  Divisor ofmap_;
  Divisor lanes_;
};

struct Chain {
  std::int64_t mac = 0;
  std::int64_t fill_drain = 0;
  std::int64_t weight_load = 0;
  std::int64_t lead = 0;
  std::int64_t tail = 0;
  std::int64_t first_saving = 0;

  std::int64_t execute() const { return mac + fill_drain + weight_load; }
};

void add_serial(Chain& chain, std::int64_t count, const Phases& p) {
  chain.mac += count * p.stream;
  chain.weight_load += count * p.load;
  chain.fill_drain += count * (p.skew + p.drain);
}

/// What is left of a tile after its last fold's stream (ws, is) or at its end (os). The next tile hides as much of it
/// as every tile lasts.
void finish_overlapped(Chain& chain, std::int64_t left, std::int64_t hidden) {
  chain.tail = std::min(left, hidden);
  chain.fill_drain += left - chain.tail;
}

/// When the last results of overlapped folds leave. Folds over rows are inside those over columns; the folds of the
/// last columns, if these are fewer than C, may be through before the fold ahead of them.
class StreamEnds {
 public:
  explicit StreamEnds(std::int64_t period) : period_{period} {}

  /// Cycles from the begin of a fold's stream to that of the next.
  std::int64_t duration(const Phases& p) const { return std::max({p.stream, p.load, period_}); }

  void add(const Phases& p, std::int64_t count, bool full_width) {
    const std::int64_t after_it = p.stream + p.skew - duration(p);
    if (full_width) {
      wide_ = after_it;
    } else {
      narrow_ = after_it;
      narrow_duration_ += count * duration(p);
    }
  }
  /// Cycles from the end of the last fold's duration to the last result.
  std::int64_t left() const { return std::max({std::int64_t{0}, narrow_, wide_ - narrow_duration_}); }

 private:
  std::int64_t period_;
  std::int64_t wide_ = 0;
  std::int64_t narrow_ = 0;
  std::int64_t narrow_duration_ = 0;
};

Chain chain_of(const ArrayConfig& array, const FoldTimer& timer, const FoldClasses& classes, std::int64_t stream,
               std::int64_t groups, Fed fed) {
  const bool os = array.dataflow == Dataflow::os;
  const bool overlapped = os ? array.drain == Drain::overlapped : array.weight_load == WeightLoad::overlapped;
  Chain chain;
  Phases first;
  Phases last;
  StreamEnds ends{stream_period(array)};
  for (std::size_t i = 0; i < classes.size; ++i) {
    const std::int64_t count = classes.items[i].count * groups;
    const Phases p = timer.phases(classes.items[i], stream, fed);
    if (i == 0) first = p;
    last = p;
    ends.add(p, classes.items[i].count, classes.items[i].c == array.cols);
    if (!overlapped) {
      add_serial(chain, count, p);
    } else if (os) {
      chain.mac += count * p.stream;
      chain.fill_drain += count * (std::max(p.stream + p.skew, p.drain) - p.stream);
    } else {
      chain.mac += count * p.stream;
      chain.weight_load += count * (ends.duration(p) - p.stream);
    }
  }
  if (overlapped && os) {
    chain.first_saving = std::max<std::int64_t>(0, first.drain - first.stream - first.skew);
    finish_overlapped(chain, last.drain, array.rows);
  } else if (overlapped) {
    chain.lead = array.rows;
    chain.weight_load += first.load - array.rows;
    finish_overlapped(chain, ends.left(), stream_period(array));
  }
  return chain;
}

/// `chain_of` for ports that never starve the array: folds differ in their edges alone, whose lengths add up to the
/// tile's. os with an overlapped drain takes a maximum per fold and stays with its classes.
Chain free_chain(const ArrayConfig& array, const Extent& e, std::int64_t groups) {
  const std::int64_t h = array.hop_registers;
  const std::int64_t fr = ceil_div(e.rows, array.rows);
  const std::int64_t fc = ceil_div(e.cols, array.cols);
  const std::int64_t folds = fr * fc * groups;
  Chain chain;
  chain.mac = folds * e.stream;
  if (array.dataflow == Dataflow::os) {
    chain.fill_drain = h * (groups * (fc * e.rows + fr * e.cols) - 2 * folds) + folds * array.rows;
  } else if (array.weight_load == WeightLoad::serial) {
    chain.weight_load = folds * array.rows;
    chain.fill_drain = h * (folds * (array.rows - 2) + groups * fr * e.cols);
  } else {
    const std::int64_t edge = e.cols - (fc - 1) * array.cols;
    StreamEnds ends{stream_period(array)};
    const Phases wide{array.rows, e.stream, h * (array.rows + array.cols - 2), 0};
    const Phases narrow{array.rows, e.stream, h * (array.rows + edge - 2), 0};
    if (fc > 1 || edge == array.cols) ends.add(wide, 1, true);
    if (edge < array.cols) ends.add(narrow, fr, false);
    chain.weight_load = folds * (ends.duration(wide) - e.stream);
    chain.lead = array.rows;
    finish_overlapped(chain, ends.left(), stream_period(array));
  }
  return chain;
}

TileCost cost_of(const Chain& free, const Chain& fed, const Chain& full) {
  TileCost cost;
  cost.execute = Cycles{full.execute()};
  cost.lead = Cycles{full.lead};
  cost.tail = Cycles{full.tail};
  cost.split.mac = Cycles{free.mac};
  cost.split.fill_drain = Cycles{free.fill_drain};
  cost.split.weight_load = Cycles{free.weight_load};
  cost.split.sram_stall = Cycles{fed.execute() - free.execute()};
  cost.split.vector = Cycles{full.execute() - fed.execute()};
  cost.tail_split.fill_drain = Cycles{free.tail};
  cost.tail_split.sram_stall = Cycles{fed.tail - free.tail};
  cost.tail_split.vector = Cycles{full.tail - fed.tail};
  cost.first_saving.fill_drain = Cycles{free.first_saving};
  cost.first_saving.sram_stall = Cycles{fed.first_saving - free.first_saving};
  cost.first_saving.vector = Cycles{full.first_saving - fed.first_saving};
  return cost;
}

/// No edge of a full fold asks for more than its port or the vector unit gives.
bool never_stretched(const ArrayConfig& array, const Scratchpad& pad, const VectorConfig& vector,
                     const EdgeElements& edge) {
  const std::int64_t r_side = array.rows * (array.dataflow == Dataflow::is ? edge.weight : edge.activation).count();
  const std::int64_t c_side = array.cols * (array.dataflow == Dataflow::is ? edge.activation : edge.weight).count();
  const Bytes r_width = (array.dataflow == Dataflow::is ? pad.weight : pad.ifmap).width();
  const Bytes c_width = (array.dataflow == Dataflow::is ? pad.ifmap : pad.weight).width();
  const std::int64_t out = array.cols * std::max(edge.partial, edge.result).count();
  return r_side <= r_width.count() && c_side <= c_width.count() && out <= pad.ofmap.width().count() &&
         array.cols * edge.vector_cycles <= vector.lanes;
}

}  // namespace

std::int64_t stream_period(const ArrayConfig& array) {
  return array.hop_registers * (array.rows - 1) + 1;
}

TileCost array_tile_cost(const ArrayConfig& array, const Scratchpad& scratchpad, const VectorConfig& vector,
                         const EdgeElements& edge, const ArrayTile& tile) {
  const Extent e = extent(array.dataflow, tile);
  const bool maximum_per_fold = array.dataflow == Dataflow::os && array.drain == Drain::overlapped;
  const bool freely = never_stretched(array, scratchpad, vector, edge);
  if (freely && !maximum_per_fold) {
    const Chain chain = free_chain(array, e, tile.groups);
    return cost_of(chain, chain, chain);
  }
  const FoldClasses classes = classify(array, tile, e);
  const FoldTimer timer{array, scratchpad, vector, edge};
  const Chain free = maximum_per_fold ? chain_of(array, timer, classes, e.stream, tile.groups, Fed::freely)
                                      : free_chain(array, e, tile.groups);
  if (freely) return cost_of(free, free, free);
  const Chain fed = chain_of(array, timer, classes, e.stream, tile.groups, Fed::by_scratchpad);
  // Partial sums pass the vector unit by, and as many lanes as a row of results needs never wait.
  if (!tile.last_k || array.cols * edge.vector_cycles <= vector.lanes) return cost_of(free, fed, fed);
  const Chain full = chain_of(array, timer, classes, e.stream, tile.groups, Fed::by_scratchpad_into_vector);
  return cost_of(free, fed, full);
}

TileCost scalesim_cost(const ArrayConfig& array, const ArrayTile& gemm) {
  const Extent e = extent(array.dataflow, gemm);
  const std::int64_t folds = ceil_div(e.rows, array.rows) * ceil_div(e.cols, array.cols) * gemm.groups;
  TileCost cost;
  cost.split.mac = Cycles{folds * e.stream};
  cost.split.fill_drain = Cycles{folds * (array.rows + array.cols - 2)};
  if (array.dataflow != Dataflow::os) cost.split.weight_load = Cycles{folds * array.rows};
  cost.execute = cost.split.total();
  return cost;
}

FoldCounts fold_counts(const ArrayConfig& array, const ArrayTile& tile) {
  const Extent e = extent(array.dataflow, tile);
  return {ceil_div(e.rows, array.rows) * ceil_div(e.cols, array.cols) * tile.groups, e.rows * e.cols * tile.groups};
}

SramTraffic array_tile_traffic(const ArrayConfig& array, const EdgeElements& edge, const ArrayTile& tile) {
  const Extent e = extent(array.dataflow, tile);
  const std::int64_t fr = ceil_div(e.rows, array.rows);
  const std::int64_t fc = ceil_div(e.cols, array.cols);
  const std::int64_t a = tile.m * tile.k * tile.groups;
  const std::int64_t b = tile.k * tile.n * tile.groups;
  const std::int64_t c = tile.m * tile.n * tile.groups;
  // os keeps sums in the PEs; ws and is send every fold's partial sums through the ofmap buffer.
  const std::int64_t passes = array.dataflow == Dataflow::os ? 1 : fr;
  const std::int64_t a_times = array.dataflow == Dataflow::is ? 1 : fc;
  const std::int64_t b_times = array.dataflow == Dataflow::ws ? 1 : (array.dataflow == Dataflow::os ? fr : fc);
  SramTraffic traffic;
  traffic.ifmap_read = edge.activation * (a * a_times);
  traffic.weight_read = edge.weight * (b * b_times);
  traffic.ofmap_read = edge.partial * (c * (passes - (tile.first_k ? 1 : 0)));
  traffic.ofmap_write = edge.partial * (c * (passes - 1)) + (tile.last_k ? edge.result : edge.partial) * c;
  return traffic;
}

bool keeps_partial_sums(const ArrayConfig& array, std::int64_t k, std::int64_t tile_k) {
  return tile_k < k || (array.dataflow != Dataflow::os && k > array.rows);
}

}  // namespace systole::models
