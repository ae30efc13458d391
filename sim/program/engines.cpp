#include "sim/program/engines.hpp"

#include <fnmatch.h>

#include "sim/program/lowering.hpp"

namespace systole::sim {

namespace {

bool fits(const models::EngineRule& rule, const workloads::Layer& layer, bool depthwise) {
  const bool name = rule.layers.empty() || fnmatch(rule.layers.c_str(), layer.name.c_str(), 0) == 0;
  const bool kind =
      rule.kind.empty() || rule.kind == workloads::kind_name(layer.kind) || (depthwise && rule.kind == "depthwise");
  return name && kind;
}

}  // namespace

models::Engine choose_engine(const models::MappingConfig& mapping, const workloads::Network& network,
                             const workloads::Layer& layer) {
  const bool depthwise = is_depthwise(network, layer);
  for (const models::EngineRule& rule : mapping.engines) {
    if (fits(rule, layer, depthwise)) return rule.engine;
  }
  if (depthwise) return mapping.depthwise;
  return is_gemm(layer.kind) ? models::Engine::array : models::Engine::vector;
}

}  // namespace systole::sim
