// The parts of a run's document that are figures of its layers: the table, and what charts take from it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "sim/report/csv_table.hpp"
#include "sim/report/document.hpp"

namespace systole::sim {

/// layers.csv and cycle_stack.csv of a run.
class RunLayers {
 public:
  /// Throws models::UserError where they cannot be read, or do not belong together.
  explicit RunLayers(const std::filesystem::path& run);
  RunLayers(const RunLayers&) = delete;
  RunLayers& operator=(const RunLayers&) = delete;
  ~RunLayers() = default;

  std::size_t size() const { return layers_.rows.size(); }
  /// Empty where there is no such column or figure.
  const std::string& text(std::size_t layer, std::string_view column) const;
  std::optional<double> number(std::size_t layer, std::string_view column) const;
  /// Whether the layer takes cycles of its own.
  bool runs(std::size_t layer) const;
  /// Of the layer with this name.
  std::optional<std::size_t> find(const std::string& name) const;

  /// Parts of the document; none where there is nothing of it.
  ReportJson table() const;
  ReportJson stack() const;
  /// `roofline`: of summary.json.
  std::optional<ReportJson> roofline(const ReportJson& roofline) const;
  std::optional<ReportJson> traffic() const;
  std::optional<ReportJson> energy() const;
  /// Columns of CIM macros, of the layers that run on them.
  std::optional<ReportJson> macros() const;
  /// By cause, in the order of reports::kCauses; zeros for layers without cycles of their own.
  std::vector<std::int64_t> cycles_by_cause(std::size_t layer) const;

 private:
  CsvTable layers_;
  CsvTable stack_;
  std::unordered_map<std::string_view, std::size_t> columns_;
  std::unordered_map<std::string, std::size_t> names_;
};

}  // namespace systole::sim
