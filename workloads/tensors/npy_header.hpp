// The header of a .npy array: a magic string, a version, a length and a Python dictionary as text
// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "workloads/tensors/tensor.hpp"

namespace systole::workloads {

struct NpyHeader {
  ElementType type = ElementType::int8;
  bool big_endian = false;
  bool fortran_order = false;  // the first axis is the fastest
  Shape shape;
  std::size_t size = 0;  // bytes up to the data
};

/// Reads the header that `file` begins with, of version 1.0, 2.0 or 3.0. Throws models::UserError that says what was
/// found and what is allowed; its text begins with "it", the array.
NpyHeader parse_npy_header(std::string_view file);

/// The header that numpy (since 1.23) writes for a C-order array: version 1.0, padded to a multiple of 64 bytes. Throws
/// models::ModelError for more axes than numpy reads.
std::string npy_header(ElementType type, const Shape& shape);

}  // namespace systole::workloads
