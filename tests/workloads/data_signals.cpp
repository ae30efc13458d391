#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "tests/workloads/npz_support.hpp"
#include "workloads/data/signals.hpp"

using namespace systole::workloads;

namespace {

double clean(std::int64_t label, std::size_t point) {
  const double seconds = static_cast<double>(point) / 127;
  return std::sin(2 * std::numbers::pi * static_cast<double>(2 + 3 * label) * seconds);
}

/// Signal without its sine, in units of the noise's deviation.
std::vector<double> noise_of(const LabelledSamples& signals, double deviation) {
  std::vector<double> noise;
  for (std::size_t i = 0; i < signals.x.size(); ++i)
    noise.push_back((static_cast<double>(signals.x[i]) - clean(signals.labels[i / 128], i % 128)) / deviation);
  return noise;
}

std::uint32_t crc_of(const std::vector<float>& values) {
  return crc32({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
}

}  // namespace

TEST_CASE("5,000 signals of 128 points are split into 4,000 and 1,000, class i mod 5", "[data][A3]") {
  const SignalSplit split = make_signals();
  CHECK(split.training.shape == Shape{4000, 1, 128});
  CHECK(split.test.shape == Shape{1000, 1, 128});
  for (const LabelledSamples* part : {&split.training, &split.test}) {
    REQUIRE(part->x.size() == part->labels.size() * 128);
    std::int64_t different = 0;
    for (std::size_t i = 0; i < part->labels.size(); ++i)  // 4,000 is a multiple of 5: both parts begin with class 0
      different += part->labels[i] != static_cast<std::int64_t>(i % 5);
    CHECK(different == 0);
  }
}

TEST_CASE("without noise a signal is the sine of its class: 2, 5, 8, 11 or 14 Hz", "[data][A3]") {
  const SignalSplit split = make_signals({.samples = 25, .noise = 0, .seed = 1});
  for (const LabelledSamples* part : {&split.training, &split.test})
    for (const double difference : noise_of(*part, 1)) CHECK(std::abs(difference) < 1e-7);  // half a float's step
}

// The words are numpy's, the transform is written out in numpy, whose logarithm and sine are its own:
//   raw = np.random.Philox(key=42).random_raw(5000 * 128)
//   angle = np.pi * (raw[0::2].astype(np.int64) * 2.0**-63 + 2.0**-64)
//   radius = np.sqrt(-2 * np.log(raw[1::2] * 2.0**-64 + 2.0**-65))
//   n = np.stack([np.sin(angle) * radius, np.cos(angle) * radius], 1).reshape(5000, 128)
//   phase = (2 + 3 * (np.arange(5000) % 5))[:, None] * np.arange(128) % 127
//   x = (np.sin(2 * np.pi * phase / 127) + 0.3 * n).astype(np.float32)
//   zlib.crc32(x[:4000].tobytes()), zlib.crc32(x[4000:].tobytes())
// The same in 80-bit floats gives the same bytes: of the 640,000 doubles the one nearest to a rounding boundary of
// float32 is 7.9e-15 away, 13 times as far as the two computations ever lie apart.
TEST_CASE("the signals have the bytes that numpy computes from the same formula", "[data][A3][A9]") {
  const SignalSplit split = make_signals();
  CHECK(crc_of(split.training.x) == 0xE8B1BC2CU);
  CHECK(crc_of(split.test.x) == 0x6221FE13U);
}

TEST_CASE("a signal depends on its index and the seed alone", "[data][A3][A9]") {
  const LabelledSamples many = make_signals().training;
  const LabelledSamples few = make_signals({.samples = 10}).training;
  REQUIRE(few.x.size() == 8 * 128);
  CHECK(std::equal(few.x.begin(), few.x.end(), many.x.begin()));
  CHECK(make_signals({.samples = 10}).test == make_signals({.samples = 10}).test);
  CHECK(make_signals({.samples = 10, .seed = 43}).training != few);
  CHECK(make_signals({.samples = 10, .seed = 42 + (std::uint64_t{1} << 32U)}).training != few);
}

// Seeds are fixed; for a seed of its own each bound would be crossed by chance once in 1.7 million (5 deviations).
TEST_CASE("the noise is normal with deviation 0.3 and not correlated along the signal", "[data][A3]") {
  const std::vector<double> noise = noise_of(make_signals().training, 0.3);
  const auto count = static_cast<double>(noise.size());
  double sum = 0;
  double squares = 0;
  double fourth = 0;
  double neighbours = 0;
  double beyond_two = 0;
  for (std::size_t i = 0; i < noise.size(); ++i) {
    sum += noise[i];
    squares += noise[i] * noise[i];
    fourth += std::pow(noise[i], 4);
    neighbours += i == 0 ? 0 : noise[i] * noise[i - 1];
    beyond_two += std::abs(noise[i]) > 2 ? 1 : 0;
  }
  const double unit = 5 / std::sqrt(count);  // five deviations of a mean of `count` numbers of deviation 1
  CHECK(std::abs(sum / count) < unit);
  CHECK(std::abs(squares / count - 1) < unit * std::sqrt(2.0));
  CHECK(std::abs(fourth / count - 3) < unit * std::sqrt(96.0));
  CHECK(std::abs(neighbours / count) < unit);
  const double share = std::erfc(std::numbers::sqrt2);  // of numbers beyond two deviations: 4.55 %
  CHECK(std::abs(beyond_two / count - share) < unit * std::sqrt(share * (1 - share)));
}

TEST_CASE("numbers of signals and noises out of range are errors that say what is allowed", "[data][A3]") {
  CHECK(user_error([] { make_signals({.samples = 4}); }) == "synthetic signals: 4 samples; allowed are 5 to 1000000");
  CHECK_THAT(user_error([] { make_signals({.samples = 1'000'001}); }), Catch::Contains("1000001 samples"));
  CHECK_THAT(user_error([] { make_signals({.noise = -0.1}); }), Catch::Contains("noise of -0.1"));
  CHECK_THAT(user_error([] { make_signals({.noise = std::numeric_limits<double>::quiet_NaN()}); }),
             Catch::Contains("allowed are 0 to 1000"));
  CHECK(make_signals({.samples = 5}).test.labels == std::vector<std::int64_t>{4});
}

TEST_CASE("labelled samples become the arrays of a data file, and broken ones are our fault", "[data][A3]") {
  const systole::tests::TemporaryDirectory folder;
  const LabelledSamples signals = make_signals({.samples = 10}).test;
  NpzWriter writer{folder / "signals.npz"};
  for (const auto& [name, tensor] : data_tensors(signals)) writer.add(name, tensor);
  writer.close();
  const TensorMap back = read_npz(folder / "signals.npz");
  CHECK(back.size() == 2);
  CHECK(back.at("x").type == ElementType::float32);
  CHECK(back.at("x").shape == Shape{2, 1, 128});
  CHECK(reals(back.at("x")) == std::vector<double>(signals.x.begin(), signals.x.end()));
  CHECK(back.at("labels") == make_tensor(Shape{2}, std::span{signals.labels}));
  LabelledSamples broken = signals;
  broken.labels.pop_back();
  CHECK_THROWS_AS(data_tensors(broken), systole::models::ModelError);
}
