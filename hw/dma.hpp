// The DMA: load and store processes that share the way to DRAM.
//
// Each takes commands from its queue, waits for buffer tokens and for its turn (tickets fix the order of issue, see
// models/dataflow/dma_order.hpp), issues its trains through the TLM socket and goes on without waiting for them; a
// train's last byte sets off what depends on it.
#pragma once

#include <tlm_utils/peq_with_get.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <array>
#include <cstdint>
#include <deque>
#include <systemc>
#include <tlm>

#include "hw/buffer.hpp"
#include "hw/command_queue.hpp"
#include "hw/commands.hpp"
#include "hw/process_guard.hpp"
#include "hw/unit_monitor.hpp"

namespace systole::hw {

class Dma : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Dma);
  tlm_utils::simple_initiator_socket<Dma> i_dram;
  CommandQueue<LoadCommand> load_queue{32};
  CommandQueue<StoreCommand> store_queue{32};

  Dma(const sc_core::sc_module_name& name, const Clocking& clock, models::Probe* probe, ProcessGuard& guard);

  void connect(Buffer& ifmap, Buffer& weight, Buffer& ofmap);
  void begin_layer(const std::string& name);

  /// Steps of this layer whose loads are complete.
  std::int64_t loaded_steps() const { return loaded_steps_; }
  /// When the loads of a step were complete; only for one of the last 32 steps.
  models::Cycles loaded_at(std::int64_t step) const {
    return loaded_at_[static_cast<std::size_t>(step) % loaded_at_.size()];
  }
  const sc_core::sc_event& loaded() const { return loaded_; }

  /// The results of the next visit of a C tile are in the ofmap buffer at `when`.
  void results_ready(models::Cycles when);
  std::int64_t stores_done() const { return stores_done_; }
  const sc_core::sc_event& stored() const { return stored_; }

  const models::DramTraffic& traffic() const { return traffic_; }
  const UnitMonitor& load_unit() const { return load_unit_; }
  const UnitMonitor& store_unit() const { return store_unit_; }

 private:
  enum class Cargo { ifmap, weight, partial_in, partial_out, ofmap };
  struct Train {
    Cargo cargo = Cargo::ifmap;
    std::int64_t step = 0;
    std::int64_t store = 0;  // which of the layer's stores it belongs to
    models::Bytes bytes;
    models::Cycles begin;
    bool delivered = false;
  };

  void load_process();
  void store_process();
  void arrivals();
  void issue_load(const LoadCommand& command);
  void issue_store(const StoreCommand& command);
  void issue(Cargo cargo, std::int64_t step, models::Bytes bytes);
  void arrived(const Train& train);
  void retire_loads();
  void retire_stores();
  void await_turn(std::int64_t ticket);
  void end_turn();
  void settle(UnitMonitor& unit, models::Bytes in_flight, bool waits);
  bool tokens_free(const LoadCommand& command) const;

  const Clocking& clock_;
  models::Probe* probe_;
  ProcessGuard& guard_;
  UnitMonitor load_unit_;
  UnitMonitor store_unit_;
  Buffer* ifmap_ = nullptr;
  Buffer* weight_ = nullptr;
  Buffer* ofmap_ = nullptr;
  std::string layer_;
  tlm::tlm_generic_payload payload_;
  tlm_utils::peq_with_get<Train> arrivals_;
  std::deque<Train> trains_;
  std::deque<std::int64_t> pending_;   // trains under way, by step from loaded_steps_ on
  std::deque<models::Bytes> storing_;  // bytes under way, by store from stores_done_ on
  std::int64_t next_ticket_ = 0;
  std::int64_t loaded_steps_ = 0;
  std::int64_t stores_done_ = 0;
  std::array<models::Cycles, 32> loaded_at_{};
  CommandQueue<models::Cycles> ready_{64};
  models::Bytes reading_;
  models::Bytes writing_;
  bool load_waits_ = false;
  bool store_waits_ = false;
  models::DramTraffic traffic_;
  sc_core::sc_event turn_;
  sc_core::sc_event loaded_;
  sc_core::sc_event stored_;
};

}  // namespace systole::hw
