#include "models/datapath/input_tile.hpp"

#include <algorithm>

namespace systole::models {

InputTile::InputTile(const Work& work, const TileBox& box, Dataflow dataflow, const TilePlace& place,
                     const LayerData& data)
    : rows_{map_axis(work.rows, box.rows)},
      cols_{map_axis(work.cols, box.cols)},
      out_rows_{box.rows.size},
      out_cols_{box.cols.size},
      images_{box.images.size},
      groups_{box.groups.size},
      channels_{box.channels.size},
      base_{place.base.count()},
      element_{place.element},
      offset_{data.a_offset},
      padding_{data.padding} {
  lay_out(dataflow, place);
  fill(box, data);
}

InputTile::AxisMap InputTile::map_axis(const WindowAxis& window, const Run& outputs) {
  AxisMap map;
  map.taps = window.kernel;
  for (std::int64_t y = outputs.begin; y < outputs.begin + outputs.size; ++y) {
    for (std::int64_t tap = 0; tap < window.kernel; ++tap) {
      const std::int64_t in = y * window.stride + tap * window.dilation - window.pad_before;
      const bool inside = in >= 0 && in < window.in;
      map.position.push_back(inside ? in : -1);
      if (inside) map.source.push_back(in);
    }
  }
  std::sort(map.source.begin(), map.source.end());
  map.source.erase(std::unique(map.source.begin(), map.source.end()), map.source.end());
  for (std::int64_t& position : map.position) {
    if (position < 0) continue;
    const auto found = std::lower_bound(map.source.begin(), map.source.end(), position);
    position = found - map.source.begin();
  }
  return map;
}

void InputTile::lay_out(Dataflow dataflow, const TilePlace& place) {
  const auto rows = static_cast<std::int64_t>(rows_.source.size());
  const auto cols = static_cast<std::int64_t>(cols_.source.size());
  const std::int64_t channels = groups_ * channels_;
  const bool channels_inside = dataflow == Dataflow::ws;
  col_ = channels_inside ? channels : 1;
  const std::int64_t dense = cols * col_;
  // What follows a row's last element in the edge's order, seen from the row's first.
  const std::int64_t follows = channels_inside ? cols_.taps * col_ : out_cols_;
  const std::int64_t banks = std::max<std::int64_t>(1, place.row_of_banks / element_.count());
  const std::int64_t gap = ((follows - dense) % banks + banks) % banks;
  const std::int64_t others = images_ * (channels_inside ? 1 : channels);
  const bool room = (element_ * ((dense + gap) * rows * others)).count() <= place.capacity.count();
  const bool wraps = dense * rows * others > banks;
  row_ = dense + (rows > 1 && wraps && room ? gap : 0);
  channel_ = channels_inside ? 1 : row_ * rows;
  image_ = row_ * rows * (channels_inside ? 1 : channels);
}

void InputTile::fill(const TileBox& box, const LayerData& data) {
  values_.resize(static_cast<std::size_t>(image_ * images_));
  for (std::int64_t g = 0; g < groups_; ++g) {
    for (std::int64_t i = 0; i < images_; ++i) {
      for (std::int64_t c = 0; c < channels_; ++c) {
        for (std::size_t y = 0; y < rows_.source.size(); ++y) {
          std::int64_t to = element_at(g, i, static_cast<std::int64_t>(y), 0, c);
          for (const std::int64_t x : cols_.source) {
            values_[static_cast<std::size_t>(to)] =
                data.a.at(box.groups.begin + g, box.images.begin + i, box.channels.begin + c, rows_.source[y], x);
            to += col_;
          }
        }
      }
    }
  }
}

void InputTile::along_k(std::int64_t group, std::int64_t m, std::int64_t k, std::span<std::int16_t> out,
                        BankPort& port) const {
  const std::int64_t out_col = m % out_cols_;
  const std::int64_t out_row = m / out_cols_ % out_rows_;
  const std::int64_t image = m / out_cols_ / out_rows_;
  std::int64_t tap = k / channels_;
  std::int64_t channel = k % channels_;
  for (std::size_t lane = 0; lane < out.size(); ++tap, channel = 0) {
    const std::int64_t count = std::min(channels_ - channel, static_cast<std::int64_t>(out.size() - lane));
    const std::int64_t y = rows_.at(out_row, tap / cols_.taps);
    const std::int64_t x = cols_.at(out_col, tap % cols_.taps);
    if (y < 0 || x < 0) {
      std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(lane), count, padding_);
      port.skip(count);
    } else {
      const std::int64_t at = element_at(group, image, y, x, channel);
      for (std::int64_t i = 0; i < count; ++i)
        out[lane + static_cast<std::size_t>(i)] =
            static_cast<std::int16_t>(values_[static_cast<std::size_t>(at + i * channel_)] - offset_);
      port.ask_run(base_ + at * element_.count(), channel_ * element_.count(), count, element_);
    }
    lane += static_cast<std::size_t>(count);
  }
}

void InputTile::along_m(std::int64_t group, std::int64_t m, std::int64_t k, std::span<std::int16_t> out,
                        BankPort& port) const {
  const std::int64_t tap_row = k / channels_ / cols_.taps;
  const std::int64_t tap_col = k / channels_ % cols_.taps;
  const std::int64_t channel = k % channels_;
  std::int64_t out_col = m % out_cols_;
  std::int64_t out_row = m / out_cols_ % out_rows_;
  std::int64_t image = m / out_cols_ / out_rows_;
  for (std::int16_t& value : out) {
    const std::int64_t y = rows_.at(out_row, tap_row);
    const std::int64_t x = cols_.at(out_col, tap_col);
    if (y < 0 || x < 0) {
      value = padding_;
      port.skip(1);
    } else {
      const std::int64_t at = element_at(group, image, y, x, channel);
      value = static_cast<std::int16_t>(values_[static_cast<std::size_t>(at)] - offset_);
      port.ask(base_ + at * element_.count(), element_);
    }
    if (++out_col == out_cols_) {
      out_col = 0;
      if (++out_row == out_rows_) {
        out_row = 0;
        ++image;
      }
    }
  }
}

}  // namespace systole::models
