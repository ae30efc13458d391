// One array in numpy's .npy format (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "workloads/tensors/tensor.hpp"

namespace systole::workloads {

/// Reads versions 1.0 to 3.0, either byte order, C or Fortran order; bool becomes uint8. Throws models::UserError that
/// says what was found and what is allowed; its text begins with "it", the array. Allocates no more than the bytes
/// given justify.
Tensor parse_npy(std::span<const std::byte> file);

/// Version 1.0, as numpy writes it byte for byte. Throws models::ModelError for a tensor whose bytes do not match its
/// shape.
std::vector<std::byte> npy_bytes(const Tensor& tensor);

}  // namespace systole::workloads
