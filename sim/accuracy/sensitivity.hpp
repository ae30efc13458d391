// Which layers' numbers matter: each layer quantised alone, and each left out, by what that does to the answer.
#pragma once

#include <string>
#include <vector>

#include "sim/accuracy/network_accuracy.hpp"

namespace systole::sim {

enum class Concern { none, watch, sensitive };  // SQNR of the output at least 40 dB, at least 30 dB, below

struct LayerSensitivity {
  std::string stage;
  std::string kind;
  double alone_db = 0;     // SQNR of the network's output when only this stage is on codes
  double left_out_db = 0;  // when all others are
  double gain_db = 0;      // left_out_db less what all stages on codes give
  Concern concern = Concern::none;
};

struct Sensitivity {
  double all_db = 0;                     // all stages on codes
  std::vector<LayerSensitivity> layers;  // the most sensitive first: least alone_db
};

/// Stages that have codes, each in two runs over the samples. Throws as network_accuracy does.
Sensitivity sensitivity(const models::Chip& chip, const workloads::Network& network, const NetworkWeights& weights,
                        const DataSet& data, const Scales& scales, const AccuracyRequest& request);

}  // namespace systole::sim
