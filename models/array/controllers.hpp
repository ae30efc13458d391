// The counters that take folds through the array, register for register those of hw/rtl/stationary_controller.sv and
// hw/rtl/output_controller.sv: what they ask for in a cycle, and how many cycles folds take.
#pragma once

#include <cstdint>
#include <optional>

namespace systole::models {

/// One pass of the array.
struct Fold {
  std::int64_t stream = 1;  // vectors
  std::int64_t rows = 1;    // in use
  std::int64_t cols = 1;
};

struct ControllerShape {
  std::int64_t rows = 1;
  std::int64_t hops = 1;
  bool overlapped = false;
};

/// Loads stationary operands (ws, is), a row a cycle, and streams vectors, one a cycle.
class StationaryController {
 public:
  struct Requests {
    bool fold_ready = false;  // a fold that is offered is accepted in this cycle
    bool load = false;
    std::int64_t load_index = 0;  // 0 is the first to go in: the operand of the last row
    bool stream = false;
    bool swap = false;  // the fold's first vector
    std::int64_t stream_index = 0;
    std::int64_t stream_cols = 0;  // columns that the fold uses
    bool idle = true;              // every result has left
  };

  explicit StationaryController(const ControllerShape& shape) : shape_{shape}, since_{period()} {}

  /// Cycles that lie at least between the begins of two streams: a fold may add to the sums that the one before wrote.
  std::int64_t period() const { return shape_.hops * (shape_.rows - 1) + 1; }
  /// What happens in this cycle; `offered`: the fold that waits, or none; `stream_ready`: the vectors of the fold that
  /// is loaded are there.
  Requests requests(const std::optional<Fold>& offered, bool stream_ready) const;
  void step(const std::optional<Fold>& offered, bool stream_ready);

 private:
  ControllerShape shape_;
  bool loading_ = false;
  bool loaded_ = false;
  bool streaming_ = false;
  std::int64_t load_count_ = 0;
  std::int64_t stream_count_ = 0;
  Fold next_;
  Fold fold_;
  std::int64_t since_;  // cycles since the stream began
  std::int64_t tail_ = 0;
};

/// Streams vectors (os), one a cycle, and lets results leave, a row a cycle.
class OutputController {
 public:
  struct Requests {
    bool fold_ready = false;
    bool stream = false;
    bool first = false;
    std::int64_t stream_index = 0;
    bool shift = false;
    bool transfer = false;
    std::int64_t drain_row = 0;  // row whose results leave, with shift
    bool idle = true;
  };

  explicit OutputController(const ControllerShape& shape) : shape_{shape} {}

  /// A fold that is offered has its vectors.
  Requests requests(const std::optional<Fold>& offered) const;
  void step(const std::optional<Fold>& offered);

 private:
  bool streaming() const { return computing_ && stream_count_ < fold_.stream; }

  ControllerShape shape_;
  bool computing_ = false;
  std::int64_t stream_count_ = 0;
  Fold fold_;
  std::int64_t tail_ = 0;
  bool finished_ = false;
  bool draining_ = false;
  std::int64_t drain_count_ = 0;
};

}  // namespace systole::models
