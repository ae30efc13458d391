// The number kernels against what they could be: int8 convolutions and linear layers against a plain oneDNN int8
// primitive of the same shape on the same threads (the aim: 0.5), the ordered path in GMAC/s of one core (the aim: 1),
// requantisation in values a second. Counters: `x_of_onednn` against the primitive in the layouts that it prefers, with
// our channels last; `first_x_of_onednn` against the same, with our channels first: int16 codes in, reordered;
// `first_x_of_reordered` against the primitive that has to reorder channels too.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <oneapi/dnnl/dnnl.hpp>
#include <random>
#include <vector>

#include "models/numerics/int8_convolution.hpp"
#include "models/numerics/int8_product.hpp"
#include "models/numerics/ordered_product.hpp"
#include "models/numerics/post_process.hpp"
#include "models/onednn/prepared_convolution.hpp"
#include "models/onednn/prepared_product.hpp"

namespace {

using namespace systole::models;
using Clock = std::chrono::steady_clock;
using Type = dnnl::memory::data_type;

template <class Work>
double best_seconds(Work work) {
  double best = 1e9;
  const auto end = Clock::now() + std::chrono::milliseconds{150};
  while (Clock::now() < end) {
    const auto begin = Clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
  }
  return best;
}

std::vector<std::int16_t> numbers(std::int64_t count, int low, int high) {
  std::mt19937 engine{1};
  std::uniform_int_distribution<int> values{low, high};
  std::vector<std::int16_t> result;
  for (std::int64_t i = 0; i < count; ++i) result.push_back(static_cast<std::int16_t>(values(engine)));
  return result;
}

/// Weights as trained ones are: around zero, seldom near the ends of their range.
std::vector<std::int16_t> weights(std::int64_t count) {
  std::mt19937 engine{2};
  std::normal_distribution<double> values{0, 30};
  std::vector<std::int16_t> result;
  for (std::int64_t i = 0; i < count; ++i)
    result.push_back(static_cast<std::int16_t>(std::clamp(values(engine), -127.0, 127.0)));
  return result;
}

void report(benchmark::State& state, double macs, double seconds) {
  state.counters["GMAC/s"] = macs / seconds * 1e-9;
}

/// A layer of ResNet-18: channels, image, filters, kernel, stride.
void convolution(benchmark::State& state) {
  const std::int64_t kernel = state.range(3);
  const std::int64_t in = state.range(1);
  const WindowAxis axis{in, (in - 1) / state.range(4) + 1, kernel, state.range(4), 1, kernel / 2};
  const ConvolutionShape s{1, 1, state.range(0), state.range(2), axis, axis};
  const std::vector<std::int16_t> w = weights(s.weight_size());
  const std::vector<std::int8_t> bytes(w.begin(), w.end());
  const std::vector<std::int16_t> x = numbers(s.input_size(), 0, 255);
  const std::vector<std::uint8_t> x_bytes(x.begin(), x.end());
  std::vector<std::int32_t> sums(static_cast<std::size_t>(s.output_size()));
  const auto plain_seconds = [&](ChannelOrder order) {
    const ConvolutionTensors tensors{ImageLayout{1, s.channels, in, in, s.channels, order},
                                     ImageLayout{1, s.filters, axis.out, axis.out, s.filters, order}};
    PreparedPrimitive plain = prepare_convolution(s, {Type::u8, Type::s8, Type::s32}, tensors, bytes.data(), nullptr);
    plain.set(DNNL_ARG_SRC, x_bytes.data());
    plain.set(DNNL_ARG_DST, sums.data());
    return best_seconds([&] { plain.run(); });
  };
  const double plain = plain_seconds(ChannelOrder::last);
  const double reordered = plain_seconds(ChannelOrder::first);
  Int8Convolution last{s, w, {0, 255}, ChannelOrder::last};
  Int8Convolution first{s, w, {0, 255}, ChannelOrder::first};
  const double of_last = best_seconds([&] { last.run(x, sums); });
  const double of_first = best_seconds([&] { first.run(x, sums); });
  for (auto _ : state) last.run(x, sums);
  state.counters["x_of_onednn"] = plain / of_last;
  state.counters["first_x_of_onednn"] = plain / of_first;
  state.counters["first_x_of_reordered"] = reordered / of_first;
  state.counters["slices"] = static_cast<double>(last.slices());
  report(state, static_cast<double>(s.output_size() * s.reduction()), of_last);
}
BENCHMARK(convolution)
    ->ArgNames({"channels", "image", "filters", "kernel", "stride"})
    ->Args({3, 224, 64, 7, 2})
    ->Args({64, 56, 64, 3, 1})
    ->Args({64, 56, 128, 3, 2})
    ->Args({128, 28, 128, 3, 1})
    ->Args({256, 14, 256, 3, 1})
    ->Args({512, 7, 512, 3, 1});

/// Rows, inputs, outputs: JiT-B/16's feed-forward layers.
void linear(benchmark::State& state) {
  const LinearShape s{state.range(0), state.range(1), state.range(2)};
  const std::vector<std::int16_t> w = weights(s.inputs * s.outputs);
  const std::vector<std::int8_t> bytes(w.begin(), w.end());
  const std::vector<std::int16_t> x = numbers(s.rows * s.inputs, 0, 255);
  const std::vector<std::uint8_t> x_bytes(x.begin(), x.end());
  std::vector<std::int32_t> sums(static_cast<std::size_t>(s.rows * s.outputs));
  PreparedPrimitive plain = prepare_product({1, s.rows, s.inputs, s.outputs, {0, s.inputs, 1}, {0, 1, s.inputs}},
                                            {Type::u8, Type::s8, Type::s32}, bytes.data());
  plain.set(DNNL_ARG_SRC, x_bytes.data());
  plain.set(DNNL_ARG_DST, sums.data());
  const double of_plain = best_seconds([&] { plain.run(); });
  Int8Linear ours{s, w, {0, 255}};
  const double of_ours = best_seconds([&] { ours.run(x, sums); });
  for (auto _ : state) ours.run(x, sums);
  state.counters["x_of_onednn"] = of_plain / of_ours;
  state.counters["slices"] = static_cast<double>(ours.slices());
  report(state, static_cast<double>(s.rows * s.inputs * s.outputs), of_ours);
}
BENCHMARK(linear)
    ->ArgNames({"rows", "inputs", "outputs"})
    ->Args({256, 768, 4096})
    ->Args({256, 2048, 768})
    ->Args({1, 512, 1000});

/// Bits of the accumulator, and whether it wraps. One core: the kernel has no threads.
void ordered(benchmark::State& state) {
  const MatrixShape s{128, 768, 512};
  const Accumulator accumulator{static_cast<int>(state.range(0)),
                                state.range(1) == 1 ? Overflow::wrap : Overflow::saturate};
  const auto a = numbers(s.m * s.k, -128, 127);
  const auto b = numbers(s.k * s.n, -128, 127);
  std::vector<std::int64_t> c(static_cast<std::size_t>(s.m * s.n));
  const auto work = [&] {
    std::fill(c.begin(), c.end(), 0);
    benchmark::DoNotOptimize(ordered_product(accumulator, s, a, b, c));
  };
  for (auto _ : state) work();
  report(state, static_cast<double>(s.m * s.k * s.n), best_seconds(work));
}
BENCHMARK(ordered)->ArgNames({"bits", "wraps"})->ArgsProduct({{16, 24, 32, 40}, {0, 1}});

void requantization(benchmark::State& state) {
  PostProcessing description;
  description.multipliers = {0.0123};
  description.mode = static_cast<RequantMode>(state.range(0));
  const PostProcess post{description};
  const std::vector<std::int16_t> sums = numbers(1 << 16, -32768, 32767);
  std::vector<std::int32_t> codes(sums.size());
  const auto work = [&] {
    for (std::size_t i = 0; i < sums.size(); ++i) codes[i] = post(sums[i], 0);
    benchmark::DoNotOptimize(codes.data());
  };
  for (auto _ : state) work();
  state.counters["Mvalues/s"] = static_cast<double>(sums.size()) / best_seconds(work) * 1e-6;
}
BENCHMARK(requantization)->ArgName("mode")->DenseRange(0, 4);

}  // namespace
