#include <catch2/catch.hpp>

#include "models/memory/channel.hpp"

using namespace systole::models;

namespace {

DramConfig dram(std::int64_t bytes_per_second, std::int64_t latency_ps, std::int64_t burst) {
  DramConfig config;
  config.bandwidth = BytesPerSecond{bytes_per_second};
  config.latency = Picoseconds{latency_ps};
  config.burst = Bytes{burst};
  return config;
}

}  // namespace

TEST_CASE("a train occupies the channel for its bytes over the bandwidth, rounded up to bursts and cycles", "[D9]") {
  const ChannelTiming channel{dram(12'800'000'000, 60'000, 64), Hertz{800'000'000}};  // 16 B a cycle
  CHECK(channel.occupancy(Bytes{0}) == Cycles{0});
  CHECK(channel.occupancy(Bytes{1}) == Cycles{4});
  CHECK(channel.occupancy(Bytes{64}) == Cycles{4});
  CHECK(channel.occupancy(Bytes{65}) == Cycles{8});
  CHECK(channel.latency() == Cycles{48});
}

TEST_CASE("a latency that is no whole cycle is rounded up", "[D9]") {
  CHECK(ChannelTiming{dram(1'000'000'000, 1'000, 1), Hertz{1'000'000'000}}.latency() == Cycles{1});
  CHECK(ChannelTiming{dram(1'000'000'000, 1'001, 1), Hertz{1'000'000'000}}.latency() == Cycles{2});
}

TEST_CASE("bandwidths that are no whole bytes a cycle are exact", "[D9]") {
  const ChannelTiming channel{dram(34'000'000'000, 0, 1), Hertz{700'000'000}};  // 340/7 B a cycle
  CHECK(channel.occupancy(Bytes{340}) == Cycles{7});
  CHECK(channel.occupancy(Bytes{341}) == Cycles{8});
}

TEST_CASE("ideal DRAM takes no time", "[D9]") {
  DramConfig config = dram(1'000'000, 1'000'000, 64);
  config.model = DramModel::ideal;
  const ChannelTiming channel{config, Hertz{1'000'000'000}};
  CHECK(channel.occupancy(Bytes{1 << 30}) == Cycles{0});
  CHECK(channel.latency() == Cycles{0});
}
