#include "workloads/generators/jit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/errors.hpp"
#include "workloads/generators/jit_layers.hpp"

namespace systole::workloads {

namespace {

constexpr std::int64_t kTimeFeatures = 256;

std::string network_name(const JitOptions& options, const JitModel& model) {
  if (!options.name.empty()) {
    return options.name;
  }
  const auto size = static_cast<char>(model.name[0] - 'A' + 'a');
  return fmt::format("jit_{}{}{}", size, model.patch, options.part == JitOptions::Part::ffn ? "_ffn" : "");
}

void require_range(const char* what, std::int64_t value) {
  if (value < 1 || value > kMaxJitOption) {
    throw models::UserError{fmt::format("jit: {} is {}, allowed are 1 to {}", what, value, kMaxJitOption)};
  }
}

/// The FFNs of all blocks in a row, on as many tokens as each block has.
void add_ffn_chain(Network& network, const JitModel& model, std::int64_t batch) {
  network.add_input("x", {batch, model.tokens(), model.width});
  network.add_input("context", {batch, model.context, model.width});
  JitLayers layers{network, model, batch};
  std::string tokens = "x";
  for (std::int64_t i = 0; i < model.blocks; ++i) {
    if (i == model.start) {
      tokens = layers.prepend("context", tokens);
    }
    tokens = layers.ffn(fmt::format("block{}.", i), tokens);
  }
}

void add_transformer(Network& network, const JitModel& model, std::int64_t batch) {
  network.add_input("x", {batch, 3, model.image, model.image});
  network.add_input("t", {batch, kTimeFeatures});
  network.add_input("y", {batch});
  JitLayers layers{network, model, batch};
  const std::string condition = layers.condition();
  std::string tokens = layers.embed_patches("x");
  for (std::int64_t i = 0; i < model.blocks; ++i) {
    if (i == model.start) {
      tokens = layers.prepend_context(tokens);
    }
    tokens = layers.block(i, tokens, condition);
  }
  layers.final_layer(tokens, condition);
}

}  // namespace

const std::vector<JitModel>& jit_models() {
  static const std::vector<JitModel> models = [] {
    // name, patch, image, blocks, start, heads, width, bottleneck
    std::vector<JitModel> all{{"B/16", 16, 256, 12, 4, 12, 768, 128},
                              {"L/16", 16, 256, 24, 8, 16, 1024, 128},
                              {"H/16", 16, 256, 32, 10, 16, 1280, 256},
                              {"G/16", 16, 256, 40, 10, 16, 1664, 256}};
    for (std::size_t i = 0; i < 4; ++i) {
      JitModel large = all[i];
      large.name.replace(1, std::string::npos, "/32");
      large.patch = 32;
      large.image = 512;
      all.push_back(large);
    }
    return all;
  }();
  return models;
}

const JitModel& jit_model(const std::string& name) {
  const std::vector<JitModel>& models = jit_models();
  const auto found = std::find_if(models.begin(), models.end(), [&](const JitModel& m) { return m.name == name; });
  if (found == models.end()) {
    throw models::UserError{
        fmt::format("jit: there is no model '{}' (known: B/16, L/16, H/16, G/16, B/32, L/32, H/32, G/32)", name)};
  }
  return *found;
}

std::int64_t jit_forwards(const JitOptions& options) {
  require_range("steps", options.steps);
  const std::int64_t evaluations = options.solver == JitOptions::Solver::heun ? 2 * options.steps - 1 : options.steps;
  return evaluations * (options.guidance ? 2 : 1);
}

Network generate_jit(const JitOptions& options) {
  const JitModel& model = jit_model(options.model);
  require_range("batch", options.batch);
  Network network{network_name(options, model)};
  network.set_source(fmt::format("Li and He, Back to Basics: Let Denoising Generative Models Denoise (2025), JiT-{}{}",
                                 model.name, options.part == JitOptions::Part::ffn ? ", the FFN of each block" : ""));
  network.set_forwards(jit_forwards(options));
  if (options.part == JitOptions::Part::ffn) {
    add_ffn_chain(network, model, options.batch);
  } else {
    add_transformer(network, model, options.batch);
  }
  return network;
}

}  // namespace systole::workloads
