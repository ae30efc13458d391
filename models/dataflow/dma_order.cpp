#include "models/dataflow/dma_order.hpp"

namespace systole::models {

LoadCursor::LoadCursor(const Schedule& schedule)
    : schedule_{&schedule},
      ifmap_{schedule.halves().ifmap.count},
      weight_{schedule.halves().weight.count},
      ofmap_distance_{std::min(schedule.halves().ofmap.count, schedule.revisit_distance())} {
  describe();
}

void LoadCursor::next() {
  done_ = !at_.advance(schedule_->nest());
  if (!done_) describe();
}

void LoadCursor::describe() {
  loads_ = schedule_->loads(at_);
  if (at_.moved < 0 || schedule_->nest().changes(Operand::c, at_.moved)) ++run_;
  after_step_ = -1;
  if (loads_.new_a) {
    after_step_ = ifmap_.freed_by(at_.step);
    ifmap_.use(at_.step);
  }
  if (loads_.new_b) {
    after_step_ = std::max(after_step_, weight_.freed_by(at_.step));
    weight_.use(at_.step);
  }
  after_store_ = loads_.reload_c ? run_ - ofmap_distance_ : -1;
}

void LoadCursor::skip(int depth, std::int64_t iterations, std::int64_t steps, std::int64_t runs) {
  at_.index[static_cast<std::size_t>(depth)] += iterations;
  at_.step += steps;
  ifmap_.shift(steps);
  weight_.shift(steps);
  if (after_step_ >= 0) after_step_ += steps;
  if (after_store_ >= 0) after_store_ += runs;
  run_ += runs;
}

}  // namespace systole::models
