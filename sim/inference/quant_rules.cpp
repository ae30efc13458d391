#include "sim/inference/quant_rules.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <functional>

#include "models/errors.hpp"
#include "workloads/document/diagnostic.hpp"

namespace systole::sim {

using models::UserError;

template <>
const WordTable<models::Scheme>& word_table() {
  static const WordTable<models::Scheme> table{{"symmetric", models::Scheme::symmetric},
                                               {"affine", models::Scheme::affine}};
  return table;
}

template <>
const WordTable<models::SymmetricSpan>& word_table() {
  static const WordTable<models::SymmetricSpan> table{{"restricted", models::SymmetricSpan::restricted},
                                                      {"full", models::SymmetricSpan::full}};
  return table;
}

template <>
const WordTable<models::ObserverKind>& word_table() {
  using Kind = models::ObserverKind;
  static const WordTable<Kind> table{{"minmax", Kind::minmax},
                                     {"percentile", Kind::percentile},
                                     {"moving_average", Kind::moving_average},
                                     {"mse", Kind::mse},
                                     {"kl", Kind::kl},
                                     {"kl_jit_asis", Kind::kl_jit_asis},
                                     {"kl_sparsebit_asis", Kind::kl_sparsebit_asis},
                                     {"aciq_gauss", Kind::aciq_gauss},
                                     {"aciq_laplace", Kind::aciq_laplace}};
  return table;
}

template <>
const WordTable<Granularity>& word_table() {
  static const WordTable<Granularity> table{{"per_tensor", Granularity::per_tensor},
                                            {"per_channel", Granularity::per_channel}};
  return table;
}

template <>
const WordTable<models::Backend>& word_table() {
  static const WordTable<models::Backend> table{{"virtual", models::Backend::unconstrained},
                                                {"onnxruntime", models::Backend::onnxruntime},
                                                {"tensorrt", models::Backend::tensorrt}};
  return table;
}

namespace {

/// One key: how its value is set, and what is allowed.
struct Key {
  std::string name;
  std::string allowed;
  std::function<bool(const std::string& value, LayerRule& rule)> set;  // false: not allowed
};

template <class Number>
bool parse_between(const std::string& text, Number low, Number high, Number& out) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return false;
  if (!(low <= value && value <= high)) return false;  // and no NaN
  out = value;
  return true;
}

template <class Enum, class Member>
Key word_of(const std::string& name, Member member) {
  const std::vector<std::string> allowed = words<Enum>();
  return {name, fmt::format("{}", fmt::join(allowed, ", ")), [=](const std::string& value, LayerRule& rule) {
            if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) return false;
            member(rule) = from_word<Enum>(value);
            return true;
          }};
}

/// Those of models/numerics/fit/quantizers.hpp that `suits`.
Key quantizer_of(const std::string& name, TensorRule LayerRule::*tensor, bool models::QuantizerTraits::*suits) {
  std::vector<std::string_view> allowed;
  for (const models::QuantizerTraits& each : models::kQuantizers)
    if (each.*suits) allowed.push_back(each.name);
  return {name, fmt::format("{}", fmt::join(allowed, ", ")), [=](const std::string& value, LayerRule& rule) {
            const std::optional<models::Quantizer> found = models::quantizer_named(value);
            if (!found || !(models::traits(*found).*suits)) return false;
            (rule.*tensor).quantizer = *found;
            return true;
          }};
}

void add_tensor_keys(std::vector<Key>& keys, const std::string& section, TensorRule LayerRule::*tensor) {
  keys.push_back({section + ".bits", "2 to 16", [=](const std::string& value, LayerRule& rule) {
                    return parse_between(value, 2, 16, (rule.*tensor).bits);
                  }});
  keys.push_back(word_of<models::Scheme>(
      section + ".scheme", [=](LayerRule & rule) -> auto& { return (rule.*tensor).scheme; }));
  keys.push_back(word_of<models::SymmetricSpan>(
      section + ".span", [=](LayerRule & rule) -> auto& { return (rule.*tensor).span; }));
  keys.push_back(word_of<models::ObserverKind>(
      section + ".observer", [=](LayerRule & rule) -> auto& { return (rule.*tensor).observer; }));
  keys.push_back({section + ".percentile", "50 to 100", [=](const std::string& value, LayerRule& rule) {
                    return parse_between(value, 50.0, 100.0, (rule.*tensor).percentile);
                  }});
}

