// The trained networks that are shipped, with their data.
#pragma once

#include <string>
#include <vector>

#include "tests/support/source_root.hpp"
#include "tests/workloads/shipped_support.hpp"
#include "workloads/tensors/npz.hpp"

namespace systole::workloads {

inline std::filesystem::path zoo_directory() {
  return std::filesystem::path{systole::tests::source_root()} / "workloads" / "zoo";
}

/// `part`: weights, data, calibration or logits.
inline TensorMap zoo(const std::string& network, const std::string& part) {
  return read_npz(zoo_directory() / (network + "." + part + ".npz"));
}

inline const std::vector<std::string>& zoo_networks() {
  static const std::vector<std::string> names{"signal_cnn_1d", "tiny_cnn_2d"};
  return names;
}

/// `x` in real numbers: (code - zero point) · scale, where it has a scale.
inline std::vector<double> real_inputs(const TensorMap& data) {
  std::vector<double> x = reals(data.at("x"));
  if (!data.contains("x.scale")) return x;
  const double scale = reals(data.at("x.scale")).at(0);
  const double zero = reals(data.at("x.zero_point")).at(0);
  for (double& value : x) value = (value - zero) * scale;
  return x;
}

}  // namespace systole::workloads
