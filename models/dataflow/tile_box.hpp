// Where a tile lies in its layer: a run of indices on each axis of the loop nest.
#pragma once

#include <cstdint>

namespace systole::models {

struct Run {
  std::int64_t begin = 0;
  std::int64_t size = 1;
  bool operator==(const Run&) const = default;
};

struct TileBox {
  Run groups;
  Run images;
  Run rows;  // output rows and columns
  Run cols;
  Run channels;  // input channels of a group
  Run n;
  bool first_k = true;
  bool last_k = true;

  std::int64_t m() const { return images.size * rows.size * cols.size; }
};

}  // namespace systole::models
