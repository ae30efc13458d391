// Small files in the form of CIFAR-10's binary version.
#pragma once

#include <string>
#include <vector>

#include "tests/workloads/npz_support.hpp"
#include "workloads/data/cifar10.hpp"

namespace systole::workloads {

/// A record whose pixels are those of image `number`: byte k is (31 number + 7 k) mod 251.
inline std::string cifar_record(unsigned label, unsigned number) {
  std::string record(1, static_cast<char>(label));
  for (unsigned k = 0; k < 3072; ++k) record += static_cast<char>((31 * number + 7 * k) % 251);
  return record;
}

/// As many records of each class, in turn.
inline std::string cifar_file(unsigned records, unsigned first_number = 0) {
  std::string file;
  for (unsigned i = 0; i < records; ++i) file += cifar_record(i % 10, first_number + i);
  return file;
}

inline const std::vector<std::string>& cifar_names() {
  static const std::vector<std::string> names{"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                                              "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"};
  return names;
}

/// The six files with 20 records each; file f holds images 20 f to 20 f + 19.
inline void write_cifar(const tests::TemporaryDirectory& folder) {
  for (unsigned f = 0; f < cifar_names().size(); ++f)
    tests::write_text(folder / cifar_names()[f], cifar_file(20, 20 * f));
}

/// Text of the UserError of `action`, with "…" for the folder.
template <class Action>
std::string error_in(const tests::TemporaryDirectory& folder, Action action) {
  std::string text = user_error(action);
  if (const std::size_t at = text.find(folder.path().string()); at != std::string::npos)
    text.replace(at, folder.path().string().size(), "…");
  return text;
}

}  // namespace systole::workloads
