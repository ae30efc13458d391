// How the tensors of a network are quantised: rules for all layers and, by glob over layer names, for some.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/numerics/fit/quantizers.hpp"
#include "models/numerics/observe/observer.hpp"
#include "models/numerics/quantize/backend_rules.hpp"
#include "models/numerics/quantize/choose_params.hpp"
#include "sim/config/words.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

enum class Granularity { per_tensor, per_channel };

struct TensorRule {
  int bits = 8;
  std::optional<models::Scheme> scheme = std::nullopt;  // none: affine, but symmetric for weights with a sign
  Granularity granularity = Granularity::per_tensor;
  models::SymmetricSpan span = models::SymmetricSpan::restricted;
  models::Quantizer quantizer = models::Quantizer::uniform;  // the observer's range as it is, or a fit from there
  models::ObserverKind observer = models::ObserverKind::minmax;
  double percentile = 99.9;  // what the percentile observer keeps on each side
  bool operator==(const TensorRule&) const = default;
};

struct LayerRule {
  bool enabled = true;  // else the layer stays real
  TensorRule weights{.granularity = Granularity::per_channel};
  TensorRule activations;                                    // of what the layer writes
  models::Backend backend = models::Backend::unconstrained;  // whose constraints the layer must keep
  bool operator==(const LayerRule&) const = default;
};

class QuantRules {
 public:
  /// 8 bits everywhere: weights symmetric a channel, activations affine a tensor, ranges of minimum and maximum.
  QuantRules() = default;
  /// "KEY=VALUE" for all layers or "GLOB:KEY=VALUE" for those whose names match; later ones win. Values are words in
  /// any case. Throws models::UserError with what is known for an unknown key or value.
  explicit QuantRules(const std::vector<std::string>& assignments);

  LayerRule of(const std::string& layer) const;
  /// Throws models::UserError for a glob that no layer or input of the network matches.
  void check(const workloads::Network& network) const;
  const std::vector<std::string>& assignments() const { return assignments_; }

 private:
  struct Assignment {
    std::string glob;  // empty: all
    std::string key;
    std::string value;
  };
  std::vector<std::string> assignments_;
  std::vector<Assignment> parsed_;
};

/// "weights.bits: 2 to 16" and so on, a line each, for help texts and errors.
std::vector<std::string> quant_keys();

template <>
const WordTable<models::Scheme>& word_table();
template <>
const WordTable<models::SymmetricSpan>& word_table();
template <>
const WordTable<models::ObserverKind>& word_table();
template <>
const WordTable<Granularity>& word_table();
template <>
const WordTable<models::Backend>& word_table();

}  // namespace systole::sim
