#include "models/numerics/overflow_study.hpp"

#include <Random123/philox.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>

#include "models/array/row_kernels.hpp"

namespace systole::models {

namespace {

constexpr std::size_t kLanes = 64;  // sums at a time, as if they were a row of PEs

/// Operands of `kLanes` sums for one step: A and B.
struct Step {
  std::array<std::int16_t, kLanes> a{};
  std::array<std::int16_t, kLanes> b{};
};

std::int16_t operand(OperandType type, std::uint32_t bits) {
  switch (type) {
    case OperandType::int8:
      return static_cast<std::int8_t>(bits);
    case OperandType::uint8:
      return static_cast<std::uint8_t>(bits);
    case OperandType::int9:
      return static_cast<std::int16_t>(static_cast<std::int32_t>(bits % 511U) - 255);
    case OperandType::int16:
      return static_cast<std::int16_t>(bits);
  }
  return 0;
}

/// Operands of step `index` of the sums of `batch`: 16 bits each, two to a word.
Step draw(const OverflowStudy& study, std::uint32_t batch, std::uint32_t index) {
  const r123::Philox4x32 philox;
  const r123::Philox4x32::key_type key{
      {static_cast<std::uint32_t>(study.seed), static_cast<std::uint32_t>(study.seed >> 32U)}};
  Step step;
  for (std::uint32_t block = 0; block < kLanes / 4; ++block) {
    const auto words = philox({{block, index, batch, study.stream}}, key);
    for (std::size_t w = 0; w < 4; ++w) {
      const std::size_t lane = std::size_t{4} * block + w;
      step.a[lane] = operand(study.a, words[w] & 0xFFFFU);
      step.b[lane] = operand(study.b, words[w] >> 16U);
    }
  }
  return step;
}

/// Sums of one accumulator over a batch.
class Lanes {
 public:
  explicit Lanes(const Accumulator& accumulator) : step_{accumulator} {}

  void add(const Step& step) {
    accumulate_row(step_,
                   {kLanes, step.a.data(), step.b.data(), sums_.data(), sums_.data(), nullptr, overflows_.data()});
  }
  void tally(const std::array<std::int64_t, kLanes>& exact, std::size_t used, OverflowTally& tally) {
    for (std::size_t lane = 0; lane < used; ++lane) {
      const std::int64_t error = std::abs(sums_[lane] - exact[lane]);
      tally.overflowed_steps += overflows_[lane];
      tally.wrong_sums += error != 0 ? 1 : 0;
      tally.mean_error += static_cast<double>(error);
      tally.worst_error = std::max(tally.worst_error, error);
      const std::int64_t range = step_.highest();
      tally.mean_excess +=
          static_cast<double>(std::max({std::int64_t{0}, exact[lane] - range, -range - 1 - exact[lane]}));
    }
    sums_.fill(0);
    overflows_.fill(0);
  }

 private:
  AccumulatorStep<std::int64_t> step_;
  std::array<std::int64_t, kLanes> sums_{};
  std::array<std::uint32_t, kLanes> overflows_{};
};

}  // namespace

std::vector<OverflowTally> study_overflow(const OverflowStudy& study, std::span<const Accumulator> accumulators) {
  std::vector<OverflowTally> tallies(accumulators.size());
  std::vector<Lanes> lanes(accumulators.begin(), accumulators.end());
  std::uint32_t batch = 0;
  constexpr auto kBatch = static_cast<std::int64_t>(kLanes);
  for (std::int64_t done = 0; done < study.sums; done += kBatch, ++batch) {
    std::array<std::int64_t, kLanes> exact{};
    for (std::int64_t k = 0; k < study.k; ++k) {
      const Step step = draw(study, batch, static_cast<std::uint32_t>(k));
      for (std::size_t lane = 0; lane < kLanes; ++lane)
        exact[lane] += std::int64_t{step.a[lane]} * std::int64_t{step.b[lane]};
      for (Lanes& each : lanes) each.add(step);
    }
    const auto used = static_cast<std::size_t>(std::min(kBatch, study.sums - done));
    for (std::size_t i = 0; i < lanes.size(); ++i) lanes[i].tally(exact, used, tallies[i]);
  }
  const auto sums = static_cast<double>(std::max<std::int64_t>(1, study.sums));
  for (OverflowTally& tally : tallies) {
    tally.mean_error /= sums;
    tally.mean_excess /= sums;
  }
  return tallies;
}

}  // namespace systole::models
