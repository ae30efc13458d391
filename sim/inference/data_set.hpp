// Samples of a network's inputs, with labels where there are any: from a file, or drawn.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "workloads/network/network.hpp"

namespace systole::sim {

/// The elements of every input of one pass through the network, by name.
using Sample = std::map<std::string, std::span<const float>, std::less<>>;

class DataSet {
 public:
  /// Arrays named after the network's inputs (for bare GEMMs LAYER.a), and `labels`. The first axis counts samples
  /// times the batch of the network's input. Real numbers are taken as they are; integers are codes of
  /// (code - NAME.zero_point) * NAME.scale, except where a table is looked up with them. Throws models::UserError,
  /// naming file and array, for what is missing, unknown, of a shape or length that does not fit, without samples, or
  /// not finite (as 32-bit floats).
  static DataSet read(const std::filesystem::path& path, const workloads::Network& network);

  /// Standard normal; indices of embeddings uniform over their rows. No labels.
  static DataSet draw(const workloads::Network& network, std::int64_t samples, std::uint64_t seed);

  std::int64_t samples() const { return samples_; }
  /// The first samples, as many as there are.
  DataSet first(std::int64_t samples) const;
  Sample sample(std::int64_t index) const;
  bool has_labels() const { return !labels_.empty(); }
  /// One for each element of the batch; empty without labels.
  std::span<const std::int64_t> labels(std::int64_t index) const;

  /// What is there, for notes: "1,000 samples of FILE".
  const std::string& source() const { return source_; }

 private:
  std::map<std::string, std::vector<float>, std::less<>> values_;
  std::vector<std::int64_t> labels_;
  std::int64_t samples_ = 0;
  std::string source_;
};

/// Names of tensors that hold indices of a table, not quantities.
std::vector<std::string> index_tensors(const workloads::Network& network);

}  // namespace systole::sim
