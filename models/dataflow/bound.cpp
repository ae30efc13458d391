#include "models/dataflow/bound.hpp"

#include <algorithm>

#include "models/dataflow/cim_tile.hpp"
#include "models/dataflow/fold.hpp"

namespace systole::models {

namespace {

/// Tiles of `size` over `total`, each folded onto `edge`: folds in all.
std::int64_t folds_over(std::int64_t total, std::int64_t size, std::int64_t edge) {
  const std::int64_t full = total / size;
  const std::int64_t rest = total - full * size;
  return full * ceil_div(size, edge) + ceil_div(rest, edge);
}

std::int64_t last_size(std::int64_t total, std::int64_t size) {
  return total - (ceil_div(total, size) - 1) * size;
}

/// Positions that the tiles of an axis touch, added up over tiles, and those of the first.
struct AxisTouch {
  std::int64_t all = 0;
  std::int64_t first = 0;
};

AxisTouch touch(const WindowAxis& axis, std::int64_t size) {
  const std::int64_t full = axis.out / size;
  const std::int64_t rest = axis.out - full * size;
  const std::int64_t hop = size * axis.stride;
  // Full tiles [begin, end) read no padding and touch equally many.
  const std::int64_t begin = std::min(full, ceil_div(axis.pad_before, hop));
  const std::int64_t room =
      axis.in - 1 + axis.pad_before - (size - 1) * axis.stride - (axis.kernel - 1) * axis.dilation;
  const std::int64_t end = room < 0 ? begin : std::clamp(room / hop + 1, begin, full);
  AxisTouch touch{0, axis.touched(0, std::min(size, axis.out))};
  for (std::int64_t i = 0; i < begin; ++i) touch.all += i == 0 ? touch.first : axis.touched(i * size, size);
  if (begin < end) touch.all += (end - begin) * axis.touched(begin * size, size);
  for (std::int64_t i = end; i < full; ++i) touch.all += axis.touched(i * size, size);
  if (rest > 0) touch.all += axis.touched(full * size, rest);
  return touch;
}

/// An axis cut into tiles of `size`: full ones, and one that is what is left.
std::array<TileCount, 2> tiles_over(std::int64_t total, std::int64_t size) {
  const std::int64_t full = total / size;
  const std::int64_t rest = total - full * size;
  return {{{size, full}, {rest, rest > 0 ? 1 : 0}}};
}

void count_tiles(MCut& m, const Work& work) {
  for (const TileCount& i : tiles_over(work.images, m.images))
    for (const TileCount& r : tiles_over(work.rows.out, m.rows))
      for (const TileCount& c : tiles_over(work.cols.out, m.cols)) {
        const std::int64_t count = i.count * r.count * c.count;
        if (count > 0) m.tiles[m.sizes++] = {i.size * r.size * c.size, count};
      }
}

bool plain(const WindowAxis& axis) {
  return axis.kernel == 1 && axis.stride == 1 && axis.pad_before == 0;
}

AxisTouch touch_fast(const WindowAxis& axis, std::int64_t size) {
  return plain(axis) ? AxisTouch{axis.out, std::min(size, axis.out)} : touch(axis, size);
}

}  // namespace

BoundModel::BoundModel(const Chip& chip, const Work& work)
    : chip_{chip},
      work_{work},
      channel_{chip.dram, chip.clock},
      ports_{chip, work},
      cycles_per_byte_{channel_.ideal() ? 0.0 : 1.0 / channel_.bytes_per_cycle()},
      latency_{channel_.latency().count()} {
  if (work.engine == Engine::vector) {
    fixed_ = true;
    fixed_cycles_ = ceil_div(work.m() * work.n * work.groups * work.vector_cycles, chip.vector.lanes);
  } else if (work.engine == Engine::cim) {
    fixed_ = true;
    fixed_cycles_ = (cim_pipeline(chip, work).interval * work.m() + work.programming).count();
  } else if (chip.array.timing == ArrayTiming::scalesim) {
    fixed_ = true;
    fixed_cycles_ = scalesim_cost(chip.array, {work.m(), work.k(), work.n, work.groups, true, true}).execute.count();
  } else {
    overlapped_ = chip.array.dataflow != Dataflow::os && chip.array.weight_load == WeightLoad::overlapped;
  }
}

MCut BoundModel::cut(std::int64_t images, std::int64_t rows, std::int64_t cols) const {
  MCut m;
  m.images = images;
  m.rows = rows;
  m.cols = cols;
  const std::int64_t image_trips = ceil_div(work_.images, images);
  const std::int64_t row_trips = ceil_div(work_.rows.out, rows);
  const std::int64_t col_trips = ceil_div(work_.cols.out, cols);
  m.trips = image_trips * row_trips * col_trips;
  const AxisTouch by_row = touch_fast(work_.rows, rows);
  const AxisTouch by_col = touch_fast(work_.cols, cols);
  m.pixels = work_.images * by_row.all * by_col.all;
  m.first_pixels = images * by_row.first * by_col.first;
  m.span = images * largest_span(work_.rows, rows) * largest_span(work_.cols, cols);
  m.last_m = last_size(work_.images, images) * last_size(work_.rows.out, rows) * last_size(work_.cols.out, cols);
  count_tiles(m, work_);
  m.row_folds = m.col_folds = 0;
  for (std::size_t i = 0; i < m.sizes; ++i) {
    m.row_folds += m.tiles[i].count * ceil_div(m.tiles[i].size, chip_.array.rows);
    m.col_folds += m.tiles[i].count * ceil_div(m.tiles[i].size, chip_.array.cols);
  }
  return m;
}

TileBytes BoundModel::tile(const MCut& m, const Tiling& t) const {
  const bool partial =
      work_.engine == Engine::array && keeps_partial_sums(chip_.array, work_.k(), t.channels * work_.taps);
  TileBytes bytes;
  if (!work_.a_on_chip) bytes.ifmap = work_.a_element * (m.span * t.channels * t.groups * work_.a_operands);
  bytes.weight = work_.b_element * (t.channels * work_.taps * t.n * t.groups) + work_.constants;
  bytes.ofmap = (partial ? work_.partial_element : work_.c_element) * (m.m() * t.n * t.groups);
  return bytes;
}

std::int64_t BoundModel::engine(const MCut& m, const Tiling& tiling) const {
  if (!overlapped_) return engine_cycles(m, tiling, Cuts::these);
  const std::int64_t cycles = overlapped_cycles(m, tiling);
  return ports_.starves() ? std::max(cycles, engine_cycles(m, tiling, Cuts::these)) : cycles;
}

/// The formulas of fold.hpp summed over tiles.
std::int64_t BoundModel::engine_cycles(const MCut& m, const Tiling& t, Cuts cuts) const {
  if (fixed_) return fixed_cycles_;
  return chip_.array.dataflow == Dataflow::os ? output_stationary_cycles(m, t, cuts)
                                              : operand_stationary_cycles(m, t, cuts);
}

/// Phases and skew one after another. More folds never take less time together, but their skew may, which counts where
/// ports and not folds decide about the phases.
std::int64_t BoundModel::serial(const PhaseSums& own, const PhaseSums& fed, std::int64_t skew, Cuts cuts) {
  const std::int64_t stretched = fed.stream + fed.edge;
  return cuts == Cuts::these ? stretched + skew : std::max(own.stream + own.edge + skew, stretched);
}

std::int64_t BoundModel::output_stationary_cycles(const MCut& m, const Tiling& t, Cuts cuts) const {
  const ArrayConfig& array = chip_.array;
  const std::int64_t k_trips = ceil_div(work_.channels, t.channels);
  const std::int64_t n_folds = folds_over(work_.n, t.n, array.cols);
  const std::int64_t folds = m.row_folds * n_folds;
  const PhaseSums own{folds * work_.k(), folds * k_trips * array.rows};
  PhaseSums fed = own;
  if (ports_.starves())
    fed =
        ports_.stretched(own, {.across = work_.n, .k_folds = k_trips, .row_folds = m.row_folds, .col_folds = n_folds});
  // Each tile's first results may leave while nothing waits for them: what ports make of drains is no bound then.
  if (array.drain == Drain::overlapped) return work_.groups * std::max(fed.stream, own.edge);
  const std::int64_t hops = n_folds * work_.m() + m.row_folds * work_.n - 2 * folds;
  return work_.groups * serial(own, fed, k_trips * array.hop_registers * hops, cuts);
}

std::int64_t BoundModel::operand_stationary_cycles(const MCut& m, const Tiling& t, Cuts cuts) const {
  const ArrayConfig& array = chip_.array;
  const bool ws = array.dataflow == Dataflow::ws;
  const std::int64_t k_folds = folds_over(work_.k(), t.channels * work_.taps, array.rows);
  const std::int64_t col_folds = ws ? folds_over(work_.n, t.n, array.cols) : m.col_folds;
  const std::int64_t streamed = ws ? work_.m() : work_.n;
  const std::int64_t on_cols = ws ? work_.n : work_.m();
  const std::int64_t passes = ws ? m.trips : ceil_div(work_.n, t.n);
  const std::int64_t folds = k_folds * col_folds;
  const PhaseSums own{folds * streamed, folds * passes * array.rows};
  PhaseSums fed = own;
  if (ports_.starves())
    fed = ports_.stretched(own, {.streamed = streamed,
                                 .across = on_cols,
                                 .k_folds = k_folds,
                                 .row_folds = 0,
                                 .col_folds = col_folds,
                                 .passes = passes});
  if (array.weight_load == WeightLoad::overlapped)
    return work_.groups * std::max({fed.stream, fed.edge, folds * passes * stream_period(array)});
  const std::int64_t hops = folds * (array.rows - 2) + k_folds * on_cols;
  return work_.groups * serial(own, fed, passes * array.hop_registers * hops, cuts);
}

/// ws, is with overlapped loads, as fold.hpp has it. A tile streams all its folds; what of the last fold's skew the
/// next tile does not hide shows. The layer's first load and last skew show whole. A wide fold that outlasts the narrow
/// one after it is left out: a bound may be low.
std::int64_t BoundModel::overlapped_cycles(const MCut& m, const Tiling& t) const {
  const ArrayConfig& array = chip_.array;
  const bool ws = array.dataflow == Dataflow::ws;
  const std::int64_t period = stream_period(array);
  const std::int64_t k_folds = work_.groups * folds_over(work_.k(), t.channels * work_.taps, array.rows);
  const std::int64_t k_tiles = ceil_div(work_.groups, t.groups) * ceil_div(work_.channels, t.channels);
  const auto n_tiles = tiles_over(work_.n, t.n);
  std::int64_t cycles = array.rows;
  std::int64_t last_tail = 0;
  for (const TileCount& n : n_tiles) {
    for (std::size_t i = 0; n.count > 0 && i < m.sizes; ++i) {
      const std::int64_t stream = ws ? m.tiles[i].size : n.size;
      const std::int64_t across = ws ? n.size : m.tiles[i].size;
      const std::int64_t col_folds = ceil_div(across, array.cols);
      const std::int64_t skew = array.hop_registers * (array.rows + across - (col_folds - 1) * array.cols - 2);
      const std::int64_t busy = std::max(stream, period);
      const std::int64_t left = std::max<std::int64_t>(0, stream + skew - busy);
      last_tail = std::min(left, period);
      cycles += n.count * m.tiles[i].count * (k_folds * col_folds * busy + k_tiles * (left - last_tail));
    }
  }
  return cycles + last_tail;
}

std::int64_t BoundModel::floor(const MCut& whole, const Tiling& t) const {
  const std::int64_t first = occupancy(work_.b_element.count() * t.channels * work_.taps * t.n * t.groups);
  return engine_cycles(whole, t, Cuts::any) + (first > 0 ? first + latency_ : 0);
}

TileBound BoundModel::bound(const MCut& m, const Tiling& t, std::int64_t engine) const {
  TileBound tile;
  tile.engine = engine;
  tile.m_trips = m.trips;
  tile.k_trips = ceil_div(work_.channels, t.channels);
  tile.n_trips = ceil_div(work_.n, t.n);
  if (overlapped_) {
    const std::int64_t tiles = m.trips * tile.k_trips * tile.n_trips * ceil_div(work_.groups, t.groups);
    tile.exposed_leads = (tiles - 1) * chip_.array.rows;
  }
  if (!channel_.ideal()) tile.ends = ends(m, t);
  const std::int64_t c_elements = work_.m() * work_.n * work_.groups;
  tile.b_bytes = work_.b_element.count() * work_.k() * work_.n * work_.groups;
  tile.partial_bytes = 2 * work_.partial_element.count() * c_elements;
  tile.once_bytes = work_.constants.count();
  if (!work_.a_on_chip)
    tile.a_bytes = work_.a_element.count() * m.pixels * work_.channels * work_.groups * work_.a_operands;
  if (!work_.c_on_chip) tile.once_bytes += work_.c_element.count() * c_elements;
  return tile;
}

std::int64_t BoundModel::ends(const MCut& m, const Tiling& t) const {
  std::int64_t first =
      occupancy(work_.b_element.count() * t.channels * work_.taps * t.n * t.groups + work_.constants.count());
  if (!work_.a_on_chip)
    first += occupancy(work_.a_element.count() * m.first_pixels * t.channels * t.groups * work_.a_operands);
  const std::int64_t last =
      work_.c_on_chip
          ? 0
          : occupancy(work_.c_element.count() * m.last_m * last_size(work_.n, t.n) * last_size(work_.groups, t.groups));
  return (first > 0 ? first + latency_ : 0) + (last > 0 ? last + latency_ : 0);
}

/// At least the channel's time for `bytes`, whatever trains they come in.
std::int64_t BoundModel::moved(std::int64_t bytes) const {
  return static_cast<std::int64_t>(static_cast<double>(bytes) * cycles_per_byte_ * (1 - 1e-12));
}

OrderBound BoundModel::bound(const TileBound& tile, LoopOrder order) const {
  using enum LoopOrder;
  const bool m_loops = tile.m_trips > 1;
  const bool k_loops = tile.k_trips > 1;
  const bool n_loops = tile.n_trips > 1;
  // An operand comes back with a loop that does not select it when a loop that does runs inside.
  const bool n_over_m = order == nmk || order == nkm || order == knm;
  const bool n_over_k = order == mnk || order == nmk || order == nkm;
  const bool m_over_k = order == mnk || order == mkn || order == nmk;
  const std::int64_t a_visits = (n_over_m && m_loops) || (n_over_k && k_loops) ? tile.n_trips : 1;
  const std::int64_t b_visits = (m_over_k && k_loops) || (!n_over_m && n_loops) ? tile.m_trips : 1;
  const std::int64_t c_visits = (!m_over_k && m_loops) || (!n_over_k && n_loops) ? tile.k_trips : 1;
  OrderBound bound;
  bound.dram =
      tile.a_bytes * a_visits + tile.b_bytes * b_visits + tile.partial_bytes * (c_visits - 1) + tile.once_bytes;
  bound.channel = channel_.ideal() || bound.dram == 0 ? 0 : moved(bound.dram) + latency_;
  bound.splits_reduction = c_visits > 1;
  return bound;
}

std::int64_t BoundModel::cycles(const TileBound& tile, const OrderBound& order, const HalfCounts& halves) {
  const bool hides_lead = halves.ifmap > 1 && halves.weight > 1 && !order.splits_reduction;
  const std::int64_t engine = tile.engine + (hides_lead ? 0 : tile.exposed_leads);
  // With one half of each buffer nothing overlaps.
  if (halves == HalfCounts{1, 1, 1}) return engine + order.channel;
  return std::max(engine + tile.ends, order.channel);
}

}  // namespace systole::models
