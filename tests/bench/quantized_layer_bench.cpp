// Whole quantised layers, codes in and codes out, against oneDNN's own int8 layers that do the same job (bytes in,
// bias, a scale for each channel, bytes out, all with channels last, which they prefer) on the same threads. The aim:
// 0.5. Counters: `last` with our channels last; `first` with our channels first, as the executor has them, against the
// same oneDNN layer; `first_reordered` against one that has to take and give channels first as well. oneDNN's kernels
// on AMX give wrong sums (docs/validation.md), so those are left out, as we leave them out; `last_to_amx` is against
// what it would choose by itself, for the record.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <oneapi/dnnl/dnnl.hpp>
#include <optional>
#include <random>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "models/numerics/quantized_convolution.hpp"
#include "models/onednn/one_thread.hpp"

namespace {

using namespace systole::models;
using Clock = std::chrono::steady_clock;
using Type = dnnl::memory::data_type;
using Tag = dnnl::memory::format_tag;
using Dims = dnnl::memory::dims;

/// Median seconds of each of the works, which take turns: the machine's speed changes under all of them alike.
template <std::size_t kCount>
std::array<double, kCount> median_seconds(const std::array<std::function<void()>, kCount>& works) {
  std::array<std::vector<double>, kCount> seconds;
  const auto end = Clock::now() + std::chrono::milliseconds{400};
  while (Clock::now() < end || seconds[0].size() < 5)
    for (std::size_t i = 0; i < kCount; ++i) {
      works[i]();
      const auto begin = Clock::now();
      works[i]();
      seconds[i].push_back(std::chrono::duration<double>(Clock::now() - begin).count());
    }
  std::array<double, kCount> medians{};
  for (std::size_t i = 0; i < kCount; ++i) {
    std::nth_element(seconds[i].begin(), seconds[i].begin() + static_cast<std::ptrdiff_t>(seconds[i].size() / 2),
                     seconds[i].end());
    medians[i] = seconds[i][seconds[i].size() / 2];
  }
  return medians;
}

/// Which of oneDNN's kernels.
enum class Kernel { right, of_its_choice };

/// oneDNN's layer with its operands in its own memory.
class Plain {
 public:
  Plain(const ConvolutionShape& s, const std::vector<std::int16_t>& weights, const PostProcessing& post, Tag order,
        bool reorders, Kernel kernel = Kernel::right)
      : engine_{dnnl::engine::kind::cpu, 0}, stream_{engine_} {
    const Dims in{s.images, s.groups * s.channels, s.rows.in, s.cols.in};
    const Dims out{s.images, s.groups * s.filters, s.rows.out, s.cols.out};
    const bool grouped = s.groups > 1;
    const Dims filter = grouped ? Dims{s.groups, s.filters, s.channels, s.rows.kernel, s.cols.kernel}
                                : Dims{s.filters, s.channels, s.rows.kernel, s.cols.kernel};
    const auto after = [](const WindowAxis& a) {
      return std::max<std::int64_t>(0, (a.out - 1) * a.stride + a.dilation * (a.kernel - 1) + 1 - a.in - a.pad_before);
    };
    const dnnl::convolution_forward::desc description{dnnl::prop_kind::forward_inference,
                                                      dnnl::algorithm::convolution_direct,
                                                      {in, Type::u8, reorders ? Tag::any : order},
                                                      {filter, Type::s8, Tag::any},
                                                      {{out[1]}, Type::s32, Tag::a},
                                                      {out, Type::s8, reorders ? Tag::any : order},
                                                      {s.rows.stride, s.cols.stride},
                                                      {s.rows.dilation - 1, s.cols.dilation - 1},
                                                      {s.rows.pad_before, s.cols.pad_before},
                                                      {after(s.rows), after(s.cols)}};
    dnnl::primitive_attr attributes;
    attributes.set_output_scales(2, {post.multipliers.begin(), post.multipliers.end()});
    dnnl::convolution_forward::primitive_desc chosen{description, attributes, engine_};
    while (kernel == Kernel::right && std::string_view{chosen.impl_info_str()}.find("amx") != std::string_view::npos)
      if (!chosen.next_impl()) throw std::runtime_error{"oneDNN has no such kernel without AMX"};
    primitive_ = dnnl::convolution_forward{chosen};
    outer_source_ = {{in, Type::u8, order}, engine_};
    outer_result_ = {{out, Type::s8, order}, engine_};
    source_ = reorders ? dnnl::memory{chosen.src_desc(), engine_} : outer_source_;
    result_ = reorders ? dnnl::memory{chosen.dst_desc(), engine_} : outer_result_;
    bring_ = {outer_source_, source_};
    fetch_ = {result_, outer_result_};
    reorders_ = reorders;
    std::vector<std::int8_t> bytes(weights.begin(), weights.end());
    dnnl::memory plain{{filter, Type::s8, grouped ? Tag::goihw : Tag::oihw}, engine_, bytes.data()};
    dnnl::memory inside{chosen.weights_desc(), engine_};
    dnnl::reorder{plain, inside}.execute(stream_, plain, inside);
    dnnl::memory bias{{{out[1]}, Type::s32, Tag::a}, engine_};
    std::copy(post.bias.begin(), post.bias.end(), static_cast<std::int32_t*>(bias.get_data_handle()));
    stream_.wait();
    arguments_ = {{DNNL_ARG_SRC, source_}, {DNNL_ARG_WEIGHTS, inside}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, result_}};
  }

  void run() {
    if (reorders_) bring_.execute(stream_, outer_source_, source_);
    primitive_.execute(stream_, arguments_);
    if (reorders_) fetch_.execute(stream_, result_, outer_result_);
    stream_.wait();
  }

