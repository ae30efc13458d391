// numpy's .npz: a zip file of .npy arrays.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/tensors/tensor.hpp"

namespace systole::workloads {

using TensorMap = std::map<std::string, Tensor, std::less<>>;

/// All arrays of a file by name. Throws models::UserError that names the file, the array and what is wrong with it.
TensorMap read_npz(const std::filesystem::path& path);

/// Writes arrays, uncompressed and without dates: the same arrays give the same bytes. They are kept in memory until
/// `close`; a writer that is destroyed without it leaves no file.
class NpzWriter {
 public:
  explicit NpzWriter(std::filesystem::path path);
  ~NpzWriter();
  NpzWriter(const NpzWriter&) = delete;
  NpzWriter& operator=(const NpzWriter&) = delete;

  void add(std::string_view name, const Tensor& tensor);
  /// Throws models::UserError when the file cannot be written.
  void close();

 private:
  struct Archive;
  std::filesystem::path path_;
  std::unique_ptr<Archive> archive_;
  std::list<std::vector<std::byte>> arrays_;
};

}  // namespace systole::workloads
