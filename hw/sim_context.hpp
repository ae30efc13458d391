// Many SystemC simulations, one after another, in one process.
//
// IEEE 1666 knows one elaboration per process, and Accellera's kernel keeps static events in its first context, so that
// one is never touched: a SimContext pushes a context of its own and deletes it after the modules (declare it before
// them). This relies on kernel 2.3.4; tests/hw holds a test that fails first if a later kernel differs.
#pragma once

#include <memory>
#include <systemc>

namespace systole::hw {

class SimContext {
 public:
  SimContext();
  ~SimContext();
  SimContext(const SimContext&) = delete;
  SimContext& operator=(const SimContext&) = delete;

 private:
  sc_core::sc_simcontext* outer_;
  std::unique_ptr<sc_core::sc_simcontext> mine_;
};

}  // namespace systole::hw
