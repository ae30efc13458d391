// Static scales of a layer, and where a file of the source keeps those of a network: numbers named
// blocks.{i}.mlp.{w12_act, w12_acc, w3_act, w3_acc}. Reading files is somebody else's.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/cim/config.hpp"
#include "models/cim/converters.hpp"
#include "models/cim/weights.hpp"
#include "models/numerics/observe/observer.hpp"

namespace systole::models {

/// Steps of the ADCs. One number is a step of the recombined result, in the layer's real units, for both passes; a pair
/// is the steps of the MSB and of the LSB pass in raw units.
struct CimAccumulatorScale {
  double msb = 0;
  double lsb = 0;
  bool is_pair = false;
  bool operator==(const CimAccumulatorScale&) const = default;
};

struct CimScales {
  double activation = 0;
  CimAccumulatorScale accumulator;
  bool operator==(const CimScales&) const = default;
};

/// Of a feed-forward block.
struct CimBlockScales {
  CimScales w12;
  CimScales w3;
  bool operator==(const CimBlockScales&) const = default;
};

/// A number r of the result becomes r / (s_a · s_w · msb weight) raw units in the MSB pass and r · gain / (s_a · s_w)
/// in the LSB pass (J12; one for each column where weights have a scale each). Steps are thresholds/127; where the
/// config divides by the ADC's codes they become 127 / highest code of that (T2).
CimSteps folded_steps(const CimConfig& config, const CimScales& scales, double activation_scale,
                      const CimWeights& weights);

/// What finds the thresholds of a calibration without noise: by entropy, correctly or as the source does (T3). Steps
/// are a 127th of them.
ObserverOptions calibration_observer(const CimConfig& config);

/// One number, or a pair. Throws UserError, naming the entry, for any other count and for numbers that are not positive
/// and finite.
CimAccumulatorScale accumulator_scale(const std::string& name, std::span<const double> numbers);

/// Entries of a file, one at a time, so that whoever reads the file can say where a fault stands. Prefixes "module."
/// and "net." are ignored, in any number and order; so are entries that are not below "blocks.". "msb_noise_sigma_lsb",
/// or "ffn_msb_noise_sigma_lsb" as the source's command line has it, must be 0: a calibration with noise is none (J22).
class CimScaleEntries {
 public:
  /// False for an entry that is no scale. Throws UserError for what a block does not hold, an entry that occurs twice,
  /// and what accumulator_scale() refuses; an activation's scale is one number.
  bool add(const std::string& name, std::span<const double> numbers);

  /// Whether an entry said that there was no noise.
  bool says_noise_free() const { return says_noise_free_; }
  /// The first scale that a block lacks: "blocks.3.mlp.w3_act".
  std::optional<std::string> missing() const;
  const std::map<int, CimBlockScales>& blocks() const { return blocks_; }

 private:
  std::map<int, CimBlockScales> blocks_;
  std::map<std::string, std::string> seen_;  // plain names, and as they were written
  bool says_noise_free_ = false;
};

/// The block that a scale of this name belongs to; none for what is no scale.
std::optional<int> block_of_scale(const std::string& name);

/// Names of a block's scales.
std::vector<std::string> block_scale_names(int block);

/// Of all entries at once, by block. Throws UserError as CimScaleEntries does, and for a block that lacks a scale.
std::map<int, CimBlockScales> parse_block_scales(const std::map<std::string, std::vector<double>>& entries);

/// The same entries again.
std::map<std::string, std::vector<double>> block_scale_entries(const std::map<int, CimBlockScales>& blocks);

/// A name without the prefixes that wrappers of networks put before it.
std::string without_prefixes(const std::string& name);

}  // namespace systole::models
