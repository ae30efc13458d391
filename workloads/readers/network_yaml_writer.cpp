#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "workloads/document/real.hpp"
#include "workloads/readers/network_yaml.hpp"

namespace systole::workloads {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// Words that are plain text in every YAML dialect stay bare, everything else gets quotes.
std::string scalar(const std::string& text) {
  static const std::vector<std::string> reserved{"null", "true", "false", "yes", "no", "on", "off", "y", "n"};
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const bool word = !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '/' || c == '-';
  });
  if (word && std::find(reserved.begin(), reserved.end(), lower) == reserved.end()) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
    }
    quoted += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return quoted + '"';
}

std::string list(const std::vector<std::int64_t>& values) {
  return fmt::format("[{}]", fmt::join(values, ", "));
}

using PerAxis = std::array<std::int64_t, 2>;

/// Collects the keys of one layer beyond name, kind and inputs; keys with their default value are left out.
class AttributeText {
 public:
  /// `axes`: how many axes a window slides over.
  AttributeText(std::string& text, int axes) : text_{&text}, axes_{axes} {}

  void operator()(const Plain& plain) const { flag("affine", plain.affine, true); }
  void operator()(const Conv& conv) const {
    integer("filters", conv.filters);
    window(conv.window, {1, 1});
    if (conv.groups != 1) {
      integer("groups", conv.groups);
    }
    flag("bias", conv.bias, true);
  }
  void operator()(const Linear& linear) const {
    integer("features", linear.features);
    flag("bias", linear.bias, true);
  }
  void operator()(const Gemm& gemm) const {
    integer("m", gemm.m);
    integer("k", gemm.k);
    integer("n", gemm.n);
  }
  void operator()(const MatMul& matmul) const {
    flag("transpose_b", matmul.transpose_b, false);
    if (matmul.scale != 1) {
      real("scale", matmul.scale);
    }
  }
  void operator()(const Pool& pool) const { window(pool.window, pool.window.kernel); }
  void operator()(const AdaptivePool& pool) const { per_axis("output", pool.output, {1, 1}); }
  void operator()(const Clamp& clamp) const {
    real("low", clamp.low);
    real("high", clamp.high);
  }
  void operator()(const Zero& zero) const {
    if (zero.stride != 1) {
      integer("stride", zero.stride);
    }
  }
  void operator()(const Concat& concat) const { integer("axis", concat.axis); }
  void operator()(const Slice& slice) const {
    integer("axis", slice.axis);
    if (slice.begin != 0) {
      integer("begin", slice.begin);
    }
    integer("size", slice.size);
  }
  void operator()(const Reshape& reshape) const { put("shape", list(reshape.shape)); }
  void operator()(const Transpose& transpose) const { put("axes", list(transpose.axes)); }
  void operator()(const Patchify& patchify) const { integer("patch", patchify.patch); }
  void operator()(const Embedding& embedding) const {
    integer("rows", embedding.rows);
    integer("features", embedding.features);
  }
  void operator()(const Parameter& parameter) const { put("shape", list(parameter.shape)); }

 private:
  void put(std::string_view key, const std::string& value) const { *text_ += fmt::format(", {}: {}", key, value); }
  void integer(std::string_view key, std::int64_t value) const { put(key, fmt::format("{}", value)); }
  void real(std::string_view key, double value) const { put(key, format_real(value)); }
  void flag(std::string_view key, bool value, bool fallback) const {
    if (value != fallback) {
      put(key, value ? "true" : "false");
    }
  }
  void per_axis(std::string_view key, const PerAxis& value) const {
    if (axes_ == 1 || value[0] == value[1]) {
      integer(key, value[1]);
    } else {
      put(key, list({value[0], value[1]}));
    }
  }
  void per_axis(std::string_view key, const PerAxis& value, const PerAxis& fallback) const {
    if (value != fallback) {
      per_axis(key, value);
    }
  }
  void window(const Window& window, const PerAxis& default_stride) const {
    per_axis("kernel", window.kernel);
    per_axis("stride", window.stride, default_stride);
    per_axis("padding", window.pad_before, {0, 0});
    per_axis("padding_after", window.pad_after, window.pad_before);
    per_axis("dilation", window.dilation, {1, 1});
  }

  std::string* text_;
  int axes_;
};

std::string inputs_text(const std::vector<std::string>& inputs, const std::string& fallback) {
  if (inputs.empty() || (inputs.size() == 1 && inputs.front() == fallback)) {
    return "";
  }
  if (inputs.size() == 1) {
    return ", input: " + scalar(inputs.front());
  }
  std::vector<std::string> names(inputs.size());
  std::transform(inputs.begin(), inputs.end(), names.begin(), scalar);
  return fmt::format(", inputs: [{}]", fmt::join(names, ", "));
}

std::string layer_text(const Network& network, const Layer& layer, const std::string& fallback) {
  std::string text = fmt::format("  - {{name: {}, kind: {}{}", scalar(layer.name), kind_name(layer.kind),
                                 inputs_text(layer.inputs, fallback));
  const bool signal = !layer.inputs.empty() && network.shape(layer.inputs.front()).size() == 3;
  std::visit(AttributeText{text, signal ? 1 : 2}, layer.attributes);
  return text + "}\n";
}

}  // namespace

std::string to_yaml(const Network& network) {
  std::string text = fmt::format("network: {}\n", scalar(network.name()));
  if (!network.source().empty()) {
    text += fmt::format("source: {}\n", scalar(network.source()));
  }
  if (network.forwards() != 1) {
    text += fmt::format("forwards: {}\n", network.forwards());
  }
  if (!network.notes().empty()) {
    text += "notes:\n";
    for (const std::string& note : network.notes()) {
      text += fmt::format("  - {}\n", scalar(note));
    }
  }
  if (!network.inputs().empty()) {
    text += "inputs:\n";
    for (const auto& [name, shape] : network.inputs()) {
      text += fmt::format("  {}: {}\n", scalar(name), list(shape));
    }
  }
  text += "layers:\n";
  std::string previous = network.inputs().size() == 1 ? network.inputs().front().first : "";
  for (const Layer& layer : network.layers()) {
    text += layer_text(network, layer, previous);
    previous = layer.name;
  }
  return text;
}

}  // namespace systole::workloads
