// The points of a sweep as columns: all of them where they fit into a page, and otherwise a part drawn evenly.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/answers/design_table.hpp"
#include "sim/report/document.hpp"
#include "sim/store/store_reader.hpp"

namespace systole::sim {

struct SweepPoints {
  ReportJson points;                          // of the document
  ReportJson axes;                            // the same
  std::vector<std::string> metrics;           // that are there
  std::map<std::uint64_t, std::size_t> rows;  // of each design, its first one at the level that is judged
  std::size_t shown = 0;
  std::size_t of = 0;  // points that did not fail
};

/// `designs`: of the store. `kept`: numbers of designs that are there in any case. `room`: bytes of JSON, about.
SweepPoints sweep_points(const StoreReader& store, const DesignTable& designs, const std::vector<std::uint64_t>& kept,
                         std::size_t room);

}  // namespace systole::sim
