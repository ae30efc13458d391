#include "sim/config/energy_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "models/errors.hpp"
#include "sim/config/words.hpp"
#include "sim/files/shipped.hpp"
#include "workloads/document/fields.hpp"
#include "workloads/document/quantity.hpp"
#include "workloads/document/real.hpp"

namespace systole::sim {

namespace {

using models::EnergyTable;
using workloads::check_fields;
using workloads::DocumentError;
using workloads::field_path;
using workloads::Node;

// Far beyond anything that is built, and within what a double holds to the last digit.
constexpr workloads::RealRange kPicojoules{0.000001, 1'000'000};
constexpr workloads::RealRange kSquareMicrometres{0.000001, 1'000'000'000};
constexpr workloads::Range kBits{1, 64};

/// An entry: figures and their source.
class Entry {
 public:
  Entry(const Node& node, std::string path, std::vector<std::string> keys) : node_{node}, path_{std::move(path)} {
    keys.emplace_back("source");
    check_fields(node_, path_, keys, "the table");
    for (const std::string& key : keys)
      if (node_.find(key) == nullptr)
        throw DocumentError{{"C005", node_.place, fmt::format("'{}' lacks '{}'", path_, key),
                             key == "source" ? "every figure says where it comes from"
                                             : fmt::format("its keys: {}", fmt::join(keys, ", "))}};
  }

  double real(const char* key, const char* unit, workloads::RealRange range) const {
    return workloads::parse_real(*node_.find(key), field_path(path_, key), unit, range);
  }
  double pj(const char* key = "energy") const { return real(key, "pJ", kPicojoules); }
  double um2() const { return real("area", "um2", kSquareMicrometres); }
  int bits(const char* key = "bits") const {
    return static_cast<int>(workloads::parse_integer(*node_.find(key), field_path(path_, key), kBits));
  }
  std::string source() const { return workloads::parse_text(*node_.find("source"), field_path(path_, "source")); }
  const Node& at(const char* key) const { return *node_.find(key); }
  const std::string& path() const { return path_; }

 private:
  const Node& node_;
  std::string path_;
};

/// Figures by size, ascending: what is interpolated needs two of them.
template <class Figure, class Read, class Size>
std::vector<Figure> read_list(const Node* node, const std::string& path, Read read, Size size) {
  std::vector<Figure> figures;
  if (node == nullptr) return figures;
  if (node->type != Node::Type::sequence || node->items.size() < 2)
    throw DocumentError{{"C006", node->place, fmt::format("'{}' is not a list of two entries or more", path),
                         "values between two entries are interpolated"}};
  for (std::size_t i = 0; i < node->items.size(); ++i) {
    figures.push_back(read(node->items[i], fmt::format("{}[{}]", path, i)));
    if (i > 0 && !(size(figures[i - 1]) < size(figures[i])))
      throw DocumentError{{"C013", node->items[i].place, fmt::format("'{}' is not in ascending order", path),
                           "each entry must be larger than the one before"}};
  }
  return figures;
}

std::vector<models::ArithmeticFigure> read_arithmetic(const Node& root, const char* key) {
  return read_list<models::ArithmeticFigure>(
      root.find(key), key,
      [](const Node& node, const std::string& path) {
        const Entry entry{node, path, {"bits", "energy", "area"}};
        return models::ArithmeticFigure{entry.bits(), entry.pj(), entry.um2(), entry.source()};
      },
      [](const auto& figure) { return figure.bits; });
}

std::vector<models::SramFigure> read_sram(const Node& root) {
  return read_list<models::SramFigure>(
      root.find("sram"), "sram",
      [](const Node& node, const std::string& path) {
        const Entry entry{node, path, {"capacity", "word", "energy", "area"}};
        constexpr std::int64_t kMost = std::int64_t{1} << 30;
        const models::Bytes capacity = workloads::parse_bytes(entry.at("capacity"), path + ".capacity", {1, kMost});
        constexpr workloads::Range kWord{1, 4096};
        const auto word = static_cast<int>(workloads::parse_integer(entry.at("word"), path + ".word", kWord));
        return models::SramFigure{capacity, word, entry.pj(), entry.um2(), entry.source()};
      },
      [](const auto& figure) { return figure.capacity; });
}

void read_dram(const Node& root, EnergyTable& table) {
  const Node* section = root.find("dram");
  if (section == nullptr) return;
  std::vector<std::string> known = words<models::DramTechnology>();
  known.erase(known.begin());  // unstated
  known.pop_back();            // uncounted
  check_fields(*section, "dram", known, "the table");
  for (const auto& [name, node] : section->fields) {
    const Entry entry{node, "dram." + name, {"energy_per_bit"}};
    const auto technology = from_word<models::DramTechnology>(name);
    table.dram[static_cast<std::size_t>(technology)] = {entry.pj("energy_per_bit"), entry.source()};
  }
}

void read_cim(const Node& root, EnergyTable& table) {
  const Node* section = root.find("cim");
  if (section == nullptr) return;
  check_fields(*section, "cim", {"adc", "dac", "cell"}, "the table");
  table.adc = read_list<models::AdcFigure>(
      section->find("adc"), "cim.adc",
      [](const Node& node, const std::string& path) {
        const Entry entry{node, path, {"bits", "rate", "energy", "area"}};
        const models::Hertz rate = workloads::parse_frequency(entry.at("rate"), path + ".rate", {1, 1'000'000'000'000});
        return models::AdcFigure{entry.bits(), rate, entry.pj(), entry.um2(), entry.source()};
      },
      [](const auto& figure) { return figure.bits; });
  if (const Node* dac = section->find("dac")) {
    const Entry entry{*dac, "cim.dac", {"bits", "energy", "area"}};
    table.dac = {entry.bits(), entry.pj(), entry.um2(), entry.source()};
  }
  if (const Node* cell = section->find("cell")) {
    const Entry entry{*cell, "cim.cell", {"voltage", "current", "area"}};
    table.cell = {entry.real("voltage", "V", {0.001, 100}), entry.real("current", "nA", {0.001, 1'000'000}),
                  entry.um2(), entry.source()};
  }
}

}  // namespace

models::EnergyTable read_energy_table(const Node& root, const std::string& name) {
  check_fields(root, "", {"technology", "multiply", "add", "register", "sram", "dram", "cim"}, "the table");
  EnergyTable table;
  table.file = name;
  const Node* technology = root.find("technology");
  if (technology == nullptr)
    throw DocumentError{{"C005",
                         {root.place.origin, 0, 0, 1, ""},
                         "the key 'technology' is missing",
                         "a table is made for one node: technology: 28 nm"}};
  table.technology_nm = workloads::parse_length_nm(*technology, "technology", {3, 250});
  table.multiply = read_arithmetic(root, "multiply");
  table.add = read_arithmetic(root, "add");
  if (const Node* bit = root.find("register")) {
    const Entry entry{*bit, "register", {"energy", "area"}};
    table.register_bit = {entry.pj(), entry.um2(), entry.source()};
  }
  table.sram = read_sram(root);
  read_dram(root, table);
  read_cim(root, table);
  return table;
}

std::string find_energy_table(const std::string& name, const std::string& config) {
  namespace fs = std::filesystem;
  const fs::path directory = fs::path{config}.parent_path();
  std::error_code error;
  if (fs::exists(directory / "summary.json", error) && fs::is_regular_file(directory / kEnergyFile, error))
    return (directory / kEnergyFile).string();
  for (const fs::path& path : {directory / name, fs::path{name}, shelf_directory(Shelf::tables).parent_path() / name})
    if (fs::is_regular_file(path, error)) return path.string();
  return find_file(Shelf::tables, name);
}

std::optional<models::EnergyTable> load_energy_table(const models::Chip& chip, const std::string& config) {
  if (chip.energy_table.empty()) return std::nullopt;
  const std::string file = find_energy_table(chip.energy_table, config);
  models::EnergyTable table = read_energy_table(workloads::read_document(file), chip.energy_table);
  check_technology(table, chip, config);
  return table;
}

void check_technology(const models::EnergyTable& table, const models::Chip& chip, const std::string& config) {
  if (table.technology_nm == chip.technology_nm) return;
  throw models::UserError(fmt::format("'{}': 'technology' is {} nm, but '{}' is a table for {} nm", config,
                                      chip.technology_nm, chip.energy_table, table.technology_nm));
}

}  // namespace systole::sim
