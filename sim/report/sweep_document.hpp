// What a sweep found, as a report shows it: read from its store.
#pragma once

#include <cstddef>
#include <string>

#include "sim/report/document.hpp"

namespace systole::sim {

struct SweepDocumentLimits {
  std::size_t points = 3'000'000;  // bytes of JSON, about
  std::size_t front = 5'000;       // designs
  std::size_t failed = 1'000;      // points
  std::size_t errors = 100;
};

/// Throws models::UserError when the file is no store, or damaged.
ReportJson sweep_document(const std::string& store, const SweepDocumentLimits& limits = {});

}  // namespace systole::sim
