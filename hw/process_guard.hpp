// Exceptions lose their type on the way out of a SystemC process. A guarded process keeps the exception, stops the
// simulation, and whoever started it calls rethrow().
#pragma once

#include <exception>
#include <systemc>
#include <utility>

namespace systole::hw {

class ProcessGuard {
 public:
  /// Runs the body of a method process. The kernel's own unwinding passes through.
  template <class Body>
  void run(Body body) {
    try {
      std::forward<Body>(body)();
    } catch (const sc_core::sc_unwind_exception&) {
      throw;
    } catch (...) {
      if (!failure_) failure_ = std::current_exception();
      sc_core::sc_stop();
    }
  }

  /// Runs the body of a thread process, which then waits for ever: kernel 2.3.4 does not tell AddressSanitizer of the
  /// switch away from a process that returns.
  template <class Body>
  void run_thread(Body body) {
    run(std::forward<Body>(body));
    sc_core::wait();
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::exception_ptr failure_;
};

}  // namespace systole::hw
