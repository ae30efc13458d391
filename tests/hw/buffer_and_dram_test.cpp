#include <tlm_utils/simple_initiator_socket.h>
#include <catch2/catch.hpp>

#include "hw/buffer.hpp"
#include "hw/dram.hpp"
#include "hw/sim_context.hpp"
#include "models/errors.hpp"

using namespace systole;
using namespace systole::models;

namespace {

struct Initiator : sc_core::sc_module {
  tlm_utils::simple_initiator_socket<Initiator> i_dram;
  explicit Initiator(const sc_core::sc_module_name& name) : sc_module{name}, i_dram{"i_dram"} {}

  sc_core::sc_time send(unsigned bytes, bool read) {
    tlm::tlm_generic_payload train;
    train.set_command(read ? tlm::TLM_READ_COMMAND : tlm::TLM_WRITE_COMMAND);
    train.set_data_length(bytes);
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    i_dram->b_transport(train, delay);
    REQUIRE(train.is_response_ok());
    return delay;
  }
};

DramConfig slow_dram() {
  DramConfig config;
  config.bandwidth = BytesPerSecond{4'000'000'000};  // 4 B a cycle at 1 GHz
  config.latency = Picoseconds{10'000};
  config.burst = Bytes{16};
  return config;
}

}  // namespace

TEST_CASE("trains queue for the one channel, each arriving a latency after its last byte", "[H1][D9]") {
  const hw::SimContext context;
  const hw::Clocking clock{Hertz{1'000'000'000}};
  hw::Dram dram{"dram", ChannelTiming{slow_dram(), Hertz{1'000'000'000}}, clock};
  Initiator initiator{"initiator"};
  initiator.i_dram.bind(dram.t_dma);
  sc_core::sc_start(1, sc_core::SC_NS);
  CHECK(clock.cycles(initiator.send(64, true)) == Cycles{16 + 10});
  CHECK(clock.cycles(initiator.send(64, false)) == Cycles{32 + 10});  // stores share the channel
  CHECK(clock.cycles(initiator.send(1, true)) == Cycles{36 + 10});    // a whole burst
  CHECK(dram.bytes_read() == Bytes{65});
  CHECK(dram.bytes_written() == Bytes{64});
  CHECK(dram.occupied() == Cycles{36});
}

TEST_CASE("a buffer hands out its halves and no more, and no tile may exceed one", "[H1]") {
  const hw::SimContext context;
  const hw::Clocking clock{Hertz{1'000'000'000}};
  hw::Buffer buffer{"ifmap", Level::ifmap_bytes, clock, nullptr};
  sc_core::sc_start(1, sc_core::SC_NS);  // events may be notified from here on
  buffer.configure({2, Bytes{100}});
  buffer.acquire(Bytes{100});
  CHECK_THROWS_AS(buffer.acquire(Bytes{101}), ModelError);
  buffer.acquire(Bytes{30});
  CHECK_FALSE(buffer.has_free());
  CHECK(buffer.occupancy() == Bytes{130});
  CHECK_THROWS_AS(buffer.acquire(Bytes{1}), ModelError);
  buffer.release();
  CHECK(buffer.occupancy() == Bytes{30});
  CHECK(buffer.peak() == Bytes{130});
  CHECK_THROWS_AS(buffer.configure({1, Bytes{10}}), ModelError);
  buffer.release();
  CHECK_THROWS_AS(buffer.release(), ModelError);
}
