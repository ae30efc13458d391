#include "workloads/data/signals.hpp"

#include <Random123/philox.h>
#include <Random123/boxmuller.hpp>

#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "models/errors.hpp"

namespace systole::workloads {

namespace {

constexpr std::int64_t kMaxSamples = 1'000'000;
constexpr double kMaxNoise = 1000;
constexpr std::int64_t kWordsABlock = 4;
constexpr std::int64_t kSteps = kSignalPoints - 1;  // from 0 to 1 second

void require(const SignalOptions& options) {
  if (options.samples < kSignalClasses || options.samples > kMaxSamples)
    throw models::UserError("synthetic signals: " + std::to_string(options.samples) + " samples; allowed are " +
                            std::to_string(kSignalClasses) + " to " + std::to_string(kMaxSamples));
  if (!(options.noise >= 0 && options.noise <= kMaxNoise))
    throw models::UserError("synthetic signals: noise of " + std::to_string(options.noise) + "; allowed are 0 to 1000");
}

/// One period of the sine in 127 steps: a whole number of Hz never needs another phase.
std::array<double, kSteps> sine_table() {
  std::array<double, kSteps> table{};
  for (std::size_t step = 0; step < table.size(); ++step)
    table[step] = std::sin(2 * std::numbers::pi * static_cast<double>(step) / static_cast<double>(kSteps));
  return table;
}

void add_noise(std::int64_t sample, const SignalOptions& options, std::array<double, kSignalPoints>& points) {
  const r123::Philox4x64 philox;
  const r123::Philox4x64::key_type key{{options.seed, 0}};
  constexpr std::int64_t kBlocks = kSignalPoints / kWordsABlock;
  for (std::int64_t block = 0; block < kBlocks; ++block) {
    // numpy counts before it draws: its first block is number 1.
    const auto words = philox({{static_cast<std::uint64_t>(sample * kBlocks + block + 1), 0, 0, 0}}, key);
    const auto at = static_cast<std::size_t>(block * kWordsABlock);
    for (std::size_t word = 0; word < kWordsABlock; word += 2) {
      const r123::double2 pair = r123::boxmuller(words[word], words[word + 1]);
      points[at + word] += options.noise * pair.x;
      points[at + word + 1] += options.noise * pair.y;
    }
  }
}

LabelledSamples make_part(std::int64_t first, std::int64_t end, const SignalOptions& options) {
  const std::array<double, kSteps> sine = sine_table();
  LabelledSamples part;
  part.shape = {end - first, 1, kSignalPoints};
  part.x.reserve(static_cast<std::size_t>((end - first) * kSignalPoints));
  part.labels.reserve(static_cast<std::size_t>(end - first));
  for (std::int64_t sample = first; sample < end; ++sample) {
    const std::int64_t label = sample % kSignalClasses;
    const std::int64_t hertz = 2 + 3 * label;
    std::array<double, kSignalPoints> points{};
    for (std::int64_t j = 0; j < kSignalPoints; ++j)
      points[static_cast<std::size_t>(j)] = sine[static_cast<std::size_t>(hertz * j % kSteps)];
    add_noise(sample, options, points);
    for (const double point : points) part.x.push_back(static_cast<float>(point));
    part.labels.push_back(label);
  }
  return part;
}

}  // namespace

SignalSplit make_signals(const SignalOptions& options) {
  require(options);
  const std::int64_t training = options.samples * 4 / 5;
  return {make_part(0, training, options), make_part(training, options.samples, options)};
}

}  // namespace systole::workloads
