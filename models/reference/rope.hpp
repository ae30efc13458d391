// Rotary position embedding: pairs of features turn by an angle that grows with the position, so that products of
// queries and keys depend on the distance of their positions (Su et al. 2021, arXiv:2104.09864).
//
// Which features are a pair is a matter of convention, not of mathematics: weights trained with one are wrong with the
// other. `halves` pairs feature i with i + features/2 (GPT-NeoX, Hugging Face's LLaMA: rotate_half), `neighbours` 2i
// with 2i + 1 (the paper's equation 34, Meta's LLaMA, EVA-02 and JiT).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace systole::models {

enum class RopePairs : std::uint8_t { halves, neighbours };

inline constexpr double kRopeBase = 10000;

/// Angles [positions][features / 2] of positions first, first + 1, ...: position · base^(-2i/features).
std::vector<double> rope_angles(std::int64_t positions, std::int64_t features, double base = kRopeBase,
                                std::int64_t first = 0);
/// Angles [rows · cols][features / 2] of an image's patches, row by row: the first half of the pairs turns with the
/// row, the second with the column, each as rope_angles() of features / 2 (EVA-02, JiT). Features are a multiple of 4.
std::vector<double> rope_angles_of_grid(std::int64_t rows, std::int64_t cols, std::int64_t features,
                                        double base = kRopeBase);

/// input, output: [outer][positions][features], angles: [positions][features / 2]; `output` may be `input`.
struct RopeShape {
  std::int64_t outer = 1;  // images and heads
  std::int64_t positions = 1;
  std::int64_t features = 2;
  RopePairs pairs = RopePairs::halves;
  bool operator==(const RopeShape&) const = default;
};

/// (x, y) of a pair becomes (x cos - y sin, x sin + y cos). Throws ModelError for an odd number of features and spans
/// that do not fit the shape.
void float_rope(const RopeShape& shape, std::span<const double> angles, std::span<const float> input,
                std::span<float> output);

}  // namespace systole::models
