// Extremes, percentiles and averages: published values, and what holds for any data.
#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/observe/channel_observers.hpp"
#include "models/numerics/observe/observer.hpp"
#include "models/numerics/observe/quantile.hpp"
#include "models/numerics/observe/running_range.hpp"
#include "tests/support/drawn_values.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

Range range_of(const std::vector<float>& values, const ObserverOptions& options) {
  const auto observer = make_observer(options);
  observer->observe(values);
  return observer->range();
}

ObserverOptions of_kind(ObserverKind kind) {
  ObserverOptions options;
  options.kind = kind;
  return options;
}

ObserverOptions percentile(PercentileForm form, double alpha) {
  ObserverOptions options = of_kind(ObserverKind::percentile);
  options.percentile_form = form;
  options.alpha = alpha;
  return options;
}

/// The published data: .1 to 100 and -.1 to -50 in steps of .1.
std::vector<float> published() {
  std::vector<float> values;
  for (int i = 1; i <= 1000; ++i) values.push_back(static_cast<float>(i) / 10);
  for (int i = 1; i <= 500; ++i) values.push_back(static_cast<float>(-i) / 10);
  return values;
}

std::vector<float> counted(int first, int last) {
  std::vector<float> values;
  for (int i = last; i >= first; --i) values.push_back(static_cast<float>(i));
  return values;
}

std::vector<float> any_data() {
  std::vector<float> values;
  for (const int value : *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-5000, 5000))))
    values.push_back(static_cast<float>(value) / 64);
  return values;
}

}  // namespace

TEST_CASE("Sparsebit's percentiles cut the published shares of either sign", "[S6]") {
  struct Row {
    double alpha;
    float low;
    float high;
  };
  for (const Row& row : {Row{.001, -50, 99.9F}, Row{.01, -49.6F, 99}, Row{.1, -45.1F, 90}})
    CHECK(range_of(published(), percentile(PercentileForm::kth_smallest, row.alpha)) == Range{row.low, row.high});
}

TEST_CASE("Sparsebit's percentile of a sign that does not occur is 0", "[S6]") {
  const ObserverOptions options = percentile(PercentileForm::kth_smallest, .1);
  CHECK(range_of(counted(1, 100), options) == Range{0, 90});
  CHECK(range_of(counted(-100, -1), options) == Range{-91, 0});
}

TEST_CASE("quantiles are linear between order statistics", "[J3][J4][B5]") {
  std::vector<float> ten = counted(1, 10);
  CHECK(linear_quantile(ten, .995) == Approx(9.955).epsilon(1e-12));
  std::vector<float> thousand = counted(0, 1000);
  CHECK(linear_quantile(thousand, .995) == Approx(995).epsilon(1e-12));
  // The latencies' published percentiles of 1 to 100.
  std::vector<float> hundred = counted(1, 100);
  CHECK(linear_quantile(hundred, .5) == Approx(50.5));
  CHECK(linear_quantile(hundred, .95) == Approx(95.05));
  CHECK(linear_quantile(hundred, .99) == Approx(99.01));
  CHECK(linear_quantile(hundred, 0) == 1);
  CHECK(linear_quantile(hundred, 1) == 100);
  std::vector<float> none;
  CHECK_THROWS_AS(linear_quantile(none, .5), ModelError);
  CHECK_THROWS_AS(linear_quantile(ten, 1.01), ModelError);
  CHECK_THROWS_AS(kth_smallest(ten, 0), ModelError);
  CHECK_THROWS_AS(kth_smallest(ten, 11), ModelError);
}

TEST_CASE("the percentile of magnitudes clips weights and activations of JiT", "[J3][J4]") {
  CHECK(range_of(counted(-5, 1000), percentile(PercentileForm::magnitude, 0)) == Range{-1000, 1000});
  const Range activations = range_of(counted(0, 1000), percentile(PercentileForm::magnitude, .005));
  CHECK(activations.high == Approx(995).epsilon(1e-12));
  CHECK(activations.low == -activations.high);
  QuantRule rule;
  rule.format.bits = 10;
  CHECK(choose_params(activations, rule).scale == Approx(995.0 / 511).epsilon(1e-12));
}

