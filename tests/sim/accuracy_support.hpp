// Questions about a network's numbers asked in process, and files of arrays to ask them of.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/onednn/one_thread.hpp"
#include "sim/accuracy/accuracy_setup.hpp"
#include "sim/accuracy/network_accuracy.hpp"
#include "tests/support/temporary_directory.hpp"
#include "workloads/tensors/npz.hpp"

namespace systole::tests {

/// A shipped network with its trained weights and data on edge16.
inline sim::SetupRequest trained(const std::string& network, const std::vector<std::string>& rules = {}) {
  sim::SetupRequest request;
  request.accelerator = "edge16";
  request.workload = request.weights = request.data = request.calibration = network;
  request.rules = rules;
  request.calibration_samples = 20;
  return request;
}

/// Setup and scales of a request.
struct Asked {
  sim::AccuracySetup setup;
  sim::Scales scales;

  explicit Asked(const sim::SetupRequest& request)
      : setup{sim::load_setup(request)}, scales{sim::scales_of(setup, request)} {}

  sim::NetworkAccuracy accuracy(std::int64_t samples, std::int64_t workers = 0) const {
    sim::AccuracyRequest request;
    request.samples = samples;
    request.workers = workers;
    return sim::network_accuracy(setup.chip.chip, setup.network, setup.weights, setup.data, scales, request,
                                 sim::arithmetic_of(setup.network, setup.rules, request));
  }
};

template <class T>
workloads::Tensor array_of(workloads::Shape shape, const std::vector<T>& values) {
  return workloads::make_tensor<T>(std::move(shape), values);
}

inline void write_npz(const std::filesystem::path& path, const workloads::TensorMap& arrays) {
  workloads::NpzWriter file{path};
  for (const auto& [name, array] : arrays) file.add(name, array);
  file.close();
}

}  // namespace systole::tests
