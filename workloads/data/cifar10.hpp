// The CIFAR-10 data set in its binary form (https://www.cs.toronto.edu/~kriz/cifar.html): five files of training images
// and one of test images, each 10,000 records of 3,073 bytes: a label of 0 to 9, then 32 x 32 pixels of red, of green
// and of blue, each row by row from the top.
//
// The set itself is neither shipped nor fetched; who has it names its folder.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "workloads/data/labelled.hpp"

namespace systole::workloads {

inline constexpr std::size_t kCifarPixels = 3072;  // 3 x 32 x 32
inline constexpr std::size_t kCifarRecord = 1 + kCifarPixels;
inline constexpr std::size_t kCifarClasses = 10;
/// Mean and standard deviation of the training pixels' red, green and blue as EdgeINT8-ArchKit has them, of 0 .. 1.
inline constexpr std::array<double, 3> kCifarMean{0.4914, 0.4822, 0.4465};
inline constexpr std::array<double, 3> kCifarDeviation{0.2470, 0.2435, 0.2616};

struct CifarImages {
  std::vector<std::uint8_t> pixels;  // [N, 3, 32, 32]
  std::vector<std::int64_t> labels;  // N

  bool operator==(const CifarImages&) const = default;
};

/// The records of one file, at least one. Throws models::UserError that names the file, and the byte where it is not
/// what it should be: missing or no regular file, empty, a record that is cut, a label above 9.
CifarImages read_cifar10_file(const std::filesystem::path& path);

/// The five training files' images in the order of the files, or the test file's; errors as above.
CifarImages read_cifar10_training(const std::filesystem::path& folder);
CifarImages read_cifar10_test(const std::filesystem::path& folder);

/// (pixel / 255 − mean) / deviation, computed in float64 and rounded once; shape [N, 3, 32, 32].
LabelledSamples normalized(const CifarImages& images);

struct CifarFile {
  std::string name;
  std::int64_t records = 0;
  std::array<std::int64_t, kCifarClasses> labels{};  // images of each class
};

/// What the six files of a folder hold, the test file last, when they are a whole set: each exists with exactly
/// `records_per_file` records and labels of 0 to 9, and every class has as many images as the others in the test file
/// and in the training files together. Otherwise throws models::UserError with the file, and the byte, of the first
/// fault. Pixels can be anything: no checksums of these files are published.
std::vector<CifarFile> verify_cifar10(const std::filesystem::path& folder, std::int64_t records_per_file = 10'000);

}  // namespace systole::workloads
