#include "sim/accuracy/arithmetic_sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>

#include "sim/inference/sample_workers.hpp"

namespace systole::sim {

using models::RequantMode;

namespace {

/// One mode's codes beside another's over some samples.
struct Difference {
  std::int64_t codes = 0;
  std::int64_t different = 0;
  std::int32_t most = 0;

  void add(models::Codes base, models::Codes other) {
    codes += static_cast<std::int64_t>(base.size());
    for (std::size_t i = 0; i < base.size(); ++i) {
      const std::int32_t steps = std::abs(base[i] - other[i]);
      different += steps != 0 ? 1 : 0;
      most = std::max(most, steps);
    }
  }
  Difference& operator+=(const Difference& other) {
    codes += other.codes;
    different += other.different;
    most = std::max(most, other.most);
    return *this;
  }
};

/// What a stage wrote under the first mode.
struct Written {
  std::vector<std::int16_t> codes;
  std::vector<float> values;
};

/// The network under two modes.
class ModePair {
 public:
  ModePair(const AccuracySetup& setup, const Scales& scales, const models::Chip& base, const models::Chip& other,
           const std::vector<StageArithmetic>& arithmetic)
      : network_{&setup.network},
        base_{base, setup.network, setup.weights, scales, arithmetic},
        other_{other, setup.network, setup.weights, scales, arithmetic} {}

  Difference run(const Sample& sample) const {
    std::map<std::string, Written, std::less<>> written;
    base_.run(sample, [&](const StageOutput& output) {
      written[name_of(output.stage)] = {{output.codes.begin(), output.codes.end()},
                                        {output.values.begin(), output.values.end()}};
    });
    Difference difference;
    other_.run(
        sample,
        [&](const StageOutput& output) {
          const workloads::Layer& layer = network_->layers()[base_.stages()[output.stage].layer];
          if (!output.codes.empty() && !inherits_params(layer.kind))
            difference.add(written.at(name_of(output.stage)).codes, output.codes);
        },
        [&](const std::string& tensor) {
          const auto found = written.find(tensor);
          return found == written.end() ? Reals{} : Reals{found->second.values};
        });
    return difference;
  }

 private:
  const std::string& name_of(std::size_t stage) const { return network_->layers()[base_.stages()[stage].last()].name; }

  const workloads::Network* network_;
  QuantizedNetwork base_;
  QuantizedNetwork other_;
};

Difference compare_modes(const AccuracySetup& setup, const Scales& scales, const models::Chip& other,
                         const AccuracyRequest& request) {
  models::Chip base = other;
  base.vector.requantize = RequantMode::float64_half_even;
  const auto arithmetic = arithmetic_of(setup.network, setup.rules, request);
  const std::int64_t all = setup.data.samples();
  const std::int64_t samples = request.samples == 0 ? all : std::min(request.samples, all);
  std::vector<Difference> differences(static_cast<std::size_t>(samples));
  for_each_sample({samples, request.stop_requested, {}}, [&]() -> SampleWork {
    const auto pair = std::make_shared<ModePair>(setup, scales, base, other, arithmetic);
    return [&, pair](std::int64_t i) { differences[static_cast<std::size_t>(i)] = pair->run(setup.data.sample(i)); };
  });
  Difference total;
  for (const Difference& each : differences) total += each;
  return total;
}

NetworkAccuracy accuracy_on(const models::Chip& chip, const AccuracySetup& setup, const Scales& scales,
                            const AccuracyRequest& request) {
  AccuracyRequest each = request;
  each.progress = {};
  each.alone = false;
  return network_accuracy(chip, setup.network, setup.weights, setup.data, scales, each,
                          arithmetic_of(setup.network, setup.rules, each));
}

std::string csv_of(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "";
}

}  // namespace

std::vector<AccumulatorPoint> accumulator_sweep(const AccuracySetup& setup, const Scales& scales,
                                                const std::vector<models::Accumulator>& accumulators,
                                                const AccuracyRequest& request) {
  std::vector<AccumulatorPoint> points;
  for (const models::Accumulator& accumulator : accumulators) {
    models::Chip chip = setup.chip.chip;
    chip.array.accumulator = accumulator;
    AccumulatorPoint point{accumulator, accuracy_on(chip, setup, scales, request), 0};
    for (const StageAccuracy& stage : point.accuracy.stages) point.overflowed_steps += stage.overflowed_steps;
    points.push_back(std::move(point));
    if (request.progress) request.progress(points.size(), accumulators.size());
  }
  return points;
}

std::vector<RequantizePoint> requantize_sweep(const AccuracySetup& setup, const Scales& scales,
                                              const AccuracyRequest& request) {
  const auto& modes = word_table<RequantMode>();
  std::vector<RequantizePoint> points;
  for (const auto& [name, mode] : modes) {
    models::Chip chip = setup.chip.chip;
    chip.vector.requantize = mode;
    const Difference difference = compare_modes(setup, scales, chip, request);
    points.push_back(
        {mode, accuracy_on(chip, setup, scales, request), difference.codes, difference.different, difference.most});
    if (request.progress) request.progress(points.size(), modes.size());
  }
  return points;
}

std::string accumulators_csv(const std::vector<AccumulatorPoint>& points) {
  std::string text = "accumulator_bits,overflow,top1_real,top1,agreement,output_sqnr_db,overflowed_steps\n";
  for (const AccumulatorPoint& point : points)
    text += fmt::format("{},{},{},{},{},{},{}\n", point.accumulator.bits, word(point.accumulator.overflow),
                        csv_of(point.accuracy.top1_real), csv_of(point.accuracy.top1), point.accuracy.agreement,
                        point.accuracy.output.sqnr_db, point.overflowed_steps);
  return text;
}

std::string requantize_csv(const std::vector<RequantizePoint>& points) {
  std::string text = "requantize,top1_real,top1,agreement,output_sqnr_db,codes,different,most_steps\n";
  for (const RequantizePoint& point : points)
    text += fmt::format("{},{},{},{},{},{},{},{}\n", word(point.mode), csv_of(point.accuracy.top1_real),
                        csv_of(point.accuracy.top1), point.accuracy.agreement, point.accuracy.output.sqnr_db,
                        point.codes, point.different, point.most);
  return text;
}

}  // namespace systole::sim