std::vector<Key> make_keys() {
  std::vector<Key> keys;
  keys.push_back({"enabled", "true, false", [](const std::string& value, LayerRule& rule) {
                    rule.enabled = value == "true";
                    return value == "true" || value == "false";
                  }});
  add_tensor_keys(keys, "weights", &LayerRule::weights);
  keys.push_back(word_of<Granularity>(
      "weights.granularity", [](LayerRule & rule) -> auto& { return rule.weights.granularity; }));
  keys.push_back(quantizer_of("weights.quantizer", &LayerRule::weights, &models::QuantizerTraits::for_weights));
  add_tensor_keys(keys, "activations", &LayerRule::activations);
  keys.push_back(
      quantizer_of("activations.quantizer", &LayerRule::activations, &models::QuantizerTraits::for_activations));
  keys.push_back(word_of<models::Backend>(
      "backend", [](LayerRule & rule) -> auto& { return rule.backend; }));
  return keys;
}

const std::vector<Key>& all_keys() {
  static const std::vector<Key> keys = make_keys();
  return keys;
}

const Key& find_key(const std::string& name, const std::string& assignment) {
  std::vector<std::string> names;
  for (const Key& key : all_keys()) {
    if (key.name == name) return key;
    names.push_back(key.name);
  }
  const std::string near = workloads::nearest(name, names);
  throw UserError(fmt::format("--quantize '{}': unknown key '{}'{} (known: {})", assignment, name,
                              near.empty() ? "" : ", did you mean '" + near + "'?", fmt::join(names, ", ")));
}

}  // namespace

QuantRules::QuantRules(const std::vector<std::string>& assignments) : assignments_{assignments} {
  for (const std::string& text : assignments) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos)
      throw UserError("--quantize '" + text + "': write KEY=VALUE or GLOB:KEY=VALUE, as in conv*:weights.bits=4");
    const std::size_t colon = text.rfind(':', equals);
    Assignment assignment{"", text.substr(0, equals), text.substr(equals + 1)};
    if (colon != std::string::npos) {
      assignment.glob = text.substr(0, colon);
      assignment.key = text.substr(colon + 1, equals - colon - 1);
    }
    std::transform(assignment.value.begin(), assignment.value.end(), assignment.value.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    LayerRule ignored;
    const Key& key = find_key(assignment.key, text);
    if (!key.set(assignment.value, ignored))
      throw UserError(fmt::format("--quantize '{}': '{}' is not allowed; {} takes {}", text, assignment.value, key.name,
                                  key.allowed));
    parsed_.push_back(std::move(assignment));
  }
}

LayerRule QuantRules::of(const std::string& layer) const {
  LayerRule rule;
  for (const Assignment& assignment : parsed_)
    if (assignment.glob.empty() || fnmatch(assignment.glob.c_str(), layer.c_str(), 0) == 0)
      find_key(assignment.key, "").set(assignment.value, rule);
  return rule;
}

void QuantRules::check(const workloads::Network& network) const {
  std::vector<std::string> names;
  for (const auto& [input, shape] : network.inputs()) names.push_back(input);
  for (const workloads::Layer& layer : network.layers()) names.push_back(layer.name);
  for (const Assignment& assignment : parsed_) {
    const auto fits = [&](const std::string& name) { return fnmatch(assignment.glob.c_str(), name.c_str(), 0) == 0; };
    if (assignment.glob.empty() || std::any_of(names.begin(), names.end(), fits)) continue;
    const std::string near = workloads::nearest(assignment.glob, names);
    throw UserError("--quantize '" + assignment.glob + ":" + assignment.key + "=…': network '" + network.name() +
                    "' has no layer of that name" + (near.empty() ? "" : ", did you mean '" + near + "'?"));
  }
}

std::vector<std::string> quant_keys() {
  std::vector<std::string> lines;
  for (const Key& key : all_keys()) lines.push_back(key.name + ": " + key.allowed);
  return lines;
}

}  // namespace systole::sim
