// The arrays that a user gives for a network's tensors (--inputs F.npz).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "workloads/network/network.hpp"
#include "workloads/tensors/npz.hpp"

namespace systole::sim {

class OperandFile {
 public:
  /// Nothing is given.
  OperandFile() = default;
  /// Names are those of tensors, LAYER.weight, LAYER.bias, LAYER.a, LAYER.b, and any of these with .zero_point; a layer
  /// without a bias has one if a batch norm folds into it. Throws models::UserError for one that the network does not
  /// have, with the nearest.
  OperandFile(const std::filesystem::path& path, const workloads::Network& network);

  /// The array of this name, or null. Throws models::UserError when it has another shape.
  const workloads::Tensor* find(std::string_view name, const workloads::Shape& shape) const;
  /// NAME.zero_point, when it is given.
  std::optional<std::int32_t> zero_point(std::string_view name) const;
  /// The file and array, for messages.
  std::string where(std::string_view name) const;

 private:
  std::string path_;
  workloads::TensorMap arrays_;
};

}  // namespace systole::sim
