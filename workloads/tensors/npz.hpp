// numpy's .npz: a zip file of .npy arrays (https://numpy.org/doc/stable/reference/generated/numpy.savez.html).
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "workloads/tensors/tensor.hpp"

namespace systole::workloads {

using TensorMap = std::map<std::string, Tensor, std::less<>>;

/// All arrays of a file by name, without ".npy"; stored or compressed. Throws models::UserError that names the file,
/// the array and what is wrong with it: a file that is missing, empty, damaged or not a zip, an entry that is not a
/// .npy array, above 8 GiB, or of a name that was there before.
TensorMap read_npz(const std::filesystem::path& path);

/// Writes arrays, uncompressed and without dates: the same arrays give the same bytes. Each goes to a temporary file
/// beside `path` when it is added, so that memory holds none. The file at `path` appears, or changes, in `close`;
/// destroyed without it, a writer leaves nothing behind.
class NpzWriter {
 public:
  /// Throws models::UserError when no file can be written there.
  explicit NpzWriter(std::filesystem::path path);
  ~NpzWriter();
  NpzWriter(const NpzWriter&) = delete;
  NpzWriter& operator=(const NpzWriter&) = delete;

  /// Throws models::UserError for a name that was added before or is no UTF-8, and when the disk is full;
  /// models::ModelError after `close`.
  void add(std::string_view name, const Tensor& tensor);
  /// Throws models::UserError when the file cannot be written. Closing twice does nothing more.
  void close();

 private:
  struct Archive;
  std::filesystem::path path_;
  std::unique_ptr<Archive> archive_;
};

}  // namespace systole::workloads
