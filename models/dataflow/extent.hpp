// A GEMM as it lies on the array: rows and columns are folded onto PEs, a stream passes through.
#pragma once

#include <cstdint>

#include "models/chip/chip.hpp"

namespace systole::models {

struct Extent {
  std::int64_t rows = 1;
  std::int64_t cols = 1;
  std::int64_t stream = 1;
};

/// ws: K on rows, N on columns, M streams; os: M, N, K; is: K, M, N.
constexpr Extent extent(Dataflow dataflow, std::int64_t m, std::int64_t k, std::int64_t n) {
  switch (dataflow) {
    case Dataflow::ws:
      return {k, n, m};
    case Dataflow::os:
      return {m, n, k};
    case Dataflow::is:
      return {k, m, n};
  }
  return {};
}

}  // namespace systole::models
