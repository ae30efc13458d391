// The parts of a JiT forward pass, each a function that appends its layers and returns the name of what it computed.
#pragma once

#include <string>
#include <vector>

#include "workloads/generators/jit.hpp"

namespace systole::workloads {

class JitLayers {
 public:
  JitLayers(Network& network, const JitModel& model, std::int64_t batch)
      : network_{&network}, model_{&model}, batch_{batch} {}

  /// Time step and class become the condition: silu(t-embedding + class embedding) [N, D].
  std::string condition();
  /// Pixels to tokens with positions [N, T, D].
  std::string embed_patches(const std::string& image);
  /// Learned tokens that also carry the class, in front of the image tokens.
  std::string prepend_context(const std::string& tokens);
  std::string prepend(const std::string& context, const std::string& tokens);
  std::string block(std::int64_t index, const std::string& tokens, const std::string& condition);
  std::string ffn(const std::string& prefix, const std::string& tokens);
  /// Drops the in-context tokens and predicts a patch of pixels for each image token.
  std::string final_layer(const std::string& tokens, const std::string& condition);

 private:
  std::string add(std::string name, LayerKind kind, std::vector<std::string> inputs);
  std::string add(std::string name, LayerKind kind, std::vector<std::string> inputs, Attributes attributes);
  std::string linear(std::string name, const std::string& in, std::int64_t features, bool bias = true);
  /// `count` vectors [N, 1, D] that modulate or gate the tokens.
  std::vector<std::string> modulation(const std::string& prefix, const std::string& condition, std::int64_t count);
  /// norm(x) * scale + shift.
  std::string modulated_norm(const std::string& name, const std::string& in, const std::string& shift,
                             const std::string& scale);
  std::string gated_residual(const std::string& name, const std::string& in, const std::string& branch,
                             const std::string& gate);
  std::string attention(const std::string& prefix, const std::string& in);
  std::int64_t token_count(const std::string& tokens) const { return network_->shape(tokens)[1]; }

  Network* network_;
  const JitModel* model_;
  std::int64_t batch_;
};

}  // namespace systole::workloads
