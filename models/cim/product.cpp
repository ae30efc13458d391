#include "models/cim/product.hpp"

#include <algorithm>
#include <mutex>
#include <string>

#include "models/cim/for_each_token.hpp"
#include "models/cim/pass_noise.hpp"
#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

constexpr auto kBlock = static_cast<std::size_t>(kConversionBlock);

bool is_ideal(const CimFaultConfig& faults) {
  return !faults.cells() && faults.ir_drop == 0;
}

void require_32_bits(const CimConfig& config, std::int64_t inputs) {
  const int bits = config.activation.bits + config.weights.bits - 2;
  if (inputs > (INT32_MAX >> bits))
    throw UserError("cim.activation.bits is " + std::to_string(config.activation.bits) + " and cim.weight_bits " +
                    std::to_string(config.weights.bits) + ": sums of " + std::to_string(inputs) +
                    " products may leave 32 bits");
}

}  // namespace

CimProduct::CimProduct(const CimConfig& config, std::int64_t tokens, const CimWeights& weights, std::uint32_t layer)
    : config_{config},
      slicer_{config},
      tokens_{tokens},
      inputs_{weights.inputs},
      outputs_{weights.outputs},
      layer_{layer} {
  check(config);
  check(weights, config.weights);
  if (tokens < 1 || inputs_ < 1 || outputs_ < 1) throw ModelError("CimProduct: an empty product");
  require_32_bits(config, inputs_);
  const std::int64_t rows = config.rows.value_or(inputs_);
  for (std::int64_t first = 0; first < inputs_; first += rows) {
    const CimTilePlace place{tokens, first, std::min(rows, inputs_ - first), layer};
    tiles_.emplace_back(config, place, outputs_, weights.codes);
    faults_.push_back(converter_faults(config, layer, static_cast<std::uint32_t>(faults_.size()), outputs_));
  }
  msb_.resize(tiles_.size());
  lsb_.resize(tiles_.size());
}

void CimProduct::multiply(std::span<const std::int16_t> codes) {
  require_size(codes.size(), tokens_ * inputs_, "CimProduct: the activations");
  const auto length = static_cast<std::size_t>(inputs_);
  for_each_token(tokens_, [&](std::int64_t token) {
    for (CimTile& tile : tiles_)
      tile.load(slicer_, token, codes.subspan(static_cast<std::size_t>(token) * length, length));
  });
  for (CimTile& tile : tiles_) tile.multiply();
}

struct CimProduct::Pass {
  std::size_t tile = 0;
  std::int64_t token = 0;
  bool lsb = false;
  PassNoise noise;
  std::span<std::int16_t> shown;  // of this token; empty: nobody looks
};

void CimProduct::show(const Pass& pass, int sample, std::span<const float> codes) const {
  const auto columns = static_cast<std::size_t>(config_.adc_columns);
  const auto samples = static_cast<std::size_t>(config_.msb_samples);
  const bool stands_for_all = !pass.lsb && pass.noise.conversions() == 1;
  const std::size_t first = pass.lsb ? samples : static_cast<std::size_t>(sample);
  const std::size_t last = stands_for_all ? samples : first + 1;
  for (std::size_t at = first; at < last; ++at)
    for (std::size_t column = 0; column < std::min(columns, codes.size()); ++column)
      pass.shown[at * columns + column] = static_cast<std::int16_t>(codes[column]);
}

void CimProduct::convert_pass(const Pass& pass, std::span<float> y, CimPassCount& count) const {
  const Columns& columns = (pass.lsb ? lsb_ : msb_)[pass.tile];
  const CimConverterFaults& faults = faults_[pass.tile];
  const int samples = pass.noise.conversions();
  const double weight = pass.lsb ? 1 / slicer_.gain() : slicer_.msb_weight() / samples;
  float raw[kBlock];
  float noise[kBlock];
  float codes[kBlock];
  for (std::size_t first = 0; first < y.size(); first += kBlock) {
    const std::size_t size = std::min(kBlock, y.size() - first);
    const auto of_columns = [&](const std::vector<float>& values) {
      return values.empty() ? std::span<const float>{} : std::span{values}.subspan(first, size);
    };
    ConversionJob job{
        std::span{raw}.first(size), of_columns(columns.actual), {},
        of_columns(faults.offset),  of_columns(faults.bow),     static_cast<float>(config_.highest_code())};
    const std::span<float> out = std::span{codes}.first(size);
    tiles_[pass.tile].read(pass.token, pass.lsb, static_cast<std::int64_t>(first), std::span{raw}.first(size));
    for (int sample = 0; sample < samples; ++sample) {
      if (pass.noise.draw(sample, first, job.step, std::span{noise}.first(size)))
        job.noise = std::span{noise}.first(size);
      count.clipped += convert(job, out);
      count.conversions += static_cast<std::int64_t>(size);
      add_codes(out, of_columns(columns.step), static_cast<float>(weight), y.subspan(first, size));
      if (!count.codes.empty()) count.count(out);
      if (first == 0 && !pass.shown.empty()) show(pass, sample, out);
    }
  }
}

