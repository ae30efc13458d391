#include "hw/dram.hpp"

#include <algorithm>

namespace systole::hw {

using models::Bytes;
using models::Cycles;

Dram::Dram(const sc_core::sc_module_name& name, const models::ChannelTiming& channel, const Clocking& clock)
    : sc_module{name}, t_dma{"t_dma"}, channel_{channel}, clock_{clock} {
  t_dma.register_b_transport(this, &Dram::b_transport);
}

void Dram::b_transport(tlm::tlm_generic_payload& train, sc_core::sc_time& delay) {
  const Cycles now = clock_.now() + clock_.cycles(delay);
  const Bytes bytes{train.get_data_length()};
  const Cycles occupancy = channel_.occupancy(bytes);
  free_at_ = std::max(free_at_, now) + occupancy;
  occupied_ += occupancy;
  (train.is_read() ? bytes_read_ : bytes_written_) += bytes;
  delay = clock_.time(free_at_ + channel_.latency() - clock_.now());
  train.set_response_status(tlm::TLM_OK_RESPONSE);
}

}  // namespace systole::hw
