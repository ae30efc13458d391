#include <algorithm>

#include "models/errors.hpp"
#include "workloads/data/cifar10_files.hpp"

namespace systole::workloads {

using models::UserError;

namespace {

using Counts = std::array<std::int64_t, kCifarClasses>;

CifarFile verified_file(const std::filesystem::path& folder, std::string_view name, std::int64_t records) {
  const std::filesystem::path path = folder / name;
  CifarFile file;
  file.name = name;
  for_each_cifar10_record(path, [&](std::span<const std::uint8_t, kCifarRecord> record) {
    ++file.records;
    ++file.labels.at(record.front());
  });
  const auto bytes = [](std::int64_t count) { return std::to_string(count * static_cast<std::int64_t>(kCifarRecord)); };
  if (file.records != records)
    throw UserError(path.string() + ": at byte " + bytes(std::min(file.records, records)) + ": " +
                    (file.records < records ? "the file ends" : "the file goes on") + " after " +
                    std::to_string(std::min(file.records, records)) + " records; it has " + bytes(file.records) +
                    " bytes, expected are " + std::to_string(records) + " records, " + bytes(records) + " bytes");
  return file;
}

void require_balance(const Counts& counts, const std::string& where, std::int64_t each) {
  for (std::size_t label = 0; label < counts.size(); ++label)
    if (counts[label] != each)
      throw UserError(where + ": " + std::to_string(counts[label]) + " images of class " + std::to_string(label) +
                      "; CIFAR-10 has " + std::to_string(each) + " of each there");
}

}  // namespace

std::vector<CifarFile> verify_cifar10(const std::filesystem::path& folder, std::int64_t records_per_file) {
  if (records_per_file <= 0 || records_per_file % static_cast<std::int64_t>(kCifarClasses) != 0)
    throw models::ModelError("CIFAR-10: " + std::to_string(records_per_file) +
                             " records a file cannot be as many of each class");
  const std::int64_t each = records_per_file / static_cast<std::int64_t>(kCifarClasses);
  std::vector<CifarFile> files;
  Counts training{};
  for (const std::string_view name : kCifarTrainingFiles) {
    files.push_back(verified_file(folder, name, records_per_file));
    for (std::size_t label = 0; label < training.size(); ++label) training[label] += files.back().labels[label];
  }
  require_balance(training, (folder / "data_batch_{1..5}.bin").string(),
                  each * static_cast<std::int64_t>(kCifarTrainingFiles.size()));
  files.push_back(verified_file(folder, kCifarTestFile, records_per_file));
  require_balance(files.back().labels, (folder / kCifarTestFile).string(), each);
  return files;
}

}  // namespace systole::workloads
