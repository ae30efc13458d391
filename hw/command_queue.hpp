// A bounded queue between two processes: put waits for room, get for an entry. Bounded, so that a schedule is never
// stored as a list.
#pragma once

#include <cstddef>
#include <deque>
#include <systemc>

namespace systole::hw {

template <class Command>
class CommandQueue {
 public:
  explicit CommandQueue(std::size_t depth) : depth_{depth} {}

  void put(const Command& command) {
    while (entries_.size() >= depth_) sc_core::wait(taken_);
    entries_.push_back(command);
    filled_.notify();
  }

  Command get() {
    while (entries_.empty()) sc_core::wait(filled_);
    const Command command = entries_.front();
    entries_.pop_front();
    taken_.notify();
    return command;
  }

  /// The entry that the next get would return; null while there is none.
  const Command* peek() const { return entries_.empty() ? nullptr : &entries_.front(); }
  bool empty() const { return entries_.empty(); }

 private:
  std::size_t depth_;
  std::deque<Command> entries_;
  sc_core::sc_event filled_;
  sc_core::sc_event taken_;
};

}  // namespace systole::hw
