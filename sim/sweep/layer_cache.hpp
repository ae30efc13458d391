// What layers cost at analytic, remembered by all that decides it, so that designs which differ in anything else share
// it. What a scratchpad has beyond the halves that hold the whole operand, a bandwidth and a clock beyond their ratio,
// and for the vector unit the array, decide nothing.
//
// Safe for any number of threads; the same figures whoever asked before.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/dataflow/work.hpp"
#include "models/energy/actions.hpp"
#include "models/results.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

struct LayerFigures {
  models::CycleStack cycles;
  std::int64_t macs = 0;
  models::Actions actions;
};

/// A network's layers that an engine runs, in order.
struct KnownLayers {
  std::vector<std::string> names;
  std::vector<models::Work> works;
  std::vector<std::uint32_t> numbers;  // of works: equal works have equal numbers
};

class LayerCache {
 public:
  LayerCache();
  ~LayerCache();
  LayerCache(const LayerCache&) = delete;
  LayerCache& operator=(const LayerCache&) = delete;

  /// The layers of network number `workload` on a chip without CIM macros. Throws UserError as Program does.
  std::shared_ptr<const KnownLayers> lower(const models::Chip& chip, std::size_t workload,
                                           const workloads::Network& network);

  /// In the order of the layers. Throws UserError, naming the layer, where no tiling fits.
  std::vector<LayerFigures> figures(const models::Chip& chip, const KnownLayers& layers);

 private:
  struct Lowering;
  struct Shelf;
  static constexpr std::size_t kWords = 36;
  using Key = std::array<std::int64_t, kWords>;

  static Key key_of_chip(const models::Chip& chip);
  static Key key_of(const Key& chip, const models::Work& work, std::uint32_t number);
  std::uint32_t number_of(const models::Work& work);
  LayerFigures find(const models::Chip& chip, const Key& key, const std::string& name, const models::Work& work);

  std::shared_mutex lowering_mutex_;
  std::vector<Lowering> lowerings_;
  std::vector<models::Work> works_;
  std::vector<std::unique_ptr<Shelf>> shelves_;
};

}  // namespace systole::sim
