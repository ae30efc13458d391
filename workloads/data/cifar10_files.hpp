// What reading and verifying CIFAR-10 share: the files' names and a walk over the records of one.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string_view>

#include "workloads/data/cifar10.hpp"

namespace systole::workloads {

inline constexpr std::array<std::string_view, 5> kCifarTrainingFiles{
    "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"};
inline constexpr std::string_view kCifarTestFile = "test_batch.bin";

/// Visits the records in order, holding one at a time. Throws models::UserError as `read_cifar10_file` does; the file's
/// length is checked before the first visit.
void for_each_cifar10_record(const std::filesystem::path& path,
                             const std::function<void(std::span<const std::uint8_t, kCifarRecord>)>& visit);

}  // namespace systole::workloads
