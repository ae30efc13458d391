#include "sim/sweep/layer_cache.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include "models/dataflow/mapper.hpp"
#include "models/dataflow/schedule.hpp"
#include "models/errors.hpp"
#include "models/memory/channel.hpp"
#include "sim/program/program.hpp"
#include "sim/run/conservation.hpp"
#include "sim/run/measured.hpp"

namespace systole::sim {
namespace {

using models::Chip;
using models::Work;

/// Where the parts of a key begin.
enum KeyPart : std::size_t {
  of_work = 0,
  of_array = 1,
  of_buffers = 11,
  of_lanes = 20,
  of_channel = 21,
  of_mapping = 26
};

/// FNV-1a over words, and a last turn so that all bits decide about the shelf.
struct HashOfWords {
  template <class Words>
  std::size_t operator()(const Words& words) const {
    constexpr std::uint64_t kPrime = 0x100000001b3U;
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const std::int64_t word : words) {
      hash = (hash ^ static_cast<std::uint64_t>(word)) * kPrime;
      hash ^= hash >> 29U;
    }
    return hash ^ (hash >> 32U);
  }
};

/// All that lower_network() reads of a chip without macros.
bool lowers_alike(const Chip& a, const Chip& b) {
  const auto& [x, y] = std::pair{std::cref(a.mapping), std::cref(b.mapping)};
  return a.array.activation == b.array.activation && a.array.weight == b.array.weight &&
         a.array.accumulator == b.array.accumulator && a.vector.cycles == b.vector.cycles &&
         x.get().depthwise == y.get().depthwise && x.get().engines == y.get().engines && x.get().fuse == y.get().fuse &&
         (!x.get().fuse || a.scratchpad.ofmap == b.scratchpad.ofmap);
}

/// Bytes of whole operands, at the width at which they take most: more than its halves can hold of them a buffer never
/// needs.
std::array<std::int64_t, 3> whole_operands(const Work& work) {
  const std::int64_t pixels = work.images * work.rows.in * work.cols.in;
  return {(work.a_element * (pixels * work.channels * work.groups * work.a_operands)).count(),
          (work.b_element * (work.k() * work.n * work.groups) + work.constants).count(),
          (std::max(work.partial_element, work.c_element) * work.outputs()).count()};
}

LayerFigures analyse(const Chip& chip, const std::string& name, const Work& work) {
  const models::Schedule schedule{chip, work, models::map_layer(chip, work).tiling};
  const Measured measured = measure_analytically(schedule);
  check_conservation(name, schedule, measured);
  const bool on_array = work.engine == models::Engine::array;
  return {
      measured.cycles, measured.macs, {on_array ? measured.macs : 0, measured.sram, measured.dram, work.lanes(), {}}};
}

}  // namespace

/// A chip's way to lower a network.
struct LayerCache::Lowering {
  std::size_t workload = 0;
  Chip chip;
  std::shared_ptr<const KnownLayers> layers;
};

/// Part of the figures, with a lock of its own.
struct LayerCache::Shelf {
  struct Entry {
    LayerFigures figures;
    std::string error;  // of the mapper; empty: there are figures
  };
  std::mutex mutex;
  std::unordered_map<Key, Entry, HashOfWords> entries;
};

LayerCache::LayerCache() {
  constexpr std::size_t kShelves = 64;
  for (std::size_t i = 0; i < kShelves; ++i) shelves_.push_back(std::make_unique<Shelf>());
}

LayerCache::~LayerCache() = default;

std::uint32_t LayerCache::number_of(const Work& work) {
  auto found = std::find(works_.begin(), works_.end(), work);
  if (found == works_.end()) found = works_.insert(works_.end(), work);
  return static_cast<std::uint32_t>(found - works_.begin());
}

std::shared_ptr<const KnownLayers> LayerCache::lower(const Chip& chip, std::size_t workload,
                                                     const workloads::Network& network) {
  const auto known = [&]() -> std::shared_ptr<const KnownLayers> {
    for (const Lowering& lowering : lowerings_)
      if (lowering.workload == workload && lowers_alike(lowering.chip, chip)) return lowering.layers;
    return nullptr;
  };
  {
    const std::shared_lock lock{lowering_mutex_};
    if (auto layers = known()) return layers;
  }
  const std::vector<LoweredLayer> lowered = lower_network(chip, network);
  const std::unique_lock lock{lowering_mutex_};
  if (auto layers = known()) return layers;
  auto layers = std::make_shared<KnownLayers>();
  for (const LoweredLayer& layer : lowered) {
    layers->names.push_back(layer.name);
    layers->works.push_back(layer.work);
    layers->numbers.push_back(number_of(layer.work));
  }
  constexpr std::size_t kMostLowerings = 64;  // each is looked at in turn
  if (lowerings_.size() == kMostLowerings) lowerings_.erase(lowerings_.begin());
  lowerings_.push_back({workload, chip, layers});
  return layers;
}

