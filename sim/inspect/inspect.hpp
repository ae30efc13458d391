// The life of one PE during some folds of a layer of a past run: the layer is run again at cycle detail, with the same
// operands, and the PE is watched.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <ostream>
#include <string>

namespace systole::sim {

struct InspectRequest {
  std::filesystem::path run;
  std::string layer;  // empty: the first on the array
  std::int64_t first_fold = 0;
  std::int64_t last_fold = 0;
  std::size_t row = 0;
  std::size_t col = 0;
};

/// Cycles count from the layer's begin. Throws models::UserError when run, layer, folds or PE do not exist.
void inspect(const InspectRequest& request, std::ostream& out);

}  // namespace systole::sim
