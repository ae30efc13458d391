#include "sim/cli/interrupt.hpp"

#include <csignal>

namespace systole::sim {

namespace {

// A signal handler can reach nothing but an object like this one.
volatile std::sig_atomic_t pending_signal = 0;

extern "C" void on_signal(int signal) {
  pending_signal = 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void remember_interrupts() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

bool interrupted() {
  return pending_signal != 0;
}

}  // namespace systole::sim
