// A small array, stepped with operands of the test's choice.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "models/array/systolic_array.hpp"
#include "models/probe/array_probe.hpp"

namespace systole::tests {

inline models::ArrayConfig square_array(models::Dataflow dataflow, std::int64_t size, models::Accumulator accumulator,
                                        bool overlapped = false) {
  models::ArrayConfig config;
  config.rows = config.cols = size;
  config.dataflow = dataflow;
  config.accumulator = accumulator;
  config.weight_load = overlapped ? models::WeightLoad::overlapped : models::WeightLoad::serial;
  config.drain = overlapped ? models::Drain::overlapped : models::Drain::shifted;
  return config;
}

using Rows = std::vector<std::vector<std::int16_t>>;

/// One after another: what goes in at the left edge, a vector a cycle, and at the top: rows of stationary operands, the
/// last row's first (ws, is), or a vector a cycle (os).
struct FoldOperands {
  Rows left;
  Rows top;
};

/// Takes the folds through the array, from cycle `begin` on, and reports every step.
class Stepping {
 public:
  Stepping(const models::ArrayConfig& config, std::int64_t begin = 0) : config_{config}, array_{config}, now_{begin} {}

  std::int64_t run(const std::vector<FoldOperands>& folds, models::ArrayProbe& probe, std::int64_t layer = 0) {
    const bool os = config_.dataflow == models::Dataflow::os;
    std::size_t next = 0;
    std::int64_t streaming = -1;
    while (true) {
      std::optional<models::Fold> offered;
      if (next < folds.size())
        offered = models::Fold{static_cast<std::int64_t>(folds[next].left.size()), config_.rows, config_.cols};
      const models::ArrayRequests requests = array_.requests(offered);
      if (requests.idle && !offered) return now_;
      if (requests.first) ++streaming;
      // The fold that loads is accepted before it streams.
      if (offered && requests.fold_ready) ++next;
      models::ArrayOperands operands;
      if (requests.stream) {
        const FoldOperands& fold = folds[static_cast<std::size_t>(streaming)];
        operands.left = fold.left[static_cast<std::size_t>(requests.stream_index)];
        if (os) operands.top = fold.top[static_cast<std::size_t>(requests.stream_index)];
      }
      if (requests.load) operands.top = folds[next - 1].top[static_cast<std::size_t>(requests.load_index)];
      array_.step(offered, operands);
      probe.stepped(array_, {models::Cycles{now_}, layer, streaming});
      ++now_;
    }
  }
  const models::SystolicArray& array() const { return array_; }

 private:
  models::ArrayConfig config_;
  models::SystolicArray array_;
  std::int64_t now_;
};

}  // namespace systole::tests
