#include "sim/store/columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "models/errors.hpp"
#include "reports/causes.hpp"

namespace systole::sim {
namespace {

using SQLite::Column;
using SQLite::Statement;

Detail detail_named(const std::string& name) {
  for (const Detail detail : {Detail::analytic, Detail::event, Detail::cycle})
    if (name == detail_name(detail)) return detail;
  throw models::UserError(fmt::format("a row has the unknown detail '{}'", name));
}

StoreColumn text(std::string name, std::string doc, std::string SweepPoint::*field) {
  return {std::move(name),
          "TEXT NOT NULL",
          std::move(doc),
          [field](Statement& s, int i, const SweepRow& row) { s.bindNoCopy(i, row.point.*field); },
          [field](const Column& c, SweepRow& row) { row.point.*field = c.getString(); },
          [field](const SweepRow& row) { return row.point.*field; }};
}

/// Columns of an evaluation are NULL where there is none.
template <class Get, class Set>
StoreColumn figure(std::string name, std::string type, std::string doc, Get get, Set set) {
  return {std::move(name),
          std::move(type),
          std::move(doc),
          [get](Statement& s, int i, const SweepRow& row) {
            if (row.outcome.evaluation)
              s.bind(i, get(*row.outcome.evaluation));
            else
              s.bind(i);
          },
          [set](const Column& c, SweepRow& row) {
            if (row.outcome.evaluation) set(*row.outcome.evaluation, c);
          },
          [get](const SweepRow& row) {
            return row.outcome.evaluation ? fmt::format("{}", get(*row.outcome.evaluation)) : "";
          }};
}

StoreColumn cause(const reports::Cause& cause) {
  const auto cycles = cause.cycles;
  return figure(
      fmt::format("{}_cycles", cause.name), "INTEGER", fmt::format("cycles of the cause `{}`", cause.name),
      [cycles](const Evaluation& e) { return (e.cycles.*cycles).count(); },
      [cycles](Evaluation& e, const Column& c) { e.cycles.*cycles = models::Cycles{c.getInt64()}; });
}

StoreColumn count(std::string name, std::string doc, std::int64_t Evaluation::*field) {
  return figure(
      std::move(name), "INTEGER", std::move(doc), [field](const Evaluation& e) { return e.*field; },
      [field](Evaluation& e, const Column& c) { e.*field = c.getInt64(); });
}

StoreColumn real(std::string name, std::string doc, double Evaluation::*field) {
  return figure(
      std::move(name), "REAL", std::move(doc), [field](const Evaluation& e) { return e.*field; },
      [field](Evaluation& e, const Column& c) { e.*field = c.getDouble(); });
}

std::optional<double> value(const SweepRow& row, std::optional<double> Evaluation::*field) {
  return row.outcome.evaluation ? (*row.outcome.evaluation).*field : std::nullopt;
}

StoreColumn maybe(std::string name, std::string doc, std::optional<double> Evaluation::*field) {
  return {std::move(name),
          "REAL",
          std::move(doc),
          [field](Statement& s, int i, const SweepRow& row) {
            if (const auto figure = value(row, field))
              s.bind(i, *figure);
            else
              s.bind(i);
          },
          [field](const Column& c, SweepRow& row) {
            if (row.outcome.evaluation && !c.isNull()) (*row.outcome.evaluation).*field = c.getDouble();
          },
          [field](const SweepRow& row) {
            const auto figure = value(row, field);
            return figure ? fmt::format("{}", *figure) : "";
          }};
}

void add_identity(std::vector<StoreColumn>& all) {
  all.push_back(text("key", "32 hex digits: of the resolved config, its energy table, the workload and the detail",
                     &SweepPoint::key));
  all.push_back(
      {"design", "INTEGER NOT NULL", "number of the design in the sweep's space",
       [](Statement& s, int i, const SweepRow& row) { s.bind(i, static_cast<std::int64_t>(row.point.design)); },
       [](const Column& c, SweepRow& row) { row.point.design = static_cast<std::uint64_t>(c.getInt64()); },
       [](const SweepRow& row) { return fmt::format("{}", row.point.design); }});
  all.push_back(text("accelerator", "the base chip", &SweepPoint::accelerator));
  all.push_back(text("workload", "the network", &SweepPoint::workload));
  all.push_back(
      {"detail", "TEXT NOT NULL", "`analytic`, `event` or `cycle`",
       [](Statement& s, int i, const SweepRow& row) { s.bindNoCopy(i, detail_name(row.point.detail).data()); },
       [](const Column& c, SweepRow& row) { row.point.detail = detail_named(c.getString()); },
       [](const SweepRow& row) { return std::string{detail_name(row.point.detail)}; }});
}

void add_outcome(std::vector<StoreColumn>& all) {
  all.push_back({"seconds", "REAL NOT NULL", "that it took to evaluate",
                 [](Statement& s, int i, const SweepRow& row) { s.bind(i, row.outcome.seconds); },
                 [](const Column& c, SweepRow& row) { row.outcome.seconds = c.getDouble(); },
                 [](const SweepRow& row) { return fmt::format("{}", row.outcome.seconds); }});
  all.push_back({"error", "TEXT", "why there are no figures; NULL: there are",
                 [](Statement& s, int i, const SweepRow& row) {
                   if (row.outcome.evaluation)
                     s.bind(i);
                   else
                     s.bindNoCopy(i, row.outcome.error);
                 },
                 [](const Column& c, SweepRow& row) {
                   row.outcome.error = c.getString();
                   row.outcome.evaluation.reset();
                   if (c.isNull()) row.outcome.evaluation.emplace();
                 },
                 [](const SweepRow& row) { return row.outcome.evaluation ? "" : row.outcome.error; }});
}

void add_figures(std::vector<StoreColumn>& all) {
  for (const reports::Cause& of : reports::kCauses) all.push_back(cause(of));
  all.push_back(count("macs", "multiply-adds", &Evaluation::macs));
  all.push_back(count("dram_read_bytes", "bytes read from DRAM", &Evaluation::dram_read_bytes));
  all.push_back(count("dram_write_bytes", "bytes written to DRAM", &Evaluation::dram_write_bytes));
  all.push_back(count("sram_read_bytes", "bytes that the engines read from scratchpads", &Evaluation::sram_read_bytes));
  all.push_back(count("sram_write_bytes", "bytes that they wrote there", &Evaluation::sram_write_bytes));
  all.push_back(real("latency_s", "seconds of one forward", &Evaluation::latency_s));
  all.push_back(real("utilization", "MACs / (R C cycles), 0 to 1", &Evaluation::utilization));
  all.push_back(real("ridge_mac_per_byte", "peak MACs a cycle / DRAM bytes a cycle; 0: DRAM without a limit",
                     &Evaluation::ridge_mac_per_byte));
  all.push_back(
      maybe("energy_pj", "energy of one forward; NULL: the chip names no energy table", &Evaluation::energy_pj));
  all.push_back(maybe("area_um2", "area of the chip; NULL: the same", &Evaluation::area_um2));
  all.push_back(
      maybe("sqnr_db", "signal over quantisation noise of the outputs; NULL: not asked for", &Evaluation::sqnr_db));
}

std::string lower(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

/// SQL's names do not differ by case alone.
void check_names(const std::vector<StoreColumn>& all) {
  std::set<std::string> seen{"id"};
  for (const StoreColumn& column : all)
    if (!seen.insert(lower(column.name)).second)
      throw models::UserError(
          fmt::format("the axis '{}' has the name of another column of the store: give it another name", column.name));
}

}  // namespace

std::vector<StoreColumn> store_columns(const std::vector<std::string>& axes) {
  std::vector<StoreColumn> all;
  add_identity(all);
  add_outcome(all);
  add_figures(all);
  for (std::size_t axis = 0; axis < axes.size(); ++axis)
    all.push_back({axes[axis], "TEXT NOT NULL", "value of the axis",
                   [axis](Statement& s, int i, const SweepRow& row) { s.bindNoCopy(i, row.point.values.at(axis)); },
                   [axis](const Column& c, SweepRow& row) {
                     row.point.values.resize(std::max(row.point.values.size(), axis + 1));
                     row.point.values[axis] = c.getString();
                   },
                   [axis](const SweepRow& row) { return row.point.values.at(axis); }});
  check_names(all);
  return all;
}

}  // namespace systole::sim
