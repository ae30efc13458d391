// Activations that go into feed-forward blocks, in samples: what one run of the network gives a block.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cim/ffn_operands.hpp"
#include "sim/config/words.hpp"

namespace systole::sim {

/// All of variance 1. `outliers`: normal, and one channel in 128 of 20 times the deviation, as transformers have them
/// (Dettmers et al., "LLM.int8()", NeurIPS 2022, section 4: few channels, up to 20 times the others).
enum class CimDistribution : std::uint8_t { gauss, laplace, outliers };

template <>
const WordTable<CimDistribution>& word_table();

class FfnData {
 public:
  /// Arrays named LAYER.x after a block's first layer, blocks.{i}.mlp.x, or x for every block that has none of its own;
  /// the last axis is the block's width, all others count tokens. Throws models::UserError, naming file and array.
  static FfnData read(const std::filesystem::path& path, const std::vector<FfnBlock>& blocks);
  static FfnData draw(CimDistribution distribution, std::uint64_t seed);

  /// Samples of a block that there are; no end of drawn ones.
  std::optional<std::int64_t> samples(const FfnBlock& block) const;
  /// [tokens][width] of one sample: as many tokens as the block's shape has, or what is left in the file.
  std::vector<float> sample(const FfnBlock& block, std::int64_t index) const;
  /// The first tokens, at most so many as there are; none: those of one sample; 0: all, of drawn ones one sample.
  std::vector<float> tokens(const FfnBlock& block, std::optional<std::int64_t> count) const;

  /// "gauss, seed 1" or "FILE".
  const std::string& source() const { return source_; }

 private:
  std::map<int, std::vector<float>> read_;  // by block
  CimDistribution distribution_ = CimDistribution::gauss;
  std::uint64_t seed_ = 1;
  bool is_drawn_ = false;
  std::string source_;
};

}  // namespace systole::sim