TEST_CASE("a percentile keeps away from outliers that minmax follows", "[B5]") {
  for (const double alpha : {.001, .0001}) {
    std::vector<float> values = magnitudes(normal_values(50000, 1));
    values[100] = 50;
    values[200] = 30;
    CHECK(range_of(values, of_kind(ObserverKind::minmax)).high == 50);
    const Range kept = range_of(values, percentile(PercentileForm::both_tails, alpha));
    CHECK(kept.high < 6);
    // The normal's own quantiles of |x|, 3.2905 and 3.8906; five standard errors of 50,000 draws.
    CHECK(kept.high == Approx(alpha == .001 ? 3.2905 : 3.8906).margin(alpha == .001 ? .2 : .7));
    CHECK(kept.low >= 0);
  }
}

TEST_CASE("both tails are cut alike", "[B5]") {
  const Range range = range_of(counted(-1000, 1000), percentile(PercentileForm::both_tails, .01));
  CHECK(range.low == Approx(-980));
  CHECK(range.high == Approx(980));
}

TEST_CASE("a moving average of 1, 2, 3 at a rate of .9 is 1.29", "[S6]") {
  const auto observer = make_observer(of_kind(ObserverKind::moving_average));
  for (const float peak : {1.0F, 2.0F, 3.0F}) observer->observe(std::vector<float>{0, peak, -2 * peak});
  CHECK(observer->range().high == Approx(1.29).epsilon(1e-12));
  CHECK(observer->range().low == Approx(-2.58).epsilon(1e-12));
}

TEST_CASE("running extremes are a value that can be saved and taken up again", "[Q14]") {
  RunningRange whole;
  RunningRange before;
  whole.add(std::vector<float>{1, -2});
  before.add(std::vector<float>{1, -2});
  RunningRange after{before.low, before.high, before.count};
  whole.add(std::vector<float>{3});
  after.add(std::vector<float>{3});
  CHECK(after == whole);
  CHECK(after.range() == Range{-2, 3});
  CHECK(after.count == 3);
}

TEST_CASE("more samples never shrink what minmax has seen", "[S6][Q14]") {
  CHECK(rc::check([] {
    const auto observer = make_observer(of_kind(ObserverKind::minmax));
    observer->observe(any_data());
    const Range before = observer->range();
    const std::vector<float> more = any_data();
    observer->observe(more);
    const Range after = observer->range();
    RC_ASSERT(after.low <= before.low && after.high >= before.high);
    for (const float value : more) RC_ASSERT(value >= after.low && value <= after.high);
  }));
}

TEST_CASE("values twice as large, or any power of two, give ranges as much larger", "[S6]") {
  CHECK(rc::check([] {
    ObserverOptions options = of_kind(*rc::gen::element(
        ObserverKind::minmax, ObserverKind::percentile, ObserverKind::moving_average, ObserverKind::mse,
        ObserverKind::kl, ObserverKind::kl_jit_asis, ObserverKind::aciq_gauss, ObserverKind::aciq_laplace));
    options.percentile_form =
        *rc::gen::element(PercentileForm::kth_smallest, PercentileForm::both_tails, PercentileForm::magnitude);
    options.rule.scheme = *rc::gen::element(Scheme::symmetric, Scheme::affine);
    options.rule.format.bits = *rc::gen::inRange(3, 9);
    std::vector<float> values = any_data();
    const Range once = range_of(values, options);
    const int power = *rc::gen::inRange(-8, 9);
    for (float& value : values) value = std::ldexp(value, power);
    const Range scaled = range_of(values, options);
    RC_ASSERT(scaled == Range(std::ldexp(once.low, power), std::ldexp(once.high, power)));
  }));
}

