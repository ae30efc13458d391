// Random operands for any layer, and the sums that the array must make of them, written down plainly: per output, the
// products in the order in which tiles and taps come.
#pragma once

#include <algorithm>
#include <random>
#include <vector>

#include "models/array/accumulate.hpp"
#include "models/dataflow/schedule.hpp"
#include "models/datapath/layer_data.hpp"

namespace systole::tests {

class RandomData : public models::LayerDataSource {
 public:
  RandomData(const models::Schedule& schedule, unsigned seed) : schedule_{schedule}, engine_{seed} {
    const models::Work& w = schedule.work();
    const std::int64_t pixels = w.rows.in * w.cols.in;
    fill(a_, w.groups * w.images * w.channels * pixels);
    fill(b_, w.groups * w.channels * w.taps * w.n);
    data_.name = "layer";
    data_.a = {a_, w.images * w.channels * pixels, w.channels * pixels, pixels, w.cols.in, 1};
    data_.b = {b_, w.channels * w.taps * w.n, w.taps * w.n, w.n, 1};
    data_.a_offset = number(-20, 20);
    data_.b_offset = number(-20, 20);
    data_.padding = number(-9, 9);
    data_.m = w.m();
    data_.n = w.n;
    const auto outputs = static_cast<std::size_t>(w.groups * w.m() * w.n);
    data_.sums.resize(outputs);
    data_.codes.resize(outputs);
    data_.golden_source = "the plain loop";
    for (std::int64_t g = 0; g < w.groups; ++g)
      for (std::int64_t m = 0; m < w.m(); ++m)
        for (std::int64_t n = 0; n < w.n; ++n) data_.golden.push_back(sum(g, m, n));
  }

  models::LayerData& open(std::size_t /*the only layer*/) override {
    std::fill(data_.sums.begin(), data_.sums.end(), 0);
    data_.overflow = {};
    return data_;
  }
  void close(std::size_t /*the only layer*/) override {}

  models::LayerData& data() { return data_; }
  /// Steps of all sums that did not fit the accumulator.
  std::int64_t overflows() const { return overflows_; }

 private:
  std::int16_t number(int low, int high) {
    return static_cast<std::int16_t>(std::uniform_int_distribution<int>{low, high}(engine_));
  }
  void fill(std::vector<std::int16_t>& values, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) values.push_back(number(-128, 127));
  }

  std::int64_t operand(std::int64_t g, std::int64_t m, std::int64_t tap, std::int64_t c) const {
    const models::Work& w = schedule_.work();
    const auto at = [](const models::WindowAxis& axis, std::int64_t out, std::int64_t t) {
      return out * axis.stride + t * axis.dilation - axis.pad_before;
    };
    const std::int64_t y = at(w.rows, m / w.cols.out % w.rows.out, tap / w.cols.kernel);
    const std::int64_t x = at(w.cols, m % w.cols.out, tap % w.cols.kernel);
    if (y < 0 || y >= w.rows.in || x < 0 || x >= w.cols.in) return data_.padding;
    return data_.a.at(g, m / w.cols.out / w.rows.out, c, y, x) - data_.a_offset;
  }

  std::int64_t sum(std::int64_t g, std::int64_t m, std::int64_t n) {
    const models::Work& w = schedule_.work();
    const models::ArrayConfig& array = schedule_.chip().array;
    const std::int64_t step = schedule_.tiling().channels;
    std::int64_t total = 0;
    const auto add = [&](std::int64_t to, std::int64_t term) {
      const std::int64_t kept = models::accumulate(array.accumulator, to, term);
      if (kept != to + term) ++overflows_;
      return kept;
    };
    for (std::int64_t first = 0; first < w.channels; first += step) {
      std::int64_t of_tile = array.dataflow == models::Dataflow::os ? 0 : total;
      for (std::int64_t tap = 0; tap < w.taps; ++tap)
        for (std::int64_t c = first; c < std::min(w.channels, first + step); ++c)
          of_tile = add(of_tile, operand(g, m, tap, c) * (data_.b.at(g, c, tap, n) - data_.b_offset));
      total = array.dataflow == models::Dataflow::os && first > 0 ? add(total, of_tile) : of_tile;
    }
    return total;
  }

  const models::Schedule& schedule_;
  std::mt19937 engine_;
  std::vector<std::int16_t> a_;
  std::vector<std::int16_t> b_;
  models::LayerData data_;
  std::int64_t overflows_ = 0;
};

}  // namespace systole::tests
