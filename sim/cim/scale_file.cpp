#include "sim/cim/scale_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "models/errors.hpp"
#include "sim/config/key_builders.hpp"
#include "sim/files/scale_number.hpp"
#include "workloads/readers/fields.hpp"
#include "workloads/tensors/npz.hpp"

namespace systole::sim {

using models::CimScaleEntries;
using workloads::fail_at;
using workloads::Node;

namespace {

constexpr const char* kNoise = "msb_noise_sigma_lsb";
constexpr std::string_view kBlocks = "blocks.";

bool is_noise(const std::string& plain) {
  return plain == kNoise || plain == std::string{"ffn_"} + kNoise;
}

/// A number that needs no quotes to stay the same text.
bool is_count(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

/// What a name that is no entry was meant to be.
std::string suggestion(const std::string& name, const CimScaleEntries& entries) {
  const std::string plain = models::without_prefixes(name);
  std::vector<std::string> known = cim_scale_origin_keys();
  known.emplace_back(kNoise);
  int number = entries.blocks().empty() ? 0 : entries.blocks().rbegin()->first;
  if (plain.starts_with(kBlocks)) std::from_chars(plain.data() + kBlocks.size(), plain.data() + plain.size(), number);
  for (std::string& each : models::block_scale_names(number)) known.push_back(std::move(each));
  const std::string near = workloads::nearest(plain, known);
  return (near.empty() ? "" : "did you mean '" + near + "'?  ") +
         "(known: blocks.{i}.mlp.w12_act, w12_acc, w3_act, w3_acc, " + kNoise + ", " +
         fmt::format("{})", fmt::join(cim_scale_origin_keys(), ", "));
}

/// The numbers of an entry: one, or a list.
std::vector<double> numbers_of(const Node& node, const std::string& name, bool may_be_zero) {
  const auto parse = [&](const Node& each) { return may_be_zero ? parse_number(each, name) : parse_scale(each, name); };
  if (node.type != Node::Type::sequence) return {parse(node)};
  std::vector<double> numbers;
  for (const Node& each : node.items) numbers.push_back(parse(each));
  return numbers;
}

void read_entry(const std::string& name, const Node& node, CimScaleEntries& entries, CimScaleFile& file) {
  const std::string plain = models::without_prefixes(name);
  const std::vector<std::string>& origin = cim_scale_origin_keys();
  if (std::find(origin.begin(), origin.end(), plain) != origin.end()) {
    if (node.type != Node::Type::scalar)
      fail_at("C006", node.place, fmt::format("'{}' must be one number or text", name));
    if (!file.origin.emplace(plain, node.text).second)
      fail_at("C003", node.key_place, fmt::format("'{}' is there twice", plain));
    return;
  }
  if (!is_noise(plain) && !models::block_of_scale(name))
    fail_at("C004", node.key_place, fmt::format("unknown entry '{}'", name), suggestion(name, entries));
  const std::vector<double> numbers = numbers_of(node, name, is_noise(plain));
  try {
    entries.add(name, numbers);
  } catch (const models::UserError& error) {
    fail_at("C013", node.place, error.what());
  }
}

/// JSON may have tabs between its tokens, and nowhere else; YAML must not indent with them.
Node read_json(const std::string& path) {
  std::string text = workloads::read_text_file(path);
  std::replace(text.begin(), text.end(), '\t', ' ');
  return workloads::parse_document(text, path);
}

CimScaleFile read_text(const std::string& path) {
  const Node root = path.ends_with(".json") ? read_json(path) : workloads::read_document(path);
  if (root.type != Node::Type::map)
    fail_at("C006", root.place, "a file of scales holds entries: blocks.0.mlp.w12_act: 0.01");
  CimScaleFile file;
  CimScaleEntries entries;
  for (const auto& [name, node] : root.fields) read_entry(name, node, entries, file);
  if (entries.blocks().empty())
    fail_at("C005", root.place, "there are no scales: blocks.0.mlp.w12_act, w12_acc, w3_act, w3_acc");
  if (const auto missing = entries.missing()) {
    const std::string block = missing->substr(0, missing->rfind('.') + 1);
    const auto beside = std::find_if(root.fields.begin(), root.fields.end(), [&](const auto& field) {
      return models::without_prefixes(field.first).starts_with(block);
    });
    fail_at("C005", beside->second.key_place, fmt::format("there is no '{}' beside this", *missing),
            "a block has w12_act, w12_acc, w3_act and w3_acc");
  }
  file.blocks = entries.blocks();
  file.says_noise_free = entries.says_noise_free();
  return file;
}

CimScaleFile read_arrays(const std::string& path) {
  CimScaleEntries entries;
  for (const auto& [name, array] : workloads::read_npz(path)) {
    const std::string where = fmt::format("{}: array '{}': ", path, name);
    const std::string plain = models::without_prefixes(name);
    if (!is_noise(plain) && !models::block_of_scale(name))
      throw models::UserError(where + "it is no scale; " + suggestion(name, entries));
    if (array.shape.size() > 1)
      throw models::UserError(where + "its shape is " + workloads::to_string(array.shape) +
                              "; a scale is a number or a pair");
    try {
      entries.add(name, workloads::reals(array));
    } catch (const models::UserError& error) {
      throw models::UserError(where + error.what());
    }
  }
  if (entries.blocks().empty()) throw models::UserError(path + ": there are no scales");
  if (const auto missing = entries.missing())
    throw models::UserError(path + ": there is no array '" + *missing + "', and there are others of that block");
  return {entries.blocks(), {}, entries.says_noise_free()};
}

}  // namespace

const std::vector<std::string>& cim_scale_origin_keys() {
  static const std::vector<std::string> keys{"network", "data",    "weights", "method", "bins",    "levels",
                                             "divisor", "samples", "batch",   "seed",   "version", "note"};
  return keys;
}

std::string cim_scales_yaml(const CimScaleFile& file) {
  std::string text = fmt::format(
      "# Static scales of feed-forward blocks on CIM arrays. act: what a code of the activations is worth; acc: a "
      "step\n"
      "# of the recombined result, or a pair: steps of the MSB and of the LSB pass in raw units. Without noise.\n"
      "{}: 0\n",
      kNoise);
  for (const std::string& key : cim_scale_origin_keys())
    if (const auto found = file.origin.find(key); found != file.origin.end())
      text += fmt::format("{}: {}\n", key, is_count(found->second) ? found->second : yaml_text(found->second));
  for (const auto& [number, block] : file.blocks) {
    const auto entries = models::block_scale_entries({{number, block}});
    for (const std::string& name : models::block_scale_names(number)) {
      const std::vector<double>& numbers = entries.at(name);
      text += numbers.size() == 1 ? fmt::format("{}: {}\n", name, numbers.front())
                                  : fmt::format("{}: [{}]\n", name, fmt::join(numbers, ", "));
    }
  }
  return text;
}

CimScaleFile read_cim_scales(const std::filesystem::path& path) {
  return path.extension() == ".npz" ? read_arrays(path.string()) : read_text(path.string());
}

const models::CimBlockScales& scales_of_block(const CimScaleFile& file, const std::string& name, int block) {
  const auto found = file.blocks.find(block);
  if (found != file.blocks.end()) return found->second;
  std::vector<int> known;
  for (const auto& [number, scales] : file.blocks) known.push_back(number);
  throw models::UserError(
      fmt::format("{}: there are no scales of block {}; it has those of {}", name, block, fmt::join(known, ", ")));
}

}  // namespace systole::sim