void CimProduct::convert_token(std::int64_t token, const CimRun& circumstances, std::span<float> y,
                               CimCount& count) const {
  const std::uint32_t number = circumstances.first_token + static_cast<std::uint32_t>(token);
  const std::size_t codes = circumstances.first_adc.size() / static_cast<std::size_t>(tokens_);
  for (std::size_t tile = 0; tile < tiles_.size(); ++tile)
    for (const bool lsb : {false, true}) {
      if (!lsb && config_.activation.slicing == CimSlicing::centred && tiles_[tile].msb_is_zero(token)) {
        ++count.skipped;
        continue;
      }
      const NormalRow row{config_.seed, layer_, number, static_cast<std::uint32_t>(tile), 0};
      const double read =
          config_.faults.read_lsb > 0 ? config_.faults.read_lsb * tiles_[tile].drive_norm(token, lsb) : 0;
      const std::span<std::int16_t> shown =
          tile == 0 ? circumstances.first_adc.subspan(static_cast<std::size_t>(token) * codes, codes)
                    : std::span<std::int16_t>{};
      convert_pass({tile, token, lsb, PassNoise{config_, row, lsb, read}, shown}, y, lsb ? count.lsb : count.msb);
    }
}

void CimProduct::recombine_token(std::int64_t token, std::span<float> y) const {
  if (is_ideal(config_.faults)) {
    std::vector<std::int32_t> sums(y.size());
    for (const CimTile& tile : tiles_) tile.add_exact(token, static_cast<std::int32_t>(slicer_.msb_weight()), sums);
    std::transform(sums.begin(), sums.end(), y.begin(), [](std::int32_t sum) { return static_cast<float>(sum); });
    return;
  }
  float raw[kBlock];
  for (const CimTile& tile : tiles_)
    for (const bool lsb : {false, true})
      for (std::size_t first = 0; first < y.size(); first += kBlock) {
        const std::span<float> out = y.subspan(first, std::min(kBlock, y.size() - first));
        const std::span<float> of_block = std::span{raw}.first(out.size());
        tile.read(token, lsb, static_cast<std::int64_t>(first), of_block);
        add_raw(of_block, static_cast<float>(lsb ? 1 / slicer_.gain() : slicer_.msb_weight()), out);
      }
}

CimCount CimProduct::run(std::span<const std::int16_t> codes, std::span<float> y, const CimRun& circumstances) {
  require_size(y.size(), tokens_ * outputs_, "CimProduct: the result");
  if (!circumstances.first_adc.empty())
    require_size(circumstances.first_adc.size(), tokens_ * (config_.msb_samples + 1) * config_.adc_columns,
                 "CimProduct: the codes to show");
  const auto line = static_cast<std::size_t>(outputs_);
  multiply(codes);
  if (!config_.adc.bypass) choose_steps(circumstances.steps);
  const CimCount none = CimCount::none(config_);
  CimCount total = none;
  std::mutex guard;
  for_each_part(static_cast<std::size_t>(tokens_), 1, [&](std::size_t begin, std::size_t end) {
    CimCount count = none;
    for (auto token = static_cast<std::int64_t>(begin); token < static_cast<std::int64_t>(end); ++token) {
      const std::span<float> out = y.subspan(static_cast<std::size_t>(token * outputs_), line);
      std::ranges::fill(out, 0.0F);
      if (config_.adc.bypass) {
        recombine_token(token, out);
      } else {
        convert_token(token, circumstances, out, count);
      }
    }
    const std::scoped_lock lock{guard};
    total += count;
  });
  return total;
}

void CimProduct::run_exact(std::span<const std::int16_t> codes, std::span<std::int32_t> y) {
  if (config_.faults.cells()) throw UserError("cim.faults: cells that are not ideal have no exact sums");
  require_size(y.size(), tokens_ * outputs_, "CimProduct: the result");
  multiply(codes);
  for_each_token(tokens_, [&](std::int64_t token) {
    const std::span<std::int32_t> out =
        y.subspan(static_cast<std::size_t>(token * outputs_), static_cast<std::size_t>(outputs_));
    std::ranges::fill(out, 0);
    for (const CimTile& tile : tiles_) tile.add_exact(token, static_cast<std::int32_t>(slicer_.msb_weight()), out);
  });
}

std::span<const float> CimProduct::steps(std::int64_t row_tile, bool lsb) const {
  return (lsb ? lsb_ : msb_).at(static_cast<std::size_t>(row_tile)).step;
}

}  // namespace systole::models
