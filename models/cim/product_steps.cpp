// Where the steps of a product's conversions come from.
#include <algorithm>
#include <cmath>
#include <string>

#include "models/cim/for_each_token.hpp"
#include "models/cim/product.hpp"
#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

/// Largest magnitudes that arrays' columns come to, of all tokens: [row tiles][2 passes][arrays beside each other].
class Peaks {
 public:
  Peaks(std::size_t tiles, std::size_t arrays) : arrays_{arrays}, values_(2 * tiles * arrays) {}

  std::span<float> pass(std::size_t tile, bool lsb) {
    return std::span{values_}.subspan((2 * tile + (lsb ? 1U : 0U)) * arrays_, arrays_);
  }
  void rise_to(std::span<const float> of_token) {
    for (std::size_t i = 0; i < values_.size(); ++i) values_[i] = std::max(values_[i], of_token[i]);
  }
  /// The oracle: every array gets the largest of all.
  void share(std::size_t tiles, bool lsb) {
    float most = 0;
    for (std::size_t tile = 0; tile < tiles; ++tile) most = std::max(most, largest_magnitude(pass(tile, lsb)));
    for (std::size_t tile = 0; tile < tiles; ++tile) std::ranges::fill(pass(tile, lsb), most);
  }
  std::size_t size() const { return values_.size(); }

 private:
  std::size_t arrays_;
  std::vector<float> values_;
};

/// One step for every column, or one each.
std::vector<float> for_columns(const std::vector<double>& steps, std::int64_t columns) {
  std::vector<float> all(steps.begin(), steps.end());
  if (all.size() == 1) all.assign(static_cast<std::size_t>(columns), all.front());
  require_size(all.size(), columns, "CimProduct: the steps");
  for (const float step : all)
    if (!(step > 0) || std::isinf(step)) throw UserError("cim: an ADC cannot have steps of " + std::to_string(step));
  return all;
}

}  // namespace

void CimProduct::set_dynamic_steps() {
  const std::size_t tiles = tiles_.size();
  Peaks peaks{tiles, static_cast<std::size_t>(col_tiles())};
  std::vector<float> of_tokens(static_cast<std::size_t>(tokens_) * peaks.size());
  for_each_token(tokens_, [&](std::int64_t token) {
    float* to = of_tokens.data() + static_cast<std::size_t>(token) * peaks.size();
    for (const CimTile& tile : tiles_)
      for (const bool lsb : {false, true})
        for (std::int64_t first = 0; first < outputs_; first += config_.cols)
          *to++ = tile.peak(token, lsb, first, std::min(config_.cols, outputs_ - first));
  });
  for (std::size_t at = 0; at < of_tokens.size(); at += peaks.size())
    peaks.rise_to(std::span{of_tokens}.subspan(at, peaks.size()));
  for (const bool lsb : {false, true}) {
    if (config_.adc.range == CimAdcRange::dynamic_tensor) peaks.share(tiles, lsb);
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      std::vector<float>& steps = (lsb ? lsb_ : msb_)[tile].step;
      steps.clear();
      for (std::int64_t column = 0; column < outputs_; ++column) {
        const float peak = peaks.pass(tile, lsb)[static_cast<std::size_t>(column / config_.cols)];
        steps.push_back(static_cast<float>(dynamic_step(config_, peak)));
      }
    }
  }
}

void CimProduct::choose_steps(const CimSteps& given) {
  if (config_.adc.range == CimAdcRange::dynamic_tensor || config_.adc.range == CimAdcRange::dynamic_tile) {
    set_dynamic_steps();
  } else {
    const bool is_fixed = config_.adc.range == CimAdcRange::fixed;
    if (!is_fixed && given.empty())
      throw UserError("cim.adc.range is static, and there are no scales of the accumulators");
    const std::vector<double> fixed(1, is_fixed ? fixed_step(config_) : 1);
    for (std::size_t tile = 0; tile < tiles_.size(); ++tile) {
      msb_[tile].step = for_columns(is_fixed ? fixed : given.msb, outputs_);
      lsb_[tile].step = for_columns(is_fixed ? fixed : given.lsb, outputs_);
    }
  }
  for (std::size_t tile = 0; tile < tiles_.size(); ++tile)
    for (Columns* columns : {&msb_[tile], &lsb_[tile]}) {
      columns->actual = columns->step;
      const std::vector<float>& gains = faults_[tile].gain;
      for (std::size_t i = 0; i < gains.size(); ++i) columns->actual[i] /= gains[i];
    }
}

}  // namespace systole::models
