#include <fmt/format.h>

#include "reports/number_format.hpp"
#include "reports/output_file.hpp"
#include "sim/accuracy/accuracy_report.hpp"
#include "sim/accuracy/observer_comparison.hpp"
#include "sim/cli/accuracy_flags.hpp"
#include "sim/cli/accuracy_verbs.hpp"
#include "sim/cli/listing.hpp"
#include "sim/cli/terminal.hpp"

namespace systole::sim {

namespace {

using reports::Align;

/// Whether a row has the least error of its tensor; the first of equals.
bool is_best(const std::vector<ObservedTensor>& rows, std::size_t index) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].tensor != rows[index].tensor) continue;
    if (rows[i].error.mse < rows[index].error.mse || (i < index && rows[i].error.mse == rows[index].error.mse))
      return false;
  }
  return true;
}

Listing listing_of(const std::vector<ObservedTensor>& rows) {
  Listing listing{{{"tensor", Align::left, true},
                   {"observer", Align::left},
                   {"from"},
                   {"to"},
                   {"zero point"},
                   {"SQNR dB"},
                   {"clipped"},
                   {"", Align::left}},
                  {}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ObservedTensor& row = rows[i];
    const models::QuantParams& params = row.params;
    listing.rows.push_back({row.tensor, word(row.observer), fmt::format("{:.3g}", params.real(params.format.lowest())),
                            fmt::format("{:.3g}", params.real(params.format.highest())),
                            std::to_string(params.zero_point), decibels(row.error.sqnr_db),
                            reports::percent(row.clipped), is_best(rows, i) ? "best" : ""});
  }
  return listing;
}

void compare_and_print(AccuracyFlags& flags, const std::vector<std::string>& observers, CommandContext& context) {
  const AccuracySetup setup = load(flags, context);
  std::vector<models::ObserverKind> kinds;
  kinds.reserve(observers.size());
  for (const std::string& observer : observers) kinds.push_back(from_word<models::ObserverKind>(observer));
  std::vector<ObservedTensor> rows;
  {
    Progress progress{context.err, "observers", flags.quiet};
    flags.accuracy.progress = [&](std::size_t done, std::size_t of) { progress.update(done, of); };
    rows = compare_observers(setup, kinds, flags.accuracy, flags.setup.calibration_samples);
  }
  if (!flags.directory.empty()) {
    reports::OutputFile file{flags.directory};
    file.stream() << observers_csv(rows);
    file.close();
  }
  if (flags.json || !flags.quiet) print(listing_of(rows), flags.json, context.out);
}

}  // namespace

void add_observers(CLI::App& accuracy, CommandContext& context) {
  CLI::App* command = accuracy.add_subcommand(
      "observers", "Calibrates with several observers and compares what their codes cost each activation");
  auto flags = std::make_shared<AccuracyFlags>();
  auto observers =
      std::make_shared<std::vector<std::string>>(std::vector<std::string>{"minmax", "percentile", "mse", "kl"});
  add_setup_options(*command, *flags);
  command->add_option("--samples", flags->accuracy.samples, "Samples of the data to measure on; 0: all")
      ->check(CLI::Range(0, 100'000'000))
      ->capture_default_str();
  command->add_option("--observers", *observers, "Observers to compare")
      ->delimiter(',')
      ->check(CLI::IsMember(words<models::ObserverKind>()))
      ->capture_default_str();
  command->add_option("--out", flags->directory, "Also write a CSV file");
  command->callback([flags, observers, &context] { compare_and_print(*flags, *observers, context); });
}

}  // namespace systole::sim