 private:
  dnnl::engine engine_;
  dnnl::stream stream_;
  dnnl::convolution_forward primitive_;
  dnnl::memory outer_source_;
  dnnl::memory outer_result_;
  dnnl::memory source_;
  dnnl::memory result_;
  dnnl::reorder bring_;
  dnnl::reorder fetch_;
  bool reorders_ = false;
  std::unordered_map<int, dnnl::memory> arguments_;
};

std::vector<std::int16_t> normal_weights(std::int64_t count) {
  std::mt19937 engine{2};
  std::normal_distribution<double> values{0, 30};
  std::vector<std::int16_t> result;
  for (std::int64_t i = 0; i < count; ++i)
    result.push_back(static_cast<std::int16_t>(std::clamp(values(engine), -127.0, 127.0)));
  return result;
}

PostProcessing post_of(const ConvolutionShape& s) {
  PostProcessing post;
  post.mode = RequantMode::single_rounding;
  post.multipliers.clear();
  for (std::int64_t i = 0; i < s.groups * s.filters; ++i) {
    post.multipliers.push_back(1e-4 * static_cast<double>(i % 7 + 1));
    post.bias.push_back(static_cast<std::int32_t>(i * 37 - 900));
  }
  return post;
}

void measure(benchmark::State& state, const ConvolutionShape& s, std::int64_t threads) {
  const std::optional<OneThread> one = threads == 1 ? std::optional<OneThread>{std::in_place} : std::nullopt;
  const std::vector<std::int16_t> weights = normal_weights(s.weight_size());
  const PostProcessing post = post_of(s);
  std::mt19937 engine{1};
  std::uniform_int_distribution<int> values{0, 255};
  std::vector<std::int16_t> x(static_cast<std::size_t>(s.input_size()));
  for (auto& value : x) value = static_cast<std::int16_t>(values(engine));
  std::vector<std::int16_t> y(static_cast<std::size_t>(s.output_size()));
  const CodeInput input{{0, 255}, static_cast<std::int32_t>(state.range(0))};
  QuantizedConvolution last{s, weights, input, post, ChannelOrder::last};
  QuantizedConvolution first{s, weights, input, post, ChannelOrder::first};
  Plain plain{s, weights, post, Tag::nhwc, false};
  Plain reordered{s, weights, post, Tag::nchw, true};
  Plain amx{s, weights, post, Tag::nhwc, false, Kernel::of_its_choice};
  const auto seconds = median_seconds<5>({[&] { plain.run(); }, [&] { reordered.run(); }, [&] { last.run(x, y); },
                                          [&] { first.run(x, y); }, [&] { amx.run(); }});
  for (auto _ : state) last.run(x, y);
  state.counters["onednn_us"] = seconds[0] * 1e6;
  state.counters["last"] = seconds[0] / seconds[2];
  state.counters["first"] = seconds[0] / seconds[3];
  state.counters["first_reordered"] = seconds[1] / seconds[3];
  state.counters["last_to_amx"] = seconds[4] / seconds[2];
}

/// Threads, zero point of the input, channels, image, filters, kernel, stride, groups.
void convolution(benchmark::State& state) {
  const std::int64_t in = state.range(3);
  const std::int64_t kernel = state.range(5);
  const WindowAxis axis{in, (in - 1) / state.range(6) + 1, kernel, state.range(6), 1, kernel / 2};
  const std::int64_t groups = state.range(7);
  measure(state, {1, groups, state.range(2) / groups, state.range(4) / groups, axis, axis}, state.range(1));
}

void shapes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"zero", "threads", "channels", "image", "filters", "kernel", "stride", "groups"});
  for (const std::int64_t threads : {1, 2}) {
    for (const std::int64_t zero : {0, 100}) {
      for (const auto& [channels, image, filters, kernel, stride] :
           std::vector<std::array<std::int64_t, 5>>{// ResNet-18
                                                    {3, 224, 64, 7, 2},
                                                    {64, 56, 64, 3, 1},
                                                    {64, 56, 128, 3, 2},
                                                    {64, 56, 128, 1, 2},
                                                    {128, 28, 128, 3, 1},
                                                    {256, 14, 256, 3, 1},
                                                    {512, 7, 512, 3, 1}})
        b->Args({zero, threads, channels, image, filters, kernel, stride, 1});
    }
    for (const auto& [channels, image, filters] :
         std::vector<std::array<std::int64_t, 3>>{{3, 32, 32}, {32, 16, 64}, {64, 8, 128}})  // TinyCNN2D
      b->Args({0, threads, channels, image, filters, 3, 1, 1});
    b->Args({0, threads, 256, 14, 256, 3, 1, 256});  // depthwise
  }
}
BENCHMARK(convolution)->Apply(shapes)->Iterations(1);

/// JiT-B/16's feed-forward layers.
void linear(benchmark::State& state) {
  ConvolutionShape s;
  s.rows = plain_axis(state.range(2));
  s.channels = state.range(3);
  s.filters = state.range(4);
  s.cols = plain_axis(1);
  measure(state, s, state.range(1));
}
BENCHMARK(linear)
    ->ArgNames({"zero", "threads", "rows", "inputs", "outputs"})
    ->ArgsProduct({{0, 100}, {1, 2}, {256}, {768}, {4096}})
    ->ArgsProduct({{0}, {1, 2}, {256}, {2048}, {768}})
    ->Args({0, 1, 1, 512, 1000})
    ->Iterations(1);

}  // namespace
