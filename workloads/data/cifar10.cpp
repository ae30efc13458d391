#include "workloads/data/cifar10.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>

#include "models/errors.hpp"
#include "workloads/data/cifar10_files.hpp"

namespace systole::workloads {

using models::UserError;

namespace {

std::uintmax_t size_of_file(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found)
    throw UserError(path.string() +
                    ": there is no such file; systole fetches no data: CIFAR-10's binary version is at "
                    "https://www.cs.toronto.edu/~kriz/cifar.html");
  if (error) throw UserError(path.string() + ": cannot be read: " + error.message());
  if (!std::filesystem::is_regular_file(status)) throw UserError(path.string() + ": is no regular file");
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) throw UserError(path.string() + ": cannot be read: " + error.message());
  return size;
}

}  // namespace

void for_each_cifar10_record(const std::filesystem::path& path,
                             const std::function<void(std::span<const std::uint8_t, kCifarRecord>)>& visit) {
  const std::uintmax_t size = size_of_file(path);
  if (size == 0) throw UserError(path.string() + ": is empty; a CIFAR-10 file is records of 3073 bytes");
  if (const std::uintmax_t rest = size % kCifarRecord; rest != 0)
    throw UserError(path.string() + ": at byte " + std::to_string(size - rest) + ": the last record is cut, it has " +
                    std::to_string(rest) + " of 3073 bytes");
  std::ifstream file{path, std::ios::binary};
  std::array<char, kCifarRecord> bytes{};
  std::array<std::uint8_t, kCifarRecord> record{};
  for (std::uintmax_t at = 0; at < size; at += kCifarRecord) {
    if (!file.read(bytes.data(), bytes.size()))
      throw UserError(path.string() + ": at byte " + std::to_string(at) + ": cannot be read");
    std::transform(bytes.begin(), bytes.end(), record.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
    if (record.front() >= kCifarClasses)
      throw UserError(path.string() + ": at byte " + std::to_string(at) + ": the label is " +
                      std::to_string(record.front()) + "; CIFAR-10 has 0 to 9");
    visit(record);
  }
}

namespace {

void append_file(const std::filesystem::path& path, CifarImages& images) {
  for_each_cifar10_record(path, [&](std::span<const std::uint8_t, kCifarRecord> record) {
    images.labels.push_back(record.front());
    images.pixels.insert(images.pixels.end(), record.begin() + 1, record.end());
  });
}

}  // namespace

CifarImages read_cifar10_file(const std::filesystem::path& path) {
  CifarImages images;
  append_file(path, images);
  return images;
}

CifarImages read_cifar10_training(const std::filesystem::path& folder) {
  CifarImages images;
  for (const std::string_view name : kCifarTrainingFiles) append_file(folder / name, images);
  return images;
}

CifarImages read_cifar10_test(const std::filesystem::path& folder) {
  return read_cifar10_file(folder / kCifarTestFile);
}

LabelledSamples normalized(const CifarImages& images) {
  std::array<std::array<float, 256>, 3> value{};
  for (std::size_t colour = 0; colour < value.size(); ++colour)
    for (std::size_t code = 0; code < value[colour].size(); ++code)
      value[colour][code] =
          static_cast<float>((static_cast<double>(code) / 255 - kCifarMean[colour]) / kCifarDeviation[colour]);
  if (images.pixels.size() != images.labels.size() * kCifarPixels)
    throw models::ModelError("CIFAR-10: " + std::to_string(images.pixels.size()) + " pixels for " +
                             std::to_string(images.labels.size()) + " labels");
  LabelledSamples samples;
  samples.shape = {static_cast<std::int64_t>(images.labels.size()), 3, 32, 32};
  samples.labels = images.labels;
  samples.x.reserve(images.pixels.size());
  constexpr std::size_t kPlane = kCifarPixels / 3;
  for (std::size_t i = 0; i < images.pixels.size(); ++i) samples.x.push_back(value[i / kPlane % 3][images.pixels[i]]);
  return samples;
}

}  // namespace systole::workloads
