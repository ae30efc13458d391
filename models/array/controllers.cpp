#include "models/array/controllers.hpp"

#include <algorithm>

namespace systole::models {

StationaryController::Requests StationaryController::requests(const std::optional<Fold>& offered,
                                                              bool stream_ready) const {
  Requests r;
  r.swap = stream_ready && loaded_ && !streaming_ && since_ >= period();
  r.stream = r.swap || streaming_;
  r.stream_index = r.swap ? 0 : stream_count_;
  r.stream_cols = r.swap ? next_.cols : fold_.cols;
  r.fold_ready = !loading_ && (shape_.overlapped ? !loaded_ || r.swap : !loaded_ && !streaming_ && tail_ == 0);
  const bool begin_load = offered.has_value() && r.fold_ready;
  r.load = begin_load || loading_;
  r.load_index = begin_load ? 0 : load_count_;
  r.idle = !loading_ && !loaded_ && !streaming_ && tail_ == 0;
  return r;
}

void StationaryController::step(const std::optional<Fold>& offered, bool stream_ready) {
  const Requests r = requests(offered, stream_ready);
  const bool last_row = r.load && r.load_index + 1 == shape_.rows;
  if (r.swap) fold_ = next_;
  if (offered.has_value() && r.fold_ready) next_ = *offered;
  const bool last_vector = r.stream && r.stream_index + 1 == fold_.stream;
  const std::int64_t skew = shape_.hops * (shape_.rows + fold_.cols - 2);
  // A narrow fold may be through before the wide one ahead of it.
  tail_ = last_vector && skew >= tail_ ? skew : std::max<std::int64_t>(0, tail_ - 1);
  loading_ = r.load && !last_row;
  load_count_ = r.load_index + 1;
  loaded_ = last_row || (loaded_ && !r.swap);
  streaming_ = r.stream && !last_vector;
  stream_count_ = r.stream_index + 1;
  since_ = r.swap ? 1 : std::min(period(), since_ + 1);
}

OutputController::Requests OutputController::requests(const std::optional<Fold>& offered) const {
  Requests r;
  r.transfer = finished_ && !draining_;
  r.shift = r.transfer || draining_;
  r.drain_row = shape_.rows - 1 - (r.transfer ? 0 : drain_count_);
  r.fold_ready = !computing_ && !(shape_.overlapped ? finished_ && !r.transfer : finished_ || draining_);
  r.first = offered.has_value() && r.fold_ready;
  r.stream = r.first || streaming();
  r.stream_index = r.first ? 0 : stream_count_;
  r.idle = !computing_ && !finished_ && !draining_;
  return r;
}

void OutputController::step(const std::optional<Fold>& offered) {
  const Requests r = requests(offered);
  const bool was_streaming = streaming();
  if (r.first) fold_ = *offered;
  const bool last_vector = r.stream && r.stream_index + 1 == fold_.stream;
  const std::int64_t skew = shape_.hops * (fold_.rows + fold_.cols - 2);
  const bool sums_there = (last_vector && skew == 0) || (computing_ && !was_streaming && tail_ == 1);
  tail_ = last_vector ? skew : std::max<std::int64_t>(0, tail_ - 1);
  if (r.stream) stream_count_ = r.stream_index + 1;
  computing_ = (r.first || computing_) && !sums_there;
  finished_ = sums_there || (finished_ && !r.transfer);
  draining_ = r.shift && r.drain_row != 0;
  drain_count_ = r.transfer ? 1 : drain_count_ + 1;
}

}  // namespace systole::models
