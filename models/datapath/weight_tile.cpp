#include "models/datapath/weight_tile.hpp"

namespace systole::models {

WeightTile::WeightTile(const Work& work, const TileBox& box, Dataflow dataflow, const TilePlace& place,
                       const LayerData& data)
    : group_{box.channels.size * work.taps * box.n.size},
      k_{dataflow == Dataflow::is ? 1 : box.n.size},
      n_{dataflow == Dataflow::is ? box.channels.size * work.taps : 1},
      base_{place.base.count()},
      element_{place.element},
      offset_{data.b_offset},
      values_(static_cast<std::size_t>(box.groups.size * group_)) {
  for (std::int64_t g = 0; g < box.groups.size; ++g) {
    for (std::int64_t tap = 0; tap < work.taps; ++tap) {
      for (std::int64_t c = 0; c < box.channels.size; ++c) {
        const std::int64_t to = g * group_ + (tap * box.channels.size + c) * k_;
        for (std::int64_t o = 0; o < box.n.size; ++o) {
          values_[static_cast<std::size_t>(to + o * n_)] =
              data.b.at(box.groups.begin + g, box.channels.begin + c, tap, box.n.begin + o);
        }
      }
    }
  }
}

void WeightTile::read(std::int64_t first, std::int64_t stride, std::span<std::int16_t> out, BankPort& port) const {
  std::int64_t at = first;
  for (std::int16_t& value : out) {
    value = static_cast<std::int16_t>(values_[static_cast<std::size_t>(at)] - offset_);
    at += stride;
  }
  port.ask_run(base_ + first * element_.count(), stride * element_.count(), static_cast<std::int64_t>(out.size()),
               element_);
}

}  // namespace systole::models
