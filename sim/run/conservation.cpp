#include "sim/run/conservation.hpp"

#include <string>

#include "models/errors.hpp"
#include "models/memory/channel.hpp"

namespace systole::sim {

namespace {

class Identities {
 public:
  explicit Identities(const std::string& layer) : layer_{layer} {}

  void equal(const char* what, std::int64_t found, std::int64_t expected) const {
    if (found != expected) fail(what, found, "", expected);
  }
  void at_most(const char* what, std::int64_t found, std::int64_t limit) const {
    if (found > limit) fail(what, found, "at most ", limit);
  }

 private:
  [[noreturn]] void fail(const char* what, std::int64_t found, const char* relation, std::int64_t expected) const {
    throw models::ModelError("layer '" + layer_ + "': " + what + ": found " + std::to_string(found) + ", must be " +
                             relation + std::to_string(expected));
  }

  const std::string& layer_;
};

void check_traffic(const Identities& check, const models::DramTraffic& found, const models::DramTraffic& asked) {
  check.equal("bytes of ifmap loaded", found.ifmap_read.count(), asked.ifmap_read.count());
  check.equal("bytes of weights loaded", found.weight_read.count(), asked.weight_read.count());
  check.equal("bytes of partial sums reloaded", found.partial_read.count(), asked.partial_read.count());
  check.equal("bytes of partial sums spilled", found.partial_write.count(), asked.partial_write.count());
  check.equal("bytes of ofmap stored", found.ofmap_write.count(), asked.ofmap_write.count());
  check.equal("partial sums spilled and reloaded", found.partial_read.count(), found.partial_write.count());
}

}  // namespace

void check_conservation(const std::string& layer, const models::Schedule& schedule, const Measured& measured) {
  const Identities check{layer};
  const models::ScheduleTotals expected = schedule.totals();
  const models::Work& work = schedule.work();
  check.equal("cycles by cause add up to the cycles", measured.cycles.total().count(), measured.span.count());
  if (measured.of_registers) {
    // Stalls at the ports are those of real addresses there, and padding is not read.
    check.equal("cycles of the array", measured.cycles.of_array().count(), expected.ideal.of_array().count());
    check.at_most("bytes read from scratchpads", measured.sram.read().count(), expected.sram.read().count());
  } else {
    check.equal("cycles with ideal memory", measured.cycles.compute().count() + measured.cycles.sram_stall.count(),
                expected.ideal.total().count());
    check.equal("bytes read from scratchpads", measured.sram.read().count(), expected.sram.read().count());
  }
  check_traffic(check, measured.dram, expected.dram);
  check.equal("bytes written to scratchpads", measured.sram.write().count(), expected.sram.write().count());
  check.equal("multiply-accumulates", measured.macs, expected.macs);
  if (work.engine != models::Engine::vector)
    check.equal("multiply-accumulates of M x K x N", measured.macs, work.macs());
  if (work.engine == models::Engine::array) {
    check.at_most("multiply-accumulates (utilisation 100 %)", measured.macs,
                  schedule.chip().array.rows * schedule.chip().array.cols * measured.span.count());
  }
  // scalesim accounting counts the scratchpad reads of the untiled layer, whatever tiles are loaded for it.
  const bool tiled = work.engine != models::Engine::array || schedule.chip().array.timing == models::ArrayTiming::rtl;
  if (tiled) {
    check.at_most("DRAM reads of ifmap against scratchpad reads", measured.dram.ifmap_read.count(),
                  measured.sram.ifmap_read.count());
    check.at_most("DRAM reads of weights against scratchpad reads", measured.dram.weight_read.count(),
                  measured.sram.weight_read.count());
  }
  const models::ChannelTiming channel{schedule.chip().dram, schedule.chip().clock};
  const models::Bytes moved = measured.dram.read() + measured.dram.write();
  if (!channel.ideal()) {
    const auto fastest =
        static_cast<std::int64_t>(static_cast<double>(moved.count()) / channel.bytes_per_cycle() * (1 - 1e-9));
    check.at_most("cycles that the DRAM channel needs at its full bandwidth", fastest, measured.span.count());
  }
}

}  // namespace systole::sim
