// What CIM macros do to the numbers of a workload, as a figure of a sweep's points: the signal-to-noise ratio of its
// first feed-forward block against 32-bit floats, as `systole accuracy cim` has it for the same seed. In a sweep file:
//
//   sqnr: {tokens: 16, seed: 1, distribution: gauss}
//
// Weights and activations are drawn from that seed; the arrays' noise has its own, `cim.seed`.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "models/cim/config.hpp"
#include "sim/cim/ffn_data.hpp"
#include "sim/cim/study.hpp"
#include "workloads/document/document.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

struct SqnrRequest {
  std::int64_t tokens = 0;
  std::uint64_t seed = 1;
  CimDistribution distribution = CimDistribution::gauss;

  /// "16 tokens, seed 1, gauss".
  std::string text() const;
};

/// Throws DocumentError.
SqnrRequest read_sqnr(const workloads::Node& node);

/// The ratios of one workload. Any number of threads may ask; each gets operands of its own, because a run keeps codes.
class SqnrJudge {
 public:
  /// Throws UserError for a network without a feed-forward block.
  SqnrJudge(SqnrRequest request, const workloads::Network& network);

  /// In dB. Throws UserError for a config that these operands cannot be run with: one with static scales has none here.
  double of(const models::CimConfig& config);

 private:
  std::unique_ptr<CimSubject> borrow();

  SqnrRequest request_;
  FfnBlock block_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<CimSubject>> idle_;
  std::deque<std::pair<models::CimConfig, double>> known_;  // the latest
};

}  // namespace systole::sim
