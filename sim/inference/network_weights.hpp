// The learned values of a network as real numbers: from a file, or drawn so that activations look like those of a
// trained network.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/network/parameters.hpp"

namespace systole::sim {

class NetworkWeights {
 public:
  /// All of `layer_parameters` (workloads/network/parameters.hpp). Throws models::UserError, naming file and array, for
  /// one that is missing, unknown (with the nearest), of another shape, of integers or not finite (as 32-bit floats),
  /// and for a variance below 0.
  static NetworkWeights read(const std::filesystem::path& path, const workloads::Network& network);

  /// Drawn from the seed, each array apart from all others: weights Gaussian with He's deviation sqrt(2 / fan-in) (He
  /// et al., ICCV 2015), output channels spread by a log-normal factor (sigma 0.25) and every 64th with tails twice as
  /// wide, as trained layers have them (Nagel et al., "Data-free quantization", ICCV 2019, figure 2); gains near 1,
  /// biases, shifts and means near 0, a mixed sum's logits nearly equal, variances 1; see
  /// `tune_drawn_weights` (float_network.hpp).
  static NetworkWeights draw(const workloads::Network& network, std::uint64_t seed);

  bool has(std::string_view name) const { return values_.find(name) != values_.end(); }
  /// Throws models::ModelError when there is no such array.
  std::span<const float> get(std::string_view name) const;
  /// Empty when there is no such array: a layer without bias.
  std::span<const float> find(std::string_view name) const;
  /// Those of one layer alone.
  NetworkWeights of(const workloads::Network& network, const workloads::Layer& layer) const;
  void set(const std::string& name, std::vector<float> values) { values_[name] = std::move(values); }

  std::int64_t count() const;

 private:
  std::map<std::string, std::vector<float>, std::less<>> values_;
};

}  // namespace systole::sim
