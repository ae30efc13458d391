#include "hw/buffer.hpp"

#include <algorithm>

#include "models/errors.hpp"

namespace systole::hw {

using models::Bytes;

Buffer::Buffer(const sc_core::sc_module_name& name, models::Level level, const Clocking& clock, models::Probe* probe)
    : sc_module{name}, level_{level}, clock_{clock}, probe_{probe} {}

void Buffer::configure(const models::Halves& halves) {
  if (!held_.empty()) throw models::ModelError(std::string{name()} + " still holds tiles of the layer before");
  halves_ = halves;
}

void Buffer::acquire(Bytes bytes) {
  if (!has_free()) throw models::ModelError(std::string{name()} + ": no free half to acquire");
  if (bytes > halves_.size) {
    throw models::ModelError(std::string{name()} + ": a tile of " + std::to_string(bytes.count()) + " B in a half of " +
                             std::to_string(halves_.size.count()) + " B");
  }
  held_.push_back(bytes);
  occupancy_ += bytes;
  peak_ = std::max(peak_, occupancy_);
  report();
}

void Buffer::release() {
  if (held_.empty()) throw models::ModelError(std::string{name()} + ": no half to release");
  occupancy_ -= held_.front();
  held_.pop_front();
  report();
  released_.notify();
}

void Buffer::report() const {
  if (probe_ != nullptr) probe_->set(level_, occupancy_.count(), clock_.now());
}

}  // namespace systole::hw
