#include "models/cim/pass_noise.hpp"

#include <cmath>

#include "models/cim/conversion.hpp"
#include "models/cim/purposes.hpp"

namespace systole::models {

namespace {

std::size_t whole_groups(std::size_t columns) {
  constexpr auto kGroup = static_cast<std::size_t>(kNormalGroup);
  return (columns + kGroup - 1) / kGroup * kGroup;
}

}  // namespace

PassNoise::PassNoise(const CimConfig& config, const NormalRow& row, bool lsb, double read_deviation)
    : row_{row}, first_purpose_{lsb ? purpose::kLsbNoise : purpose::kMsbNoise} {
  const double read = read_deviation;
  if (lsb) {
    own_ = config.noise.lsb_pass ? static_cast<float>(config.sigma()) : 0;
    read_ = static_cast<float>(read);
  } else if (config.noise.averaging == CimAveraging::equivalent) {
    own_ = static_cast<float>(config.mean_sigma());
    read_ = static_cast<float>(read / std::sqrt(config.msb_samples));
  } else {
    conversions_ = config.msb_samples;
    common_ = static_cast<float>(config.sigma() * std::sqrt(config.noise.rho));
    own_ = static_cast<float>(config.sigma() * std::sqrt(1 - config.noise.rho));
    read_ = static_cast<float>(read);
    first_purpose_ = purpose::kMsbSample;
  }
}

bool PassNoise::draw(int sample, std::size_t first, std::span<const float> step, std::span<float> noise) const {
  if (common_ == 0 && own_ == 0 && read_ == 0) return false;
  float buffer[kConversionBlock];
  const std::span<float> whole = std::span{buffer}.first(whole_groups(noise.size()));
  const std::span<const float> normals = whole.first(noise.size());
  NormalRow row = row_;
  row.purpose = first_purpose_ + static_cast<std::uint32_t>(sample);
  fill_normals(row, static_cast<std::int64_t>(first), whole);
  if (read_ > 0) {
    join_deviations(own_, read_, step, noise);
    scale_normals(normals, noise, noise);
  } else {
    scale_normals(normals, own_, noise);
  }
  if (common_ > 0) {
    row.purpose = purpose::kMsbNoise;
    fill_normals(row, static_cast<std::int64_t>(first), whole);
    add_normals(normals, common_, noise);
  }
  return true;
}

}  // namespace systole::models