TEST_CASE("how values are cut into calls does not matter to any observer but the moving average", "[S6]") {
  const std::vector<float> values = laplace_values(3000, 5);
  for (const ObserverKind kind :
       {ObserverKind::minmax, ObserverKind::percentile, ObserverKind::mse, ObserverKind::kl, ObserverKind::kl_jit_asis,
        ObserverKind::kl_sparsebit_asis, ObserverKind::aciq_gauss, ObserverKind::aciq_laplace}) {
    ObserverOptions options = of_kind(kind);
    options.max_samples = 1000;
    const auto observer = make_observer(options);
    const std::span<const float> all{values};
    observer->observe(all.first(17));
    observer->observe(all.subspan(17, 0));
    observer->observe(all.subspan(17, 1500));
    observer->observe(all.subspan(1517));
    CHECK(observer->range() == range_of(values, options));
  }
}

TEST_CASE("values that are all 0 have a range of no width for every observer", "[S6][T18]") {
  for (int kind = 0; kind <= static_cast<int>(ObserverKind::aciq_laplace); ++kind) {
    const ObserverOptions options = of_kind(static_cast<ObserverKind>(kind));
    const Range range = range_of(std::vector<float>(100), options);
    CHECK(range == Range{0, 0});
    CHECK(choose_params(range, options.rule).scale == 1);
    CHECK_THROWS_AS(make_observer(options)->range(), ModelError);
    const Range of_one = range_of({3}, options);
    CHECK(std::isfinite(of_one.low));
    CHECK(of_one.high > 0);
  }
}

TEST_CASE("data that is not finite is the user's to mend, and leaves no trace", "[S6]") {
  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    for (int kind = 0; kind <= static_cast<int>(ObserverKind::aciq_laplace); ++kind) {
      const auto observer = make_observer(of_kind(static_cast<ObserverKind>(kind)));
      observer->observe(std::vector<float>{1, 2});
      const Range before = observer->range();
      CHECK_THROWS_AS(observer->observe(std::vector<float>{9, bad, 9}), UserError);
      CHECK(observer->range() == before);
    }
  }
}

TEST_CASE("channels are observed on their own, wherever they lie", "[S8]") {
  const std::vector<float> values{1, 2, 30, 40, -5, -6, 700, 800};
  ChannelObservers images{of_kind(ObserverKind::minmax), 2};
  images.observe(values, {2, 2, 2});
  CHECK(images.ranges() == std::vector<Range>{{-6, 2}, {30, 800}});
  ChannelObservers weights{of_kind(ObserverKind::minmax), 2};
  weights.observe(values, {1, 2, 4});
  CHECK(weights.ranges() == std::vector<Range>{{1, 40}, {-6, 800}});
  ChannelObservers tokens{of_kind(ObserverKind::moving_average), 2};
  tokens.observe(values, {4, 2, 1});  // one sample, of which each channel has four values
  CHECK(tokens.ranges() == std::vector<Range>{{-5, 700}, {-6, 800}});
  CHECK_THROWS_AS(tokens.observe(values, {2, 4, 1}), ModelError);
  CHECK_THROWS_AS(tokens.observe(values, {3, 2, 1}), ModelError);
}

TEST_CASE("options outside their ranges are refused", "[S6]") {
  const auto refused = [](auto change) {
    ObserverOptions options = of_kind(ObserverKind::kl);
    change(options);
    CHECK_THROWS_AS(make_observer(options), ModelError);
  };
  refused([](ObserverOptions& o) { o.alpha = .5; });
  refused([](ObserverOptions& o) { o.alpha = std::nan(""); });
  refused([](ObserverOptions& o) { o.ema_rate = 1; });
  refused([](ObserverOptions& o) { o.mse_candidates = 101; });
  refused([](ObserverOptions& o) { o.bins = 63; });
  refused([](ObserverOptions& o) { o.max_samples = 0; });
  refused([](ObserverOptions& o) { o.rule.format.bits = 1; });
  refused([](ObserverOptions& o) { o.rule.format.bits = 13; });
}
