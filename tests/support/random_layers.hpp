// Random chips, layers and tilings for properties that must hold over all of them. Seeded: a failing case is
// repeatable.
#pragma once

#include <algorithm>
#include <random>

#include "models/chip/chip.hpp"
#include "models/dataflow/tiling.hpp"
#include "models/dataflow/work.hpp"

namespace systole::tests {

struct RandomCase {
  models::Chip chip;
  models::Work work;
  models::Tiling tiling;
};

class RandomCases {
 public:
  /// Axes have up to `largest_out` outputs: fewer keep a search over all tilings short.
  explicit RandomCases(unsigned seed, std::int64_t largest_out = 30) : engine_{seed}, largest_out_{largest_out} {}

  std::int64_t number(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(engine_);
  }
  bool one_in(std::int64_t n) { return number(1, n) == 1; }

  models::Chip chip() {
    models::Chip chip;
    chip.clock = models::Hertz{number(1, 20) * 100'000'000};
    array(chip.array);
    // Ports from starved to generous: stretches must not break anything.
    for (models::BufferConfig* buffer : {&chip.scratchpad.ifmap, &chip.scratchpad.weight, &chip.scratchpad.ofmap}) {
      buffer->halves = number(1, 4);
      buffer->banks = number(1, 160);
      buffer->size = models::Bytes{std::int64_t{1} << 40};  // any tile fits; a test that needs limits sets its own
    }
    chip.vector.lanes = number(1, 64);
    chip.dram.bandwidth = models::BytesPerSecond{number(1, 40) * 1'000'000'000 / number(1, 8)};
    chip.dram.latency = models::Picoseconds{number(0, 200) * 1000};
    chip.dram.burst = models::Bytes{number(1, 64)};
    return chip;
  }

  models::Work work() {
    models::Work work;
    work.groups = one_in(4) ? number(1, 6) : 1;
    work.images = one_in(4) ? number(1, 3) : 1;
    const std::int64_t kernel = number(1, 5);
    work.rows = axis(kernel);
    work.cols = axis(kernel);
    work.taps = kernel * kernel;
    work.channels = number(1, 40);
    work.n = number(1, 100);
    work.vector_cycles = number(0, 2);
    work.a_on_chip = one_in(10);
    work.c_on_chip = one_in(10);
    if (one_in(5)) on_vector_unit(work);
    return work;
  }

  models::Tiling tiling(const models::Work& work) {
    models::Tiling tiling;
    tiling.groups = number(1, work.groups);
    tiling.images = number(1, work.images);
    tiling.rows = number(1, work.rows.out);
    tiling.cols = number(1, work.cols.out);
    tiling.channels = number(1, work.channels);
    tiling.n = number(1, work.n);
    tiling.order = static_cast<models::LoopOrder>(number(1, 6));
    tiling.halves = {number(1, 4), number(1, 4), number(1, 4)};
    return tiling;
  }

  RandomCase next() {
    RandomCase result{chip(), work(), {}};
    result.tiling = tiling(result.work);
    return result;
  }

 private:
  void array(models::ArrayConfig& array) {
    array.rows = number(1, 32);
    array.cols = number(1, 32);
    array.dataflow = static_cast<models::Dataflow>(number(0, 2));
    if (one_in(4)) {
      array.timing = models::ArrayTiming::scalesim;
      return;
    }
    array.hop_registers = number(1, 2);
    if (array.dataflow == models::Dataflow::os) {
      array.drain = static_cast<models::Drain>(number(0, 1));
    } else {
      array.weight_load = static_cast<models::WeightLoad>(number(0, 1));
    }
  }

  models::WindowAxis axis(std::int64_t kernel) {
    models::WindowAxis axis;
    axis.kernel = kernel;
    axis.stride = number(1, 3);
    axis.dilation = number(1, 3);
    axis.out = number(1, largest_out_);
    const std::int64_t span = (axis.out - 1) * axis.stride + (kernel - 1) * axis.dilation + 1;
    axis.pad_before = number(0, std::min(kernel - 1, (span - 1) / 2));
    axis.in = span - axis.pad_before - number(0, axis.pad_before);
    return axis;
  }

  void on_vector_unit(models::Work& work) {
    work.engine = models::Engine::vector;
    work.channels = work.n = 1;
    work.b_element = models::Bytes{number(0, 1)};
    work.constants = models::Bytes{number(0, 100)};
    work.vector_cycles = number(1, 9);
    work.a_operands = number(1, 2);
  }

  std::mt19937 engine_;
  std::int64_t largest_out_;
};

}  // namespace systole::tests
