// A matrix product on arrays of Nor flash: activation codes in, weights in the cells, one slice of the codes at a time
// through DACs; each array's columns through ADCs; shifts and sums behind them. Sources: config.hpp.
//
//   y = sum over row tiles of  msb weight · step · mean code of the MSB samples  +  step/gain · code of the LSB pass
//
// in the units of an exact integer product, as floats. Random numbers depend on the seed, layer, token, column, row
// tile, pass and sample, on nothing else: results are the same for any number of threads and any order of tiles.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/cim/config.hpp"
#include "models/cim/converters.hpp"
#include "models/cim/count.hpp"
#include "models/cim/slices.hpp"
#include "models/cim/tile.hpp"
#include "models/cim/weights.hpp"

namespace systole::models {

/// A run's circumstances.
struct CimRun {
  std::uint32_t first_token = 0;  // number of the first row: tokens of several runs are apart
  CimSteps steps;                 // of a static range
  /// Not empty: takes the codes of the first ADC of the first array, [tokens][samples + 1][its columns]. One conversion
  /// of the mean (averaging) stands for each sample; a pass that is skipped gives 0.
  std::span<std::int16_t> first_adc{};
};

/// Not for several threads at once.
class CimProduct {
 public:
  /// Rows of activations come `tokens` at a time. `layer` tells engines' random numbers apart. Throws UserError for a
  /// config that cannot be, or sums beyond 32 bits; ModelError for sizes that do not fit.
  CimProduct(const CimConfig& config, std::int64_t tokens, const CimWeights& weights, std::uint32_t layer = 0);

  const CimConfig& config() const { return config_; }
  std::int64_t tokens() const { return tokens_; }
  std::int64_t inputs() const { return inputs_; }
  std::int64_t outputs() const { return outputs_; }
  std::int64_t row_tiles() const { return static_cast<std::int64_t>(tiles_.size()); }
  std::int64_t col_tiles() const { return (outputs_ + config_.cols - 1) / config_.cols; }

  /// codes: [tokens][inputs], y: [tokens][outputs]. Throws ModelError for spans that do not fit and codes beyond the
  /// bits; UserError for a static range without steps.
  CimCount run(std::span<const std::int16_t> codes, std::span<float> y, const CimRun& circumstances = {});

  /// The exact integers that all this stands for. Throws UserError where cells are faulty.
  void run_exact(std::span<const std::int16_t> codes, std::span<std::int32_t> y);

  /// Steps of the last run's conversions in raw units, of each column of a row tile.
  std::span<const float> steps(std::int64_t row_tile, bool lsb) const;

 private:
  struct Pass;
  struct Columns {
    std::vector<float> step;    // what a code is taken for
    std::vector<float> actual;  // where the ADC's gain is not 1: what it is
  };

  void multiply(std::span<const std::int16_t> codes);
  void choose_steps(const CimSteps& given);
  void set_dynamic_steps();
  void convert_token(std::int64_t token, const CimRun& circumstances, std::span<float> y, CimCount& count) const;
  void show(const Pass& pass, int sample, std::span<const float> codes) const;
  void convert_pass(const Pass& pass, std::span<float> y, CimPassCount& count) const;
  void recombine_token(std::int64_t token, std::span<float> y) const;

  CimConfig config_;
  CimSlicer slicer_;
  std::int64_t tokens_;
  std::int64_t inputs_;
  std::int64_t outputs_;
  std::uint32_t layer_;
  std::vector<CimTile> tiles_;
  std::vector<CimConverterFaults> faults_;  // of each row tile
  std::vector<Columns> msb_;                // of each row tile
  std::vector<Columns> lsb_;
};

}  // namespace systole::models
