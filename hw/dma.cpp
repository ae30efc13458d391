#include "hw/dma.hpp"

#include <algorithm>

#include "models/errors.hpp"

namespace systole::hw {

using models::Bytes;
using models::Cycles;
using models::State;
using models::Unit;

Dma::Dma(const sc_core::sc_module_name& name, const Clocking& clock, models::Probe* probe, ProcessGuard& guard)
    : sc_module{name},
      i_dram{"i_dram"},
      clock_{clock},
      probe_{probe},
      guard_{guard},
      load_unit_{Unit::load, clock, probe},
      store_unit_{Unit::store, clock, probe},
      arrivals_{"trains"} {
  SC_THREAD(load_process);
  SC_THREAD(store_process);
  SC_METHOD(arrivals);
  sensitive << arrivals_.get_event();
  dont_initialize();
}

void Dma::connect(Buffer& ifmap, Buffer& weight, Buffer& ofmap) {
  ifmap_ = &ifmap;
  weight_ = &weight;
  ofmap_ = &ofmap;
}

void Dma::begin_layer(const std::string& name) {
  if (!pending_.empty() || reading_.count() != 0 || writing_.count() != 0)
    throw models::ModelError("dma: trains of the layer before are under way at the begin of " + name);
  layer_ = name;
  next_ticket_ = loaded_steps_ = stores_done_ = 0;
  traffic_ = {};
}

void Dma::results_ready(Cycles when) {
  ready_.put(when);
}

void Dma::load_process() {
  guard_.run_thread([this] {
    while (true) issue_load(load_queue.get());
  });
}

void Dma::store_process() {
  guard_.run_thread([this] {
    while (true) issue_store(store_queue.get());
  });
}

bool Dma::tokens_free(const LoadCommand& command) const {
  const models::StepLoads& loads = command.loads;
  return (!loads.new_a || ifmap_->has_free()) && (!loads.new_b || weight_->has_free()) &&
         stores_done_ > command.after_store && (!loads.reload_c || ofmap_->has_free());
}

void Dma::issue_load(const LoadCommand& command) {
  load_waits_ = true;
  settle(load_unit_, reading_, load_waits_);
  while (!tokens_free(command)) wait(ifmap_->released() | weight_->released() | ofmap_->released() | stored_);
  await_turn(command.ticket);
  load_waits_ = false;
  const models::StepLoads& loads = command.loads;
  if (loads.new_a) ifmap_->acquire(loads.a);
  if (loads.new_b) weight_->acquire(loads.b);
  if (loads.reload_c) ofmap_->acquire(command.c_footprint);
  pending_.push_back(0);
  issue(Cargo::weight, command.step, loads.b);
  issue(Cargo::ifmap, command.step, loads.a);
  issue(Cargo::partial_in, command.step, loads.c);
  settle(load_unit_, reading_, load_waits_);
  retire_loads();
  end_turn();
}

void Dma::issue_store(const StoreCommand& command) {
  const Cycles ready = ready_.get();
  if (ready > clock_.now()) wait(clock_.time(ready - clock_.now()));
  store_waits_ = true;
  settle(store_unit_, writing_, store_waits_);
  await_turn(command.ticket);
  store_waits_ = false;
  storing_.push_back(command.bytes);
  issue(command.partial ? Cargo::partial_out : Cargo::ofmap, command.step, command.bytes);
  settle(store_unit_, writing_, store_waits_);
  retire_stores();
  end_turn();
}

void Dma::await_turn(std::int64_t ticket) {
  while (next_ticket_ != ticket) wait(turn_);
}

void Dma::end_turn() {
  ++next_ticket_;
  turn_.notify();
}

void Dma::issue(Cargo cargo, std::int64_t step, Bytes bytes) {
  if (bytes.count() == 0) return;
  const bool read = cargo != Cargo::ofmap && cargo != Cargo::partial_out;
  payload_.set_command(read ? tlm::TLM_READ_COMMAND : tlm::TLM_WRITE_COMMAND);
  payload_.set_address(0);
  payload_.set_data_ptr(nullptr);  // timing only: no data moves at this level of detail
  payload_.set_data_length(static_cast<unsigned>(bytes.count()));
  payload_.set_streaming_width(static_cast<unsigned>(bytes.count()));
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  i_dram->b_transport(payload_, delay);
  if (payload_.is_response_error()) throw models::ModelError("dma: DRAM answered " + payload_.get_response_string());

  if (read) ++pending_[static_cast<std::size_t>(step - loaded_steps_)];
  Bytes& in_flight = read ? reading_ : writing_;
  in_flight += bytes;
  if (probe_ != nullptr)
    probe_->set(read ? models::Level::dram_read_bytes : models::Level::dram_write_bytes, in_flight.count(),
                clock_.now());
  trains_.push_back(
      {cargo, step, stores_done_ + static_cast<std::int64_t>(storing_.size()) - 1, bytes, clock_.now(), false});
  arrivals_.notify(trains_.back(), clock_.time(clock_.cycles(delay)));
}

void Dma::arrivals() {
  guard_.run([this] {
    while (Train* train = arrivals_.get_next_transaction()) {
      arrived(*train);
      train->delivered = true;
    }
    while (!trains_.empty() && trains_.front().delivered) trains_.pop_front();
  });
}

void Dma::arrived(const Train& train) {
  const bool read = train.cargo != Cargo::ofmap && train.cargo != Cargo::partial_out;
  switch (train.cargo) {
    case Cargo::ifmap:
      traffic_.ifmap_read += train.bytes;
      break;
    case Cargo::weight:
      traffic_.weight_read += train.bytes;
      break;
    case Cargo::partial_in:
      traffic_.partial_read += train.bytes;
      break;
    case Cargo::partial_out:
      traffic_.partial_write += train.bytes;
      break;
    case Cargo::ofmap:
      traffic_.ofmap_write += train.bytes;
      break;
  }
  Bytes& in_flight = read ? reading_ : writing_;
  in_flight -= train.bytes;
  const Cycles now = clock_.now();
  if (probe_ != nullptr) {
    probe_->set(read ? models::Level::dram_read_bytes : models::Level::dram_write_bytes, in_flight.count(), now);
    probe_->span(read ? Unit::load : Unit::store, layer_, train.step, train.begin, now);
  }
  settle(read ? load_unit_ : store_unit_, in_flight, read ? load_waits_ : store_waits_);
  if (read) {
    --pending_[static_cast<std::size_t>(train.step - loaded_steps_)];
    retire_loads();
  } else {
    storing_[static_cast<std::size_t>(train.store - stores_done_)] = Bytes{0};
    retire_stores();
  }
}

void Dma::retire_loads() {
  bool retired = false;
  while (!pending_.empty() && pending_.front() == 0) {
    loaded_at_[static_cast<std::size_t>(loaded_steps_) % loaded_at_.size()] = clock_.now();
    pending_.pop_front();
    ++loaded_steps_;
    retired = true;
  }
  if (retired) loaded_.notify();
}

/// In order, though a store without bytes (its tile stays on chip) is through at once.
void Dma::retire_stores() {
  while (!storing_.empty() && storing_.front().count() == 0) {
    storing_.pop_front();
    ofmap_->release();
    ++stores_done_;
    stored_.notify();
  }
}

void Dma::settle(UnitMonitor& unit, Bytes in_flight, bool waits) {
  if (in_flight.count() > 0) {
    unit.enter(State::busy);
  } else {
    unit.enter(waits ? State::wait_buffer : State::idle);
  }
}

}  // namespace systole::hw
