#include "workloads/tensors/npy.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "models/errors.hpp"
#include "workloads/tensors/npy_header.hpp"

namespace systole::workloads {

namespace {

void require_size(const NpyHeader& header, std::size_t found) {
  const std::size_t needed = byte_count(header.type, header.shape);
  if (needed == found) return;
  throw models::UserError("its shape " + to_string(header.shape) + " of " + std::string{element_name(header.type)} +
                          " needs " + std::to_string(needed) + " bytes, but " + std::to_string(found) +
                          " follow its header");
}

void reverse_bytes(Tensor& tensor) {
  const auto size = static_cast<std::ptrdiff_t>(element_size(tensor.type));
  for (auto at = tensor.bytes.begin(); at != tensor.bytes.end(); at += size) std::reverse(at, at + size);
}

/// From Fortran order, where the first axis is the fastest.
void to_c_order(Tensor& tensor) {
  const std::size_t size = element_size(tensor.type);
  const std::size_t rank = tensor.shape.size();
  std::vector<std::size_t> extent(tensor.shape.begin(), tensor.shape.end());
  std::vector<std::size_t> stride(rank);
  std::size_t elements = 1;
  for (std::size_t axis = rank; axis-- > 0;) {
    stride[axis] = elements;
    elements *= extent[axis];
  }
  const std::vector<std::byte> from = tensor.bytes;
  std::vector<std::size_t> index(rank);
  std::size_t to = 0;
  for (std::size_t at = 0; at < from.size(); at += size) {
    std::memcpy(tensor.bytes.data() + to * size, from.data() + at, size);
    for (std::size_t axis = 0; axis < rank; ++axis) {
      to += stride[axis];
      if (++index[axis] < extent[axis]) break;
      to -= stride[axis] * extent[axis];
      index[axis] = 0;
    }
  }
}

}  // namespace

Tensor parse_npy(std::span<const std::byte> file) {
  const NpyHeader header = parse_npy_header({reinterpret_cast<const char*>(file.data()), file.size()});
  const auto data = file.subspan(header.size);
  require_size(header, data.size());
  Tensor tensor{header.type, header.shape, {data.begin(), data.end()}};
  if (header.big_endian) reverse_bytes(tensor);
  if (header.fortran_order && tensor.shape.size() > 1 && !tensor.bytes.empty()) to_c_order(tensor);
  return tensor;
}

std::vector<std::byte> npy_bytes(const Tensor& tensor) {
  if (byte_count(tensor.type, tensor.shape) != tensor.bytes.size())
    throw models::ModelError("an array of " + to_string(tensor.shape) + " " + std::string{element_name(tensor.type)} +
                             " holds " + std::to_string(tensor.bytes.size()) + " bytes");
  const std::string header = npy_header(tensor.type, tensor.shape);
  std::vector<std::byte> bytes(header.size() + tensor.bytes.size());
  std::memcpy(bytes.data(), header.data(), header.size());
  std::copy(tensor.bytes.begin(), tensor.bytes.end(), bytes.begin() + static_cast<std::ptrdiff_t>(header.size()));
  return bytes;
}

}  // namespace systole::workloads
