// Shards of a sweep in one store.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace systole::sim {

struct MergeResult {
  std::size_t rows = 0;      // in the merged store
  std::size_t repeated = 0;  // that more than one part had
};

/// Adds the rows of `parts` to the store `into`, which is made if it is not there, and is of the whole sweep. Throws
/// models::UserError, before anything is written, when the parts are not of one sweep and version; when two have
/// different figures for one point, rows before it stay.
MergeResult merge_stores(const std::string& into, const std::vector<std::string>& parts);

}  // namespace systole::sim
