#include "hw/sim_context.hpp"

#include "hw/sanitizer_stacks.hpp"

// The library's main() calls it; ours never runs it.
int sc_main(int /*argc*/, char** /*argv*/) {
  return 0;
}

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
  clean_coroutine_stacks();
  sc_core::sc_curr_simcontext = outer_;
  sc_core::sc_default_global_context = outer_;
}

}  // namespace systole::hw
