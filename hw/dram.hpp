// DRAM as a TLM-2.0 target, so that a user can bind another DRAM simulator in its place. Models `ideal` and
// `bandwidth`.
//
// b_transport moves one burst train. It returns at once with the time until its last byte annotated as delay; requests
// are served in the order of the calls, through one channel.
#pragma once

#include <tlm_utils/simple_target_socket.h>
#include <systemc>
#include <tlm>

#include "hw/clocking.hpp"
#include "models/memory/channel.hpp"

namespace systole::hw {

class Dram : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<Dram> t_dma;

  Dram(const sc_core::sc_module_name& name, const models::ChannelTiming& channel, const Clocking& clock);

  models::Bytes bytes_read() const { return bytes_read_; }
  models::Bytes bytes_written() const { return bytes_written_; }
  /// Cycles for which the channel was occupied.
  models::Cycles occupied() const { return occupied_; }

 private:
  void b_transport(tlm::tlm_generic_payload& train, sc_core::sc_time& delay);

  models::ChannelTiming channel_;
  const Clocking& clock_;
  models::Cycles free_at_{0};
  models::Cycles occupied_{0};
  models::Bytes bytes_read_;
  models::Bytes bytes_written_;
};

}  // namespace systole::hw
