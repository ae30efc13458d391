// Post-processing of spans gives the codes of the scalar definition: every mode, multiplier, layout and extreme.
#include "models/numerics/post_process_sums.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "models/errors.hpp"

using namespace systole::models;

namespace {

constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
constexpr RequantMode kModes[] = {RequantMode::float64_half_even, RequantMode::float64_half_away, RequantMode::gemmlowp,
                                  RequantMode::single_rounding, RequantMode::shift_truncate};

double random_multiplier() {
  const double fraction = *rc::gen::inRange(1 << 20, 1 << 21) * 0x1p-21;
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      return std::ldexp(1.0, *rc::gen::inRange(-40, 12));  // powers of two make ties
    case 1:
      return std::ldexp(fraction, *rc::gen::inRange(-40, 29));
    case 2:
      return 0;
    default:
      return std::ldexp(fraction, *rc::gen::inRange(-16, 2));
  }
}

std::int32_t random_sum() {
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return *rc::gen::inRange(0, 2) == 0 ? kMin + *rc::gen::inRange(0, 3) : kMax - *rc::gen::inRange(0, 3);
    case 1:
      return *rc::gen::inRange(-300, 300);
    case 2:
      return *rc::gen::inRange(-(1 << 20), 1 << 20);
    default:
      return *rc::gen::inRange(kMin, kMax);
  }
}

PostProcessing random_description(std::size_t channels) {
  PostProcessing d;
  d.mode = kModes[*rc::gen::inRange(0, 5)];
  d.multipliers.clear();
  const bool alike = *rc::gen::inRange(0, 3) == 0;
  for (std::size_t c = 0; c < (alike ? 1 : channels); ++c) d.multipliers.push_back(random_multiplier());
  if (*rc::gen::inRange(0, 2) == 0)
    for (std::size_t c = 0; c < channels; ++c) d.bias.push_back(random_sum());
  if (*rc::gen::inRange(0, 2) == 0)
    for (std::size_t c = 0; c < channels; ++c)
      d.correction.push_back(*rc::gen::inRange(0, 4) == 0 ? std::int64_t{random_sum()} * random_sum()
                                                          : *rc::gen::inRange(-70000, 70000));
  d.activation = static_cast<Activation>(*rc::gen::inRange(0, 3));
  if (d.activation == Activation::table) {
    for (int i = 0; i < 256; ++i) d.table.push_back(*rc::gen::inRange(-200, 200));
    d.table_zero = *rc::gen::inRange(0, 256);
  }
  const int bits = *rc::gen::inRange(2, 17);
  d.lowest = *rc::gen::inRange(0, 2) == 0 && bits < 16 ? 0 : -(1 << (bits - 1));
  d.highest = d.lowest + (1 << bits) - 1;
  d.zero_point = *rc::gen::inRange(d.lowest, d.highest + 1);
  return d;
}

std::vector<std::int16_t> definition(const PostProcessing& d, const ChannelLayout& layout,
                                     const std::vector<std::int32_t>& sums) {
  const PostProcess post{d};
  std::vector<std::int16_t> codes;
  for (std::size_t i = 0; i < sums.size(); ++i)
    codes.push_back(static_cast<std::int16_t>(post(sums[i], i / layout.inner % layout.channels)));
  return codes;
}

std::vector<std::int16_t> in_spans(const PostProcessSums& post, const ChannelLayout& layout,
                                   const std::vector<std::int32_t>& sums) {
  std::vector<std::int16_t> codes(sums.size());
  post.run(sums, layout, codes);
  return codes;
}

std::vector<std::int32_t> sums_around(std::int32_t middle, std::int32_t reach) {
  std::vector<std::int32_t> sums;
  for (std::int32_t i = -reach; i <= reach; ++i) sums.push_back(middle + i);
  return sums;
}

}  // namespace

TEST_CASE("spans of sums become the codes of the scalar definition", "[C4][C5]") {
  CHECK(rc::check([] {
    const ChannelLayout layout{*rc::gen::inRange<std::size_t>(1, 4), *rc::gen::inRange<std::size_t>(1, 80),
                               *rc::gen::inRange<std::size_t>(1, 40)};
    const PostProcessing d = random_description(layout.channels);
    std::vector<std::int32_t> sums(layout.size());
    for (auto& sum : sums) sum = random_sum();
    RC_ASSERT(in_spans(PostProcessSums{d}, layout, sums) == definition(d, layout, sums));
  }));
}

TEST_CASE("sums whose range is known become the same codes", "[C4]") {
  CHECK(rc::check([] {
    const ChannelLayout layout{*rc::gen::inRange<std::size_t>(1, 50), *rc::gen::inRange<std::size_t>(1, 9), 1};
    const PostProcessing d = random_description(layout.channels);
    const std::int32_t lowest = *rc::gen::inRange(-(1 << 30), 1 << 30);
    const std::int32_t highest = *rc::gen::inRange(lowest, 1 << 30);
    std::vector<std::int32_t> sums(layout.size());
    for (auto& sum : sums) sum = *rc::gen::inRange(lowest, highest + 1);
    RC_ASSERT(in_spans(PostProcessSums{d, {lowest, highest}}, layout, sums) == definition(d, layout, sums));
  }));
}

