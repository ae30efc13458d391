// Thresholds by entropy: the correct form against its definition and the published figures, and the two published
// variants that find the same share of the maximum whatever the data.
#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/observe/entropy_threshold.hpp"
#include "models/numerics/observe/histogram.hpp"
#include "models/numerics/observe/observer.hpp"
#include "tests/support/drawn_values.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

constexpr std::size_t kDraws = 50000;

Range range_of(const std::vector<float>& values, ObserverKind kind, int bits = 8, Scheme scheme = Scheme::symmetric) {
  ObserverOptions options;
  options.kind = kind;
  options.rule.format.bits = bits;
  options.rule.scheme = scheme;
  const auto observer = make_observer(options);
  observer->observe(values);
  return observer->range();
}

/// [-t, t] within the values.
double threshold_of(const Range& range) {
  return std::max(-range.low, range.high);
}

double maximum(const std::vector<float>& values) {
  double greatest = 0;
  for (const float value : values) greatest = std::max<double>(greatest, std::abs(value));
  return greatest;
}

/// Of fifteen draws: a single one has a deviation of 4 (normal) to 8 % (Laplace), as the tail's few values decide.
template <class Draw>
double median_threshold(const Draw& draw) {
  std::vector<double> thresholds;
  for (std::uint64_t seed = 1; seed <= 15; ++seed)
    thresholds.push_back(threshold_of(range_of(draw(seed), ObserverKind::kl)));
  std::nth_element(thresholds.begin(), thresholds.begin() + 7, thresholds.end());
  return thresholds[7];
}

/// KL(P || Q) of one candidate as defined, bin by bin.
double divergence_as_defined(const std::vector<double>& histogram, std::size_t candidate, std::size_t levels) {
  std::vector<double> p(histogram.begin(), histogram.begin() + static_cast<std::ptrdiff_t>(candidate));
  std::vector<double> q(candidate);
  for (std::size_t bin = candidate; bin < histogram.size(); ++bin) p.back() += histogram[bin];
  for (std::size_t level = 0; level < levels; ++level) {
    double count = 0;
    double filled = 0;
    for (std::size_t bin = level * candidate / levels; bin < (level + 1) * candidate / levels; ++bin) {
      count += histogram[bin];
      filled += histogram[bin] > 0 ? 1 : 0;
    }
    for (std::size_t bin = level * candidate / levels; bin < (level + 1) * candidate / levels; ++bin)
      if (histogram[bin] > 0) q[bin] = count / filled;
  }
  if (p.back() > 0 && q.back() == 0) q.back() = 1e-4;
  double of_p = 0;
  double of_q = 0;
  for (std::size_t bin = 0; bin < candidate; ++bin) {
    of_p += p[bin];
    of_q += q[bin];
  }
  double divergence = 0;
  for (std::size_t bin = 0; bin < candidate; ++bin)
    if (p[bin] > 0) divergence += p[bin] / of_p * std::log(p[bin] / of_p / (q[bin] / of_q));
  return divergence;
}

const std::vector<std::vector<float>>& four_kinds_of_data() {
  static const std::vector<std::vector<float>> kData{normal_values(kDraws, 1), laplace_values(kDraws, 2),
                                                     uniform_values(kDraws, -1, 1, 3),
                                                     with_outlier(normal_values(kDraws, 4), 50)};
  return kData;
}

}  // namespace

TEST_CASE("histograms hold every value once, limits included", "[B5]") {
  const std::vector<float> values{0, .1F, -.3F, .5F, -.5F, .99F, 1, -1};
  CHECK(magnitude_histogram(values, 1, 4) == std::vector<double>{2, 1, 2, 3});
  CHECK(signed_histogram(values, 1, 4) == std::vector<double>{1, 2, 2, 3});
}

TEST_CASE("the threshold has the least divergence of all candidates as defined", "[B5][S6]") {
  CHECK(rc::check([] {
    std::vector<double> histogram(64);
    for (double& count : histogram) count = std::max(0, *rc::gen::inRange(-5, 20));
    histogram[0] += 1;
    const std::size_t levels = *rc::gen::element<std::size_t>(1, 4, 7, 16);
    const std::size_t found = entropy_threshold(histogram, levels);
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t candidate = levels; candidate <= histogram.size(); ++candidate)
      least = std::min(least, divergence_as_defined(histogram, candidate, levels));
    RC_ASSERT(found >= levels && found <= histogram.size());
    RC_ASSERT(divergence_as_defined(histogram, found, levels) <= least + 1e-12);
  }));
}

TEST_CASE("steps leave out candidates, but never the whole range", "[B5]") {
  const std::vector<double> flat(100, 10);
  CHECK(entropy_threshold(flat, 4, 1) == 100);
  CHECK(entropy_threshold(flat, 4, 7) == 100);
  CHECK_THROWS_AS(entropy_threshold(flat, 101), ModelError);
  CHECK_THROWS_AS(entropy_threshold(flat, 4, 0), ModelError);
}

