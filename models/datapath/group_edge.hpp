// One group of a step's tiles, as the array's edges see it: operands come out of the scratchpads through their ports,
// sums go back, finished ones through the vector unit, and each finished sum is compared with the golden one.
#pragma once

#include <cstdint>
#include <memory>

#include "models/array/edge_tile.hpp"
#include "models/datapath/edge_ports.hpp"
#include "models/datapath/input_tile.hpp"
#include "models/datapath/layer_data.hpp"
#include "models/datapath/sum_tile.hpp"
#include "models/datapath/weight_tile.hpp"

namespace systole::models {

/// The tiles of a step. Steps that follow one another share what the loop order keeps.
struct StepTiles {
  std::shared_ptr<const InputTile> a;
  std::shared_ptr<const WeightTile> b;
  std::shared_ptr<SumTile> c;
};

class GroupEdge : public EdgeTile {
 public:
  /// `group` of the tiles is `layer_group` of the layer. `vector_cycles`: lane-cycles a finished sum.
  GroupEdge(const StepTiles& tiles, std::int64_t group, std::int64_t layer_group, const Work& work, EdgePorts& ports,
            LayerData& data);

  void a_along_k(std::int64_t m, std::int64_t k, std::span<std::int16_t> out) override;
  void a_along_m(std::int64_t m, std::int64_t k, std::span<std::int16_t> out) override;
  void b_along_n(std::int64_t k, std::int64_t n, std::span<std::int16_t> out) override;
  void b_along_k(std::int64_t k, std::int64_t n, std::span<std::int16_t> out) override;
  std::int64_t partial(std::int64_t m, std::int64_t n) override;
  /// \throws ModelError when a finished sum is not the golden one.
  void take(const ArrayResult& result) override;

 private:
  void count_overflow(const ArrayResult& result);
  [[noreturn]] void report_difference(const ArrayResult& result, std::size_t at) const;

  StepTiles tiles_;
  std::int64_t group_;
  std::int64_t layer_group_;
  std::int64_t vector_cycles_;
  Bytes code_;
  EdgePorts& ports_;
  LayerData& data_;
};

}  // namespace systole::models
