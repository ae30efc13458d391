// The bounded store: all values until it is full, then a fair choice.
#include "models/numerics/observe/sample_store.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/observe/channel_observers.hpp"
#include "models/numerics/observe/observer.hpp"
#include "tests/support/drawn_values.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

std::vector<float> counted(std::size_t count) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), 0.0F);
  return values;
}

std::vector<float> kept(const SampleStore& store) {
  return {store.values().begin(), store.values().end()};
}

}  // namespace

TEST_CASE("a store keeps everything while there is room", "[S6]") {
  SampleStore store{100, 1};
  store.add(counted(60));
  CHECK(kept(store) == counted(60));
  CHECK_THROWS_AS(SampleStore(0, 1), ModelError);
}

TEST_CASE("a full store keeps different values of all, and the exact extremes", "[S6]") {
  SampleStore store{100, 1};
  store.add(counted(5000));
  const std::vector<float> values = kept(store);
  CHECK(values.size() == 100);
  CHECK(std::set<float>(values.begin(), values.end()).size() == 100);
  CHECK(store.range() == RunningRange{0, 4999, 5000});
}

TEST_CASE("the choice depends on the seed and not on the calls", "[S6]") {
  const std::vector<float> values = counted(5000);
  SampleStore whole{100, 7};
  SampleStore parts{100, 7};
  SampleStore other{100, 8};
  whole.add(values);
  other.add(values);
  const std::span<const float> all{values};
  for (std::size_t first = 0; first < 5000; first += 37)
    parts.add(all.subspan(first, std::min<std::size_t>(37, 5000 - first)));
  CHECK(kept(whole) == kept(parts));
  CHECK(kept(whole) != kept(other));
}

// 600 stores keep 50 of 500: every value is kept 60 times, with variance 600 · .1 · .9 = 54. The sum of (count -
// 60)²/54 is chi-squared of 499 degrees but for the fixed sum: 499 ± 31.6. Five deviations are passed once in a
// million.
TEST_CASE("every value has the same chance to stay", "[S6]") {
  const std::vector<float> values = counted(500);
  std::vector<double> count(500);
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    SampleStore store{50, seed};
    store.add(values);
    for (const float value : store.values()) count[static_cast<std::size_t>(value)] += 1;
  }
  double chi_squared = 0;
  for (const double c : count) chi_squared += (c - 60) * (c - 60) / 54;
  CHECK(chi_squared > 499 - 5 * 31.6);
  CHECK(chi_squared < 499 + 5 * 31.6);
  // Early and late values alike: a half is kept 15,000 times, with a deviation of sqrt(600 · 50 · .25 · .9) = 82.
  const double early = std::accumulate(count.begin(), count.begin() + 250, 0.0);
  CHECK(std::abs(early - 15000) < 5 * 82);
}

// The quantile .99 of 10,000 kept values has a standard error of .001 in rank, .0375 in the normal's value.
TEST_CASE("a percentile of far more values than are kept is close to that of all", "[S6][B5]") {
  ObserverOptions options;
  options.kind = ObserverKind::percentile;
  options.percentile_form = PercentileForm::both_tails;
  options.alpha = .01;
  options.max_samples = 10000;
  const auto observer = make_observer(options);
  for (std::uint64_t call = 0; call < 20; ++call) observer->observe(normal_values(10000, 100 + call));
  CHECK(observer->range().high == Approx(2.3263).margin(5 * .0375));
  CHECK(observer->range().low == Approx(-2.3263).margin(5 * .0375));
}

TEST_CASE("channels choose independently", "[S6][S8]") {
  ObserverOptions options;
  options.kind = ObserverKind::percentile;
  options.percentile_form = PercentileForm::both_tails;
  options.max_samples = 100;
  ChannelObservers channels{options, 2};
  const std::vector<float> once = normal_values(5000, 1);
  std::vector<float> twice = once;
  twice.insert(twice.end(), once.begin(), once.end());
  channels.observe(twice, {1, 2, 5000});
  CHECK(channels.ranges()[0] != channels.ranges()[1]);
}