TEST_CASE("ties and neighbours of ties round in spans as each mode says", "[C4]") {
  for (const RequantMode mode : kModes) {
    for (const double multiplier : {0.5, 0.25, 0x1p-10, 3 * 0x1p-12, 1.0, 1.5, 2.0, 0.49999999999999994, 1000.0}) {
      PostProcessing d;
      d.multipliers = {multiplier};
      d.mode = mode;
      d.lowest = -32768;
      d.highest = 32767;
      const PostProcessSums post{d};
      for (const std::int32_t middle : {0, 512, -512, 1 << 20, kMin + 1100, kMax - 1100}) {
        const std::vector<std::int32_t> sums = sums_around(middle, 1100);
        const ChannelLayout one{1, 1, sums.size()};
        CAPTURE(static_cast<int>(mode), multiplier, middle);
        CHECK(in_spans(post, one, sums) == definition(d, one, sums));
      }
    }
  }
}

TEST_CASE("the multipliers of networks are done in vectors, whatever the sums", "[C4]") {
  for (const RequantMode mode : kModes) {
    PostProcessing d;
    d.mode = mode;
    for (const double multiplier : {0x1p-23, 1e-4, 0.3, 0.9999, 1.0, 7.0, 500.0}) {
      d.multipliers = {multiplier, multiplier * 0.7};
      d.bias = {kMax, kMin};
      CAPTURE(static_cast<int>(mode), multiplier);
      CHECK(PostProcessSums{d}.in_vectors());
    }
    d.multipliers = {0x1p-26};  // sums of 33 bits may count: as little as gemmlowp knows of them
    d.bias = {kMax};
    CHECK(PostProcessSums{d}.in_vectors() == (mode == RequantMode::gemmlowp || mode == RequantMode::shift_truncate));
    d.multipliers = {0x1p-26};
    CHECK(PostProcessSums{d, {-(1 << 24), 0}}.in_vectors());
  }
}

TEST_CASE("vectors of every width make the same codes", "[C4]") {
  std::vector<std::int32_t> sums;
  for (std::int32_t i = 0; i < 3 * 77; ++i) sums.push_back((i * 7919 - 900000) * (i % 5 == 0 ? 2000 : 1));
  std::vector<std::int32_t> lowest(77, kMin / 4);
  std::vector<std::int32_t> highest(77, kMax / 4);
  std::vector<std::int32_t> offset(77);
  std::vector<std::int32_t> before(77);
  std::vector<std::int32_t> multiplier(77);
  std::vector<std::int32_t> after(77);
  std::vector<std::int64_t> half(77);
  std::vector<double> real(77);
  for (int i = 0; i < 77; ++i) {
    const auto at = static_cast<std::size_t>(i);
    offset[at] = i * 100 - 3000;
    before[at] = i % 2;
    multiplier[at] = (1 << 30) + i * 1000003;
    after[at] = i % 13;
    half[at] = std::int64_t{1} << (31 + i % 13);
    real[at] = 0.001 * i;
  }
  const SumLanes lanes{lowest.data(),     highest.data(), offset.data(), before.data(),
                       multiplier.data(), half.data(),    after.data(),  real.data()};
  for (const SumKernel kernel : {SumKernel::shift, SumKernel::gemmlowp, SumKernel::half_even, SumKernel::half_away}) {
    for (const bool each : {false, true}) {
      std::vector<std::vector<std::int16_t>> codes;
      for (const int widest : {16, 32, 64}) {
        codes.emplace_back(sums.size());
        requantize_rows(kernel, lanes, each, {-3000, 2999, 5}, {3, 77, sums.data(), 77, codes.back().data(), 77},
                        widest);
      }
      CAPTURE(static_cast<int>(kernel), each);
      CHECK(codes[0] == codes[1]);
      CHECK(codes[0] == codes[2]);
    }
  }
}

TEST_CASE("post-processing of spans refuses what does not fit", "[C4]") {
  PostProcessing d;
  d.multipliers = {0.5, 0.25};
  const PostProcessSums post{d};
  const std::vector<std::int32_t> sums(6);
  std::vector<std::int16_t> codes(6);
  CHECK_THROWS_AS(post.run(sums, {1, 3, 2}, codes), ModelError);
  CHECK_THROWS_AS(post.run(sums, {1, 2, 2}, codes), ModelError);
  codes.resize(5);
  CHECK_THROWS_AS(post.run(sums, {1, 2, 3}, codes), ModelError);
  d.highest = 32768;
  CHECK_THROWS_AS(PostProcessSums{d}, ModelError);
  d.highest = 127;
  d.multipliers = {-1};
  CHECK_THROWS_AS(PostProcessSums{d}, ModelError);
}