// TensorRT's form, 128 levels, 2048 bins, 50,000 values: 3.99, 9.75, 4.05 and 1.0 of the maximum, within 10 %.
TEST_CASE("8-bit thresholds are the published ones", "[B5][S6][T3][T4]") {
  CHECK(median_threshold([](std::uint64_t seed) { return normal_values(kDraws, seed); }) == Approx(3.99).epsilon(.1));
  CHECK(median_threshold([](std::uint64_t seed) { return laplace_values(kDraws, seed); }) == Approx(9.75).epsilon(.1));
  CHECK(median_threshold([](std::uint64_t seed) { return with_outlier(normal_values(kDraws, seed), 50); }) ==
        Approx(4.05).epsilon(.1));
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const std::vector<float> uniform = uniform_values(kDraws, -1, 1, seed);
    CHECK(threshold_of(range_of(uniform, ObserverKind::kl)) >= .99 * maximum(uniform));
    const std::vector<float> outlier = with_outlier(normal_values(kDraws, seed), 50);
    CHECK(threshold_of(range_of(outlier, ObserverKind::kl)) <= .12 * 50);
  }
}

TEST_CASE("fewer bits clip more", "[B5][S6]") {
  const std::vector<float> values = laplace_values(kDraws, 6);
  double wider = maximum(values);
  for (const int bits : {8, 6, 4}) {
    const double threshold = threshold_of(range_of(values, ObserverKind::kl, bits));
    CHECK(threshold < wider);
    wider = threshold;
  }
}

TEST_CASE("values of one sign use only their side, and the other sign mirrors it", "[B5][S6]") {
  for (const Scheme scheme : {Scheme::symmetric, Scheme::affine}) {
    std::vector<float> values = magnitudes(with_outlier(normal_values(kDraws, 7), 50));
    const Range positive = range_of(values, ObserverKind::kl, 8, scheme);
    CHECK(positive.low >= 0);
    CHECK(positive.high > 3);
    CHECK(positive.high < .12 * 50);
    for (float& value : values) value = -value;
    CHECK(range_of(values, ObserverKind::kl, 8, scheme) == Range{-positive.high, -positive.low});
  }
}

// A spike at 0 that is half of all values would make everything else too rare to keep: the threshold fell to a few
// steps.
TEST_CASE("a ReLU's zeros do not move the threshold", "[B5][S6]") {
  const std::vector<float> without = magnitudes(normal_values(kDraws, 3));
  std::vector<float> with = without;
  with.insert(with.end(), without.size(), 0.0F);
  CHECK(range_of(with, ObserverKind::kl).high == Approx(range_of(without, ObserverKind::kl).high).epsilon(0.01));
}

// Pixels and flags: bins between the levels are empty, and only 0 lies in the candidates below the first level.
TEST_CASE("values of few levels keep their range", "[B5]") {
  std::vector<float> pixels;
  std::vector<float> flags;
  for (int i = 0; i < 32 * 100; ++i) {
    pixels.push_back(static_cast<float>(i % 32 - 16) / 8);
    flags.push_back(static_cast<float>(i % 2));
  }
  CHECK(range_of(pixels, ObserverKind::kl, 8, Scheme::affine) == Range{-2, 1.875});
  CHECK(range_of(flags, ObserverKind::kl, 8, Scheme::affine) == Range{0, 1});
}

TEST_CASE("affine codes of one sign have twice the levels there", "[B5][S6]") {
  const std::vector<float> values = magnitudes(laplace_values(kDraws, 11));
  const std::vector<double> histogram = magnitude_histogram(values, maximum(values), 2048);
  const auto share = [&](std::size_t levels) {
    return static_cast<double>(entropy_threshold(histogram, levels)) / 2048;
  };
  const double affine = range_of(values, ObserverKind::kl, 4, Scheme::affine).high;
  const double symmetric = range_of(values, ObserverKind::kl, 4, Scheme::symmetric).high;
  CHECK(affine == maximum(values) * share(16));
  CHECK(symmetric == maximum(values) * share(8));
  CHECK(affine > symmetric);
}

TEST_CASE("the range stays within the values", "[B5][S6]") {
  std::vector<float> values = magnitudes(normal_values(kDraws, 8));
  values[0] = -.25F;
  const Range range = range_of(values, ObserverKind::kl, 8, Scheme::affine);
  CHECK(range.low == -.25);
  CHECK(range.high > 3);
}

TEST_CASE("the range grows with later samples", "[B5][S6]") {
  ObserverOptions options;
  options.kind = ObserverKind::kl;
  const auto observer = make_observer(options);
  observer->observe(normal_values(kDraws, 9));
  const double before = threshold_of(observer->range());
  observer->observe(normal_values(kDraws, 10, 4));
  CHECK(threshold_of(observer->range()) > 2 * before);
}

TEST_CASE("JiT's variant finds 255/2048 of the maximum, whatever the data", "[T3]") {
  for (const std::vector<float>& values : four_kinds_of_data()) {
    const Range range = range_of(values, ObserverKind::kl_jit_asis);
    CHECK(range.high == maximum(values) * (255.0 / 2048));
    CHECK(range.low == -range.high);
  }
}

TEST_CASE("Sparsebit's variant finds .750977 of the maximum for 8 bits and .985352 for 4", "[T4][S6]") {
  for (const std::vector<float>& values : four_kinds_of_data()) {
    const double at_8 = range_of(values, ObserverKind::kl_sparsebit_asis).high / maximum(values);
    const double at_4 = range_of(values, ObserverKind::kl_sparsebit_asis, 4).high / maximum(values);
    CHECK(at_8 == Approx(.750977).margin(5e-7));
    CHECK(at_4 == Approx(.985352).margin(5e-7));
  }
  const Range one_sided = range_of(magnitudes(four_kinds_of_data()[0]), ObserverKind::kl_sparsebit_asis);
  CHECK(one_sided.low == 0);
}
