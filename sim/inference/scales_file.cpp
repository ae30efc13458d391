#include "sim/inference/scales_file.hpp"

#include <fmt/format.h>

#include "sim/config/key_builders.hpp"
#include "sim/files/scale_number.hpp"
#include "workloads/readers/fields.hpp"

namespace systole::sim {

using models::QuantParams;
using workloads::fail_at;
using workloads::Fields;
using workloads::Node;

namespace {

constexpr const char* kNoNoise = "none";
constexpr const char* kOwnCodes = "chosen";

std::string quoted(const std::vector<std::string>& texts) {
  std::vector<std::string> each;
  each.reserve(texts.size());
  for (const std::string& text : texts) each.push_back(yaml_text(text));
  return fmt::format("[{}]", fmt::join(each, ", "));
}

std::string format_text(const models::CodeFormat& format) {
  return fmt::format("bits: {}, signed: {}", format.bits, format.is_signed);
}

models::CodeFormat parse_format(const Fields& fields) {
  models::CodeFormat format;
  format.is_signed = fields.boolean("signed", true);
  format.bits = static_cast<int>(fields.integer("bits", {2, format.is_signed ? 16 : 15}));
  return format;
}

const std::vector<Node>& items(const Node& node, const std::string& key) {
  if (node.type != Node::Type::sequence || node.items.empty())
    fail_at("C006", node.place, fmt::format("'{}' must be a list", key));
  return node.items;
}

QuantParams parse_params(const Node& node, const std::string& path) {
  const Fields fields{node, path, {"scale", "zero_point", "bits", "signed"}};
  QuantParams params;
  params.format = parse_format(fields);
  params.scale = parse_scale(fields.require("scale"), fields.full("scale"));
  params.zero_point =
      static_cast<std::int32_t>(fields.integer("zero_point", {params.format.lowest(), params.format.highest()}));
  return params;
}

WeightScales parse_weights(const Node& node, const std::string& path) {
  const Fields fields{node, path, {"bits", "signed", "span", "codes", "scale", "zero_point"}};
  const models::CodeFormat format = parse_format(fields);
  WeightScales weights;
  weights.span = from_word<models::SymmetricSpan>(
      workloads::parse_word(fields.require("span"), fields.full("span"), words<models::SymmetricSpan>()));
  if (const Node* codes = fields.find("codes")) {
    if (codes->text != kOwnCodes)
      fail_at("C010", codes->place, fmt::format("'{}' is '{}'", fields.full("codes"), codes->text),
              fmt::format("'{}' where a fit has chosen codes; without the key they are the nearest", kOwnCodes));
    weights.own_codes = true;
  }
  const std::vector<std::int64_t> zeros = fields.integers("zero_point", {format.lowest(), format.highest()});
  const std::vector<Node>& scales = items(fields.require("scale"), fields.full("scale"));
  if (zeros.size() != scales.size())
    fail_at("C013", node.place,
            fmt::format("'{}' has {} scales and {} zero points", path, scales.size(), zeros.size()));
  for (std::size_t i = 0; i < scales.size(); ++i)
    weights.params.push_back(
        {parse_scale(scales[i], fields.full("scale")), static_cast<std::int32_t>(zeros[i]), format});
  return weights;
}

/// Every entry of a section of names.
template <class Read>
void each(const Node& section, const std::string& path, const Read& read) {
  if (section.type != Node::Type::map) fail_at("C006", section.place, fmt::format("'{}' must hold names", path));
  for (const auto& [name, node] : section.fields) read(name, node, fmt::format("{}.{}", path, name));
}

std::vector<std::string> texts(const Fields& file, const std::string& key) {
  std::vector<std::string> result;
  if (const Node* list = file.find(key))
    for (const Node& each : list->items) result.push_back(each.text);
  return result;
}

/// How it was calibrated.
void read_circumstances(const Fields& file, Scales& scales) {
  scales.data = file.text("data");
  scales.rules = texts(file, "rules");
  scales.notes = texts(file, "notes");
  scales.equalized = file.boolean("equalized", false);
  if (const Node* order = file.find("order"))
    scales.order = from_word<CalibrationOrder>(workloads::parse_word(*order, "order", words<CalibrationOrder>()));
  const Node* codes = file.find("codes");
  if (codes == nullptr) return;
  const Fields fields{*codes, "codes", {"file", "hash"}};
  scales.codes_file = fields.text("file");
  scales.codes_hash = fields.text("hash");
}

void check_network(const Fields& file, const workloads::Network& network) {
  const Node& name = file.require("scales");
  if (file.text("scales") != network.name())
    fail_at("C013", name.place,
            fmt::format("these are scales of '{}', the network is '{}'", name.text, network.name()));
  const Node& noise = file.require("noise");
  if (noise.text != kNoNoise)
    fail_at("C010", noise.place, fmt::format("this calibration was made with noise '{}'", noise.text),
            "scales of a noisy calibration would hold its noise: calibrate with none");
}

}  // namespace

std::string scales_yaml(const Scales& scales) {
  std::string text = fmt::format(
      "# What the codes of each tensor mean: real = (code - zero_point) * scale. Written by systole calibrate.\n"
      "scales: {}\ndata: {}\nnoise: {}\norder: {}\n",
      yaml_text(scales.network), yaml_text(scales.data), kNoNoise, word(scales.order));
  if (scales.equalized) text += "equalized: true\n";
  if (!scales.codes_file.empty())
    text += fmt::format("codes: {{file: {}, hash: \"{}\"}}\n", yaml_text(scales.codes_file), scales.codes_hash);
  text += "rules: " + quoted(scales.rules) + '\n';
  if (!scales.notes.empty()) text += "notes: " + quoted(scales.notes) + '\n';
  text += "activations:\n";
  for (const auto& [name, params] : scales.activations)
    text += fmt::format("  {}: {{scale: {}, zero_point: {}, {}}}\n", yaml_text(name), params.scale, params.zero_point,
                        format_text(params.format));
  text += "weights:\n";
  for (const auto& [name, weights] : scales.weights) {
    std::vector<std::string> steps;
    std::vector<std::int32_t> zeros;
    for (const QuantParams& params : weights.params) {
      steps.push_back(fmt::format("{}", params.scale));
      zeros.push_back(params.zero_point);
    }
    text += fmt::format("  {}: {{{}, span: {}, {}scale: [{}], zero_point: [{}]}}\n", yaml_text(name),
                        format_text(weights.params.front().format), word(weights.span),
                        weights.own_codes ? fmt::format("codes: {}, ", kOwnCodes) : "", fmt::join(steps, ", "),
                        fmt::join(zeros, ", "));
  }
  return text;
}

Scales read_scales(const std::filesystem::path& path, const workloads::Network& network) {
  const Node root = workloads::read_document(path.string());
  const Fields file{
      root, "", {"scales", "data", "noise", "order", "equalized", "codes", "rules", "notes", "activations", "weights"}};
  check_network(file, network);
  Scales scales;
  scales.network = network.name();
  read_circumstances(file, scales);
  each(file.require("activations"), "activations",
       [&](const std::string& name, const Node& node, const std::string& key) {
         scales.activations[name] = parse_params(node, key);
       });
  if (const Node* weights = file.find("weights"); weights != nullptr && weights->type != Node::Type::null)
    each(*weights, "weights", [&](const std::string& name, const Node& node, const std::string& key) {
      scales.weights[name] = parse_weights(node, key);
    });
  return scales;
}

}  // namespace systole::sim