LayerCache::Key LayerCache::key_of_chip(const Chip& chip) {
  Key key{};
  const models::ArrayConfig& a = chip.array;
  const auto number = [](auto value) { return static_cast<std::int64_t>(value); };
  std::size_t at = of_array;
  for (const std::int64_t word :
       {a.rows, a.cols, number(a.dataflow), number(a.activation), number(a.weight), number(a.accumulator.bits),
        number(a.timing), number(a.weight_load), number(a.drain), a.hop_registers})
    key[at++] = word;
  for (const models::BufferConfig* buffer : {&chip.scratchpad.ifmap, &chip.scratchpad.weight, &chip.scratchpad.ofmap})
    for (const std::int64_t word : {buffer->size.count(), buffer->halves, buffer->width().count()}) key[at++] = word;
  key[at++] = chip.vector.lanes;
  const models::ChannelTiming channel{chip.dram, chip.clock};
  const std::int64_t common = std::gcd(chip.clock.count(), chip.dram.bandwidth.count());
  key[at++] = number(channel.ideal());
  if (!channel.ideal())
    for (const std::int64_t word : {chip.dram.burst.count(), chip.clock.count() / common,
                                    chip.dram.bandwidth.count() / common, channel.latency().count()})
      key[at++] = word;
  at = of_mapping;
  const models::MappingConfig& mapping = chip.mapping;
  key[at++] = number(mapping.objective);
  key[at++] = number(mapping.order);
  if (mapping.tile)
    for (const std::int64_t word : {std::int64_t{1}, mapping.tile->m, mapping.tile->k, mapping.tile->n})
      key[at++] = word;
  at = of_mapping + 6;
  if (mapping.objective == models::Objective::energy && mapping.moving)
    for (const double pj : {mapping.moving->ifmap, mapping.moving->weight, mapping.moving->ofmap, mapping.moving->dram})
      key[at++] = std::bit_cast<std::int64_t>(pj);
  return key;
}

LayerCache::Key LayerCache::key_of(const Key& chip, const Work& work, std::uint32_t number) {
  Key key = chip;
  key[of_work] = number;
  if (work.engine == models::Engine::vector) std::fill(key.begin() + of_array, key.begin() + of_buffers, 0);
  // A tensor that stays in the ofmap buffer leaves less of it.
  if (work.a_on_chip || work.c_on_chip) return key;
  const std::array<std::int64_t, 3> whole = whole_operands(work);
  for (std::size_t buffer = 0; buffer < whole.size(); ++buffer) {
    std::int64_t& size = key[of_buffers + 3 * buffer];
    size = std::min(size, whole[buffer] * key[of_buffers + 3 * buffer + 1]);
  }
  return key;
}

LayerFigures LayerCache::find(const Chip& chip, const Key& key, const std::string& name, const Work& work) {
  Shelf& shelf = *shelves_[HashOfWords{}(key) % shelves_.size()];
  const auto result = [](const Shelf::Entry& entry) {
    if (!entry.error.empty()) throw models::UserError(entry.error);
    return entry.figures;
  };
  {
    const std::lock_guard lock{shelf.mutex};
    if (const auto known = shelf.entries.find(key); known != shelf.entries.end()) return result(known->second);
  }
  // Without the lock: two threads may find the same at the same time, which costs time alone.
  Shelf::Entry entry;
  try {
    entry.figures = analyse(chip, name, work);
  } catch (const models::UserError& error) {
    entry.error = error.what();
  }
  // Some 100 MB in all; a sweep that comes back to what it has not seen for long computes it again.
  constexpr std::size_t kMostEntries = 3000;
  const std::lock_guard lock{shelf.mutex};
  if (shelf.entries.size() >= kMostEntries) shelf.entries.clear();
  shelf.entries.emplace(key, entry);
  return result(entry);
}

std::vector<LayerFigures> LayerCache::figures(const Chip& chip, const KnownLayers& layers) {
  const Key of_chip = key_of_chip(chip);
  std::vector<LayerFigures> figures;
  figures.reserve(layers.works.size());
  for (std::size_t i = 0; i < layers.works.size(); ++i) {
    const Work& work = layers.works[i];
    try {
      figures.push_back(find(chip, key_of(of_chip, work, layers.numbers[i]), layers.names[i], work));
    } catch (const models::UserError& error) {
      throw models::UserError("layer '" + layers.names[i] + "': " + error.what());
    }
  }
  return figures;
}

}  // namespace systole::sim
