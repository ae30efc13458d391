// Short ways to build .npy arrays and zip files by hand, whole or damaged, and to look at errors in tests.
#pragma once

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "models/errors.hpp"
#include "tests/support/temporary_directory.hpp"
#include "workloads/tensors/npy.hpp"
#include "workloads/tensors/npz.hpp"

namespace systole::workloads {

inline std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16));
  return bytes;
}

inline std::string little_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFFU);
  return text;
}

/// A .npy array of version 1.0 with any text as its header, unpadded.
inline std::string npy_text(const std::string& header, const std::string& data) {
  return std::string{"\x93NUMPY\x01\0", 8} + little_endian(header.size(), 2) + header + data;
}

inline std::string dictionary(const std::string& descr, const std::string& order, const std::string& shape) {
  return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }";
}

inline Tensor parse_npy(const std::string& file) {
  return parse_npy(std::as_bytes(std::span{file}));
}

inline std::string npy_file(const Tensor& tensor) {
  const std::vector<std::byte> bytes = npy_bytes(tensor);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct ZipEntry {
  std::string name;
  std::string data;
  std::optional<std::uint64_t> claimed{};  // uncompressed size that the zip states, when it lies
  unsigned method = 0;                     // stored
};

inline std::uint32_t crc32(std::string_view data) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : data) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1U ^ (crc & 1U) * 0xEDB88320U;
  }
  return ~crc;
}

/// A zip archive (APPNOTE.TXT), with a zip64 field for a size that needs one.
inline std::string zip_of(const std::vector<ZipEntry>& entries) {
  std::string file;
  std::string directory;
  for (const ZipEntry& entry : entries) {
    const std::uint64_t size = entry.claimed.value_or(entry.data.size());
    const bool large = size >= 0xFFFFFFFFU;
    const std::string extra = large ? little_endian(1, 2) + little_endian(16, 2) + little_endian(size, 8) +
                                          little_endian(entry.data.size(), 8)
                                    : "";
    const std::string common = little_endian(45, 2) + little_endian(0, 2) + little_endian(entry.method, 2) +
                               little_endian(33U << 16U, 4) + little_endian(crc32(entry.data), 4) +
                               little_endian(large ? 0xFFFFFFFFU : entry.data.size(), 4) +
                               little_endian(large ? 0xFFFFFFFFU : size, 4) + little_endian(entry.name.size(), 2) +
                               little_endian(extra.size(), 2);
    directory += "PK\x01\x02" + little_endian(45, 2) + common + std::string(10, '\0') + little_endian(file.size(), 4) +
                 entry.name + extra;
    file += "PK\x03\x04" + common + entry.name + extra + entry.data;
  }
  return file + directory + "PK\x05\x06" + little_endian(0, 4) + little_endian(entries.size(), 2) +
         little_endian(entries.size(), 2) + little_endian(directory.size(), 4) + little_endian(file.size(), 4) +
         little_endian(0, 2);
}

/// Text of the UserError that `action` throws.
template <class Action>
std::string user_error(Action action) {
  try {
    action();
  } catch (const models::UserError& error) {
    return error.what();
  }
  return "no error";
}

/// Writes `file` as weights.npz and reads it; errors name the file without its folder.
inline TensorMap read_npz_text(const std::string& file) {
  const tests::TemporaryDirectory folder;
  tests::write_text(folder / "weights.npz", file);
  try {
    return read_npz(folder / "weights.npz");
  } catch (const models::UserError& error) {
    const std::string text = error.what();
    const std::string prefix = folder.path().string() + "/";
    throw models::UserError(text.starts_with(prefix) ? text.substr(prefix.size()) : "without its path: " + text);
  }
}

}  // namespace systole::workloads
