#include "sim/cim/ffn_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/errors.hpp"
#include "sim/config/words.hpp"
#include "sim/inference/random_reals.hpp"

namespace systole::sim {

using models::UserError;

template <>
const WordTable<CimDistribution>& word_table() {
  static const WordTable<CimDistribution> table{{"gauss", CimDistribution::gauss},
                                                {"laplace", CimDistribution::laplace},
                                                {"outliers", CimDistribution::outliers}};
  return table;
}

namespace {

constexpr std::size_t kOutlierEvery = 128;
constexpr float kOutlierFactor = 20;

/// A normal number's place in the Laplace distribution of variance 1: the same share lies beyond both.
float to_laplace(float normal) {
  const double beyond = std::erfc(std::abs(static_cast<double>(normal)) / std::sqrt(2.0));
  const double magnitude = -std::log(beyond) / std::sqrt(2.0);
  return static_cast<float>(std::copysign(magnitude, static_cast<double>(normal)));
}

void shape_values(CimDistribution distribution, std::size_t width, std::vector<float>& values) {
  if (distribution == CimDistribution::laplace)
    std::transform(values.begin(), values.end(), values.begin(), to_laplace);
  if (distribution != CimDistribution::outliers) return;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (i % width % kOutlierEvery == 0) values[i] *= kOutlierFactor;
}

}  // namespace

FfnData FfnData::read(const std::filesystem::path& path, const std::vector<FfnBlock>& blocks) {
  const FfnArrays file{path};
  std::vector<std::string> known{"x"};
  for (const FfnBlock& block : blocks) {
    known.push_back(block.w12 + ".x");
    known.push_back(fmt::format("blocks.{}.mlp.x", block.number));
  }
  if (file.check_names(known) > 0) throw UserError(path.string() + ": arrays are x, " + known[1] + " or " + known[2]);
  FfnData data;
  data.source_ = path.string();
  for (const FfnBlock& block : blocks) {
    std::optional<std::string> name = file.find({block.w12 + ".x", fmt::format("blocks.{}.mlp.x", block.number)});
    if (!name) name = file.find({"x"});
    if (!name) throw UserError(fmt::format("{}: there is no array '{}.x', nor 'x'", path.string(), block.w12));
    const workloads::Shape& shape = file.shape(*name);
    if (shape.size() < 2 || shape.back() != block.shape.width || workloads::element_count(shape) == 0)
      throw UserError(file.where(*name) + "its shape is " + workloads::to_string(shape) +
                      fmt::format("; the block needs [tokens, {}]", block.shape.width));
    data.read_[block.number] = file.reals(*name);
  }
  return data;
}

FfnData FfnData::draw(CimDistribution distribution, std::uint64_t seed) {
  FfnData data;
  data.distribution_ = distribution;
  data.seed_ = seed;
  data.is_drawn_ = true;
  data.source_ = fmt::format("{} drawn from seed {}", word(distribution), seed);
  return data;
}

std::optional<std::int64_t> FfnData::samples(const FfnBlock& block) const {
  if (is_drawn_) return {};
  const auto tokens = static_cast<std::int64_t>(read_.at(block.number).size()) / block.shape.width;
  return models::ceil_div(tokens, block.shape.tokens);
}

std::vector<float> FfnData::sample(const FfnBlock& block, std::int64_t index) const {
  const std::int64_t count = block.shape.tokens * block.shape.width;
  if (is_drawn_) {
    std::vector<float> values = draw_normal(count, seed_, fmt::format("{}.x.{}", block.w12, index));
    shape_values(distribution_, static_cast<std::size_t>(block.shape.width), values);
    return values;
  }
  const std::vector<float>& all = read_.at(block.number);
  const auto size = static_cast<std::int64_t>(all.size());
  const std::int64_t begin = std::min(index * count, size);
  return {all.begin() + begin, all.begin() + std::min(begin + count, size)};
}

std::vector<float> FfnData::tokens(const FfnBlock& block, std::optional<std::int64_t> count) const {
  if (is_drawn_ && count == 0) count.reset();
  std::int64_t wanted = count.value_or(block.shape.tokens);
  if (count == 0) wanted = static_cast<std::int64_t>(read_.at(block.number).size()) / block.shape.width;
  const auto size = static_cast<std::size_t>(wanted * block.shape.width);
  std::vector<float> values;
  for (std::int64_t i = 0; values.size() < size && i < samples(block).value_or(i + 1); ++i) {
    const std::vector<float> more = sample(block, i);
    values.insert(values.end(), more.begin(), more.end());
  }
  values.resize(std::min(size, values.size()));
  return values;
}

}  // namespace systole::sim
