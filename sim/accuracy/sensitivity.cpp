#include "sim/accuracy/sensitivity.hpp"

#include <algorithm>

#include "sim/inference/layout_layer.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

namespace {

constexpr double kSafe = 40;
constexpr double kAcceptable = 30;

Concern concern_of(double sqnr_db) {
  if (sqnr_db >= kSafe) return Concern::none;
  return sqnr_db >= kAcceptable ? Concern::watch : Concern::sensitive;
}

}  // namespace

Sensitivity sensitivity(const models::Chip& chip, const workloads::Network& network, const NetworkWeights& weights,
                        const DataSet& data, const Scales& scales, const AccuracyRequest& request) {
  const std::vector<Stage> stages = stages_of(network);
  AccuracyRequest each = request;
  each.alone = false;
  each.progress = {};
  const auto output_db = [&](const std::vector<StageArithmetic>& arithmetic) {
    return network_accuracy(chip, network, weights, data, scales, each, arithmetic).output.sqnr_db;
  };
  const std::vector<StageArithmetic> all(stages.size(), request.arithmetic);
  const std::vector<StageArithmetic> none(stages.size(), StageArithmetic::real);
  Sensitivity result;
  result.all_db = output_db(all);
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const workloads::Layer& layer = network.layers()[stages[i].layer];
    if (!passes_codes_on(layer.kind)) {
      std::vector<StageArithmetic> only = none;
      std::vector<StageArithmetic> others = all;
      only[i] = request.arithmetic;
      others[i] = StageArithmetic::real;
      LayerSensitivity found{stage_name(network, stages[i]), std::string{kind_name(layer.kind)}};
      found.alone_db = output_db(only);
      found.left_out_db = output_db(others);
      found.gain_db = found.left_out_db - result.all_db;
      found.concern = concern_of(found.alone_db);
      result.layers.push_back(std::move(found));
    }
    if (request.progress) request.progress(i + 1, stages.size());
  }
  std::stable_sort(result.layers.begin(), result.layers.end(),
                   [](const LayerSensitivity& a, const LayerSensitivity& b) { return a.alone_db < b.alone_db; });
  return result;
}

}  // namespace systole::sim
