#include "hw/sim_context.hpp"

// The library's main() calls it; ours never runs it.
int sc_main(int /*argc*/, char** /*argv*/) {
  return 0;
}

#ifdef __SANITIZE_ADDRESS__
#include <cstddef>

// Kernel 2.3.4 tells AddressSanitizer of some switches between its coroutines and not of others: not when a thread
// process ends, and the main stack it calls empty. The sanitizer then takes the main stack for a foreign one and
// reports frames that an exception has left. Better that it hears of none: these take the place of its own functions.
extern "C" {
void __sanitizer_start_switch_fiber(void** /*fake_stack*/, const void* /*bottom*/, std::size_t /*size*/) {}
void __sanitizer_finish_switch_fiber(void* /*fake_stack*/, const void** /*bottom*/, std::size_t* /*size*/) {}
}
#endif

namespace systole::hw {

SimContext::SimContext()
    : outer_{sc_core::sc_get_curr_simcontext()}, mine_{std::make_unique<sc_core::sc_simcontext>()} {
  sc_core::sc_curr_simcontext = mine_.get();
  sc_core::sc_default_global_context = mine_.get();
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  // The kernel warns about mistakes of ours only: two objects of one name, a lost notification.
  sc_core::sc_report_handler::set_actions(sc_core::SC_WARNING, sc_core::SC_THROW);
}

SimContext::~SimContext() {
  sc_core::sc_curr_simcontext = outer_;
  sc_core::sc_default_global_context = outer_;
}

}  // namespace systole::hw
