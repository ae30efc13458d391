#include "sim/inference/random_reals.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>

#include "sim/operands/named_stream.hpp"

namespace systole::sim {

namespace {

/// In (0, 1): a logarithm may follow.
double unit(std::uint32_t word) {
  return (static_cast<double>(word) + 0.5) * 0x1p-32;
}

}  // namespace

std::vector<float> draw_normal(std::int64_t count, std::uint64_t seed, std::string_view name) {
  const NamedStream stream{seed, name};
  const auto size = static_cast<std::size_t>(count);
  std::vector<float> values;
  values.reserve(size + 4);
  for (std::uint64_t block = 0; values.size() < size; ++block) {
    const auto words = stream.block(block);
    for (std::size_t pair = 0; pair < 4; pair += 2) {
      const double radius = std::sqrt(-2 * std::log(unit(words.at(pair))));
      const double angle = 2 * std::numbers::pi * unit(words.at(pair + 1));
      values.push_back(static_cast<float>(radius * std::cos(angle)));
      values.push_back(static_cast<float>(radius * std::sin(angle)));
    }
  }
  values.resize(size);
  return values;
}

std::vector<float> draw_indices(std::int64_t count, std::int64_t below, std::uint64_t seed, std::string_view name) {
  const NamedStream stream{seed, name};
  std::vector<float> values;
  values.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t block = 0; values.size() < static_cast<std::size_t>(count); ++block)
    values.push_back(static_cast<float>(stream.block(block)[0] % static_cast<std::uint64_t>(below)));
  return values;
}

}  // namespace systole::sim
