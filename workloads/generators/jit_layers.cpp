#include "workloads/generators/jit_layers.hpp"

#include <fmt/format.h>

#include <cmath>

namespace systole::workloads {

std::string JitLayers::add(std::string name, LayerKind kind, std::vector<std::string> inputs) {
  return add(std::move(name), kind, std::move(inputs), default_attributes(kind));
}

std::string JitLayers::add(std::string name, LayerKind kind, std::vector<std::string> inputs, Attributes attributes) {
  return network_->add({std::move(name), kind, std::move(inputs), std::move(attributes), {}}).name;
}

std::string JitLayers::linear(std::string name, const std::string& in, std::int64_t features, bool bias) {
  return add(std::move(name), LayerKind::linear, {in}, Linear{features, bias});
}

std::string JitLayers::condition() {
  const std::string time_1 = linear("t_embed1", "t", model_->width);
  const std::string time_2 = linear("t_embed2", add("t_silu", LayerKind::silu, {time_1}), model_->width);
  // One row more than classes: guidance runs with "no class".
  const std::string label = add("y_embed", LayerKind::embedding, {"y"}, Embedding{model_->classes + 1, model_->width});
  return add("condition_silu", LayerKind::silu, {add("condition", LayerKind::add, {time_2, label})});
}

std::string JitLayers::embed_patches(const std::string& image) {
  const std::string patches = add("patches", LayerKind::patchify, {image}, Patchify{model_->patch});
  const std::string narrow = linear("patch_embed1", patches, model_->bottleneck, false);
  const std::string wide = linear("patch_embed2", narrow, model_->width);
  const std::string position = add("pos_embed", LayerKind::parameter, {}, Parameter{{model_->tokens(), model_->width}});
  return add("tokens", LayerKind::add, {wide, position});
}

std::string JitLayers::prepend_context(const std::string& tokens) {
  const std::string label = add("context_y", LayerKind::reshape, {"y_embed"}, Reshape{{batch_, 1, model_->width}});
  const std::string learned =
      add("context_embed", LayerKind::parameter, {}, Parameter{{model_->context, model_->width}});
  return prepend(add("context", LayerKind::add, {label, learned}), tokens);
}

std::string JitLayers::prepend(const std::string& context, const std::string& tokens) {
  return add("tokens_in_context", LayerKind::concat, {context, tokens}, Concat{1});
}

std::vector<std::string> JitLayers::modulation(const std::string& prefix, const std::string& condition,
                                               std::int64_t count) {
  const std::string flat = linear(prefix + "adaln", condition, count * model_->width);
  const std::string rows =
      add(prefix + "adaln_rows", LayerKind::reshape, {flat}, Reshape{{batch_, count, model_->width}});
  std::vector<std::string> parts;
  for (std::int64_t i = 0; i < count; ++i) {
    parts.push_back(add(fmt::format("{}adaln_{}", prefix, i), LayerKind::slice, {rows}, Slice{1, i, 1}));
  }
  return parts;
}

std::string JitLayers::modulated_norm(const std::string& name, const std::string& in, const std::string& shift,
                                      const std::string& scale) {
  const std::string norm = add(name, LayerKind::rms_norm, {in});
  const std::string scaled = add(name + "_scale", LayerKind::mul, {norm, scale});
  return add(name + "_shift", LayerKind::add, {scaled, shift});
}

std::string JitLayers::gated_residual(const std::string& name, const std::string& in, const std::string& branch,
                                      const std::string& gate) {
  return add(name, LayerKind::add, {in, add(name + "_gate", LayerKind::mul, {branch, gate})});
}

std::string JitLayers::attention(const std::string& prefix, const std::string& in) {
  const std::int64_t tokens = token_count(in);
  const std::int64_t heads = model_->heads;
  const std::string qkv = linear(prefix + "qkv", in, 3 * model_->width);
  const std::string split =
      add(prefix + "qkv_heads", LayerKind::reshape, {qkv}, Reshape{{batch_, tokens, 3 * heads, model_->head_width()}});
  const std::string by_head = add(prefix + "qkv_by_head", LayerKind::transpose, {split}, Transpose{{0, 2, 1, 3}});
  const std::string q = add(prefix + "q", LayerKind::slice, {by_head}, Slice{1, 0, heads});
  const std::string k = add(prefix + "k", LayerKind::slice, {by_head}, Slice{1, heads, heads});
  const std::string v = add(prefix + "v", LayerKind::slice, {by_head}, Slice{1, 2 * heads, heads});
  const std::string q_rope =
      add(prefix + "q_rope", LayerKind::rope, {add(prefix + "q_norm", LayerKind::rms_norm, {q})});
  const std::string k_rope =
      add(prefix + "k_rope", LayerKind::rope, {add(prefix + "k_norm", LayerKind::rms_norm, {k})});
  const std::string scores = add(prefix + "qk", LayerKind::matmul, {q_rope, k_rope},
                                 MatMul{true, 1 / std::sqrt(static_cast<double>(model_->head_width()))});
  const std::string weights = add(prefix + "softmax", LayerKind::softmax, {scores});
  const std::string mixed = add(prefix + "av", LayerKind::matmul, {weights, v}, MatMul{});
  const std::string by_token = add(prefix + "av_by_token", LayerKind::transpose, {mixed}, Transpose{{0, 2, 1, 3}});
  const std::string joined =
      add(prefix + "av_joined", LayerKind::reshape, {by_token}, Reshape{{batch_, tokens, model_->width}});
  return linear(prefix + "proj", joined, model_->width);
}

std::string JitLayers::ffn(const std::string& prefix, const std::string& tokens) {
  const std::int64_t hidden = model_->hidden();
  const std::string both = linear(prefix + "w12", tokens, 2 * hidden);
  const std::string gate = add(prefix + "x1", LayerKind::slice, {both}, Slice{2, 0, hidden});
  const std::string value = add(prefix + "x2", LayerKind::slice, {both}, Slice{2, hidden, hidden});
  const std::string silu = add(prefix + "silu", LayerKind::silu, {gate});
  return linear(prefix + "w3", add(prefix + "swiglu", LayerKind::mul, {silu, value}), model_->width);
}

std::string JitLayers::block(std::int64_t index, const std::string& tokens, const std::string& condition) {
  const std::string prefix = fmt::format("block{}.", index);
  const std::vector<std::string> m = modulation(prefix, condition, 6);
  const std::string attended = attention(prefix, modulated_norm(prefix + "norm1", tokens, m[0], m[1]));
  const std::string middle = gated_residual(prefix + "attention_sum", tokens, attended, m[2]);
  const std::string fed = ffn(prefix, modulated_norm(prefix + "norm2", middle, m[3], m[4]));
  return gated_residual(prefix + "ffn_sum", middle, fed, m[5]);
}

std::string JitLayers::final_layer(const std::string& tokens, const std::string& condition) {
  const std::string image =
      add("final.tokens", LayerKind::slice, {tokens}, Slice{1, model_->context, model_->tokens()});
  const std::vector<std::string> m = modulation("final.", condition, 2);
  return linear("final.pixels", modulated_norm("final.norm", image, m[0], m[1]), model_->pixels());
}

}  // namespace systole::workloads
