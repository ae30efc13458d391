#include "tests/support/source_root.hpp"
#include "tests/workloads/data_cifar_support.hpp"

using namespace systole::workloads;
using systole::tests::TemporaryDirectory;
using systole::tests::write_text;

namespace {

std::string read_error(const std::string& file) {
  const TemporaryDirectory folder;
  write_text(folder / "data_batch_1.bin", file);
  return error_in(folder, [&] { read_cifar10_file(folder / "data_batch_1.bin"); });
}

}  // namespace

TEST_CASE("a record is a label, then the planes of red, green and blue, row by row", "[data][A4]") {
  const TemporaryDirectory folder;
  write_text(folder / "two.bin", cifar_record(9, 1) + cifar_record(0, 2));
  const CifarImages images = read_cifar10_file(folder / "two.bin");
  CHECK(images.labels == std::vector<std::int64_t>{9, 0});
  REQUIRE(images.pixels.size() == 2 * 3072);
  for (const std::size_t image : {0U, 1U})
    for (const std::size_t colour : {0U, 1U, 2U})
      for (const std::size_t row : {0U, 17U, 31U})
        for (const std::size_t column : {0U, 5U, 31U}) {
          const std::size_t k = colour * 1024 + row * 32 + column;
          CHECK(images.pixels[image * 3072 + k] == (31 * (image + 1) + 7 * k) % 251);
        }
}

TEST_CASE("the training set is its five files in order, the test set one", "[data][A4]") {
  const TemporaryDirectory folder;
  write_cifar(folder);
  const CifarImages training = read_cifar10_training(folder.path());
  REQUIRE(training.labels.size() == 100);
  for (std::size_t i = 0; i < 100; ++i) {
    CHECK(training.labels[i] == static_cast<std::int64_t>(i % 10));
    CHECK(training.pixels[i * 3072] == 31 * i % 251);
  }
  const CifarImages test = read_cifar10_test(folder.path());
  CHECK(test.labels.size() == 20);
  CHECK(test.pixels[0] == 31 * 100 % 251);
}

TEST_CASE("pixels are normalised with each colour's mean and deviation", "[data][A4]") {
  CifarImages images;
  images.labels = {3};
  images.pixels.resize(3072);
  images.pixels[0] = 255;
  images.pixels[1] = 125;
  images.pixels[1024] = 255;
  images.pixels[3071] = 255;
  const LabelledSamples samples = normalized(images);
  CHECK(samples.shape == Shape{1, 3, 32, 32});
  CHECK(samples.labels == images.labels);
  // (p / 255 - mean) / deviation with means .4914 .4822 .4465 and deviations .2470 .2435 .2616, by hand
  CHECK(samples.x[0] == Approx(0.5086 / 0.2470).epsilon(1e-6));
  CHECK(samples.x[1] == Approx((0.49019608 - 0.4914) / 0.2470).epsilon(1e-5));
  CHECK(samples.x[2] == Approx(-0.4914 / 0.2470).epsilon(1e-6));
  CHECK(samples.x[1024] == Approx(0.5178 / 0.2435).epsilon(1e-6));
  CHECK(samples.x[2047] == Approx(-0.4822 / 0.2435).epsilon(1e-6));
  CHECK(samples.x[2048] == Approx(-0.4465 / 0.2616).epsilon(1e-6));
  CHECK(samples.x[3071] == Approx(0.5535 / 0.2616).epsilon(1e-6));
  CHECK(data_tensors(samples).at("x").shape == Shape{1, 3, 32, 32});
  images.pixels.pop_back();
  CHECK_THROWS_AS(normalized(images), systole::models::ModelError);
}

TEST_CASE("a file that is missing, no file or empty is an error that says so", "[data][A4]") {
  const TemporaryDirectory folder;
  CHECK(error_in(folder, [&] { read_cifar10_test(folder.path()); }) ==
        "…/test_batch.bin: there is no such file; systole fetches no data: CIFAR-10's binary version is at "
        "https://www.cs.toronto.edu/~kriz/cifar.html");
  CHECK(error_in(folder, [&] { read_cifar10_file(folder.path()); }) == "…: is no regular file");
  CHECK(read_error("") == "…/data_batch_1.bin: is empty; a CIFAR-10 file is records of 3073 bytes");
}

TEST_CASE("a record that is cut is an error with the byte where it begins", "[data][A4]") {
  CHECK(read_error(cifar_file(2).substr(0, 2 * 3073 - 1)) ==
        "…/data_batch_1.bin: at byte 3073: the last record is cut, it has 3072 of 3073 bytes");
  CHECK(read_error("x") == "…/data_batch_1.bin: at byte 0: the last record is cut, it has 1 of 3073 bytes");
  CHECK(read_error(cifar_file(2) + "x") ==
        "…/data_batch_1.bin: at byte 6146: the last record is cut, it has 1 of 3073 bytes");
}

TEST_CASE("a label above 9 is an error with its byte", "[data][A4]") {
  CHECK(read_error(cifar_file(3) + cifar_record(10, 0)) ==
        "…/data_batch_1.bin: at byte 9219: the label is 10; CIFAR-10 has 0 to 9");
  CHECK(read_error(cifar_record(255, 0) + cifar_file(1)) ==
        "…/data_batch_1.bin: at byte 0: the label is 255; CIFAR-10 has 0 to 9");
}

TEST_CASE("the CIFAR-10 set itself is not shipped: no file of its names or sizes is here", "[data][A4][T25]") {
  const std::filesystem::path root{systole::tests::source_root()};
  int seen = 0;
  for (const char* room : {"workloads", "tests", "configs", "docs"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator{root / room}) {
      if (!entry.is_regular_file()) continue;
      ++seen;
      INFO(entry.path());
      CHECK(entry.path().extension() != ".bin");
      CHECK(entry.file_size() < 10'000 * kCifarRecord);
    }
  CHECK(seen > 200);
}
