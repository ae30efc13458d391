#include <fmt/format.h>

#include "reports/number_format.hpp"
#include "reports/output_file.hpp"
#include "sim/accuracy/accuracy_report.hpp"
#include "sim/accuracy/ptq_sweep.hpp"
#include "sim/cli/accuracy_flags.hpp"
#include "sim/cli/accuracy_verbs.hpp"
#include "sim/cli/listing.hpp"
#include "sim/cli/terminal.hpp"

namespace systole::sim {

namespace {

using reports::Align;

std::string share(const std::optional<double>& value) {
  return value ? reports::percent(*value) : "-";
}

/// The network in real numbers first, for comparison.
Listing listing_of(const std::vector<PtqPoint>& points) {
  Listing listing{{{"activations", Align::left},
                   {"weights", Align::left},
                   {"observer", Align::left},
                   {"top-1"},
                   {"same answer"},
                   {"output dB"},
                   {"worst layer dB"},
                   {"parameters"}},
                  {}};
  if (points.empty()) return listing;
  const PtqPoint& first = points.front();
  listing.rows.push_back({"real", "real", "", share(first.accuracy.top1_real), "100%", "exact", "exact",
                          reports::human_bytes(models::Bytes{first.size.real})});
  for (const PtqPoint& point : points)
    listing.rows.push_back({word(point.scheme), word(point.granularity), word(point.observer),
                            share(point.accuracy.top1), reports::percent(point.accuracy.agreement),
                            decibels(point.accuracy.output.sqnr_db), decibels(point.lowest_db),
                            reports::human_bytes(models::Bytes{point.size.quantized})});
  return listing;
}

std::string csv_of(const std::vector<PtqPoint>& points) {
  std::string text =
      "scheme,granularity,observer,top1_real,top1,agreement,output_sqnr_db,worst_sqnr_db,bytes_real,bytes\n";
  for (const PtqPoint& point : points)
    text +=
        fmt::format("{},{},{},{},{},{},{},{},{},{}\n", word(point.scheme), word(point.granularity),
                    word(point.observer), point.accuracy.top1_real ? fmt::format("{}", *point.accuracy.top1_real) : "",
                    point.accuracy.top1 ? fmt::format("{}", *point.accuracy.top1) : "", point.accuracy.agreement,
                    point.accuracy.output.sqnr_db, point.lowest_db, point.size.real, point.size.quantized);
  return text;
}

void sweep_and_print(AccuracyFlags& flags, const std::vector<std::string>& observers, CommandContext& context) {
  const AccuracySetup setup = load(flags, context);
  std::vector<models::ObserverKind> kinds;
  kinds.reserve(observers.size());
  for (const std::string& observer : observers) kinds.push_back(from_word<models::ObserverKind>(observer));
  std::vector<PtqPoint> points;
  {
    Progress progress{context.err, "points", flags.quiet};
    flags.accuracy.progress = [&](std::size_t done, std::size_t of) { progress.update(done, of); };
    points = ptq_sweep(setup, kinds, flags.accuracy, flags.setup.calibration_samples);
  }
  if (!flags.directory.empty()) {
    reports::OutputFile file{flags.directory};
    file.stream() << csv_of(points);
    file.close();
  }
  if (flags.json || !flags.quiet) print(listing_of(points), flags.json, context.out);
}

}  // namespace

void add_ptq(CLI::App& accuracy, CommandContext& context) {
  CLI::App* command = accuracy.add_subcommand(
      "ptq", "Post-training quantisation in all ways: schemes x granularities x observers, and what each costs");
  auto flags = std::make_shared<AccuracyFlags>();
  auto observers = std::make_shared<std::vector<std::string>>(std::vector<std::string>{"minmax", "percentile"});
  flags->accuracy.alone = false;
  add_setup_options(*command, *flags);
  command->add_option("--samples", flags->accuracy.samples, "Samples to run; 0: all of the data")
      ->check(CLI::Range(0, 100'000'000))
      ->capture_default_str();
  command->add_option("--observers", *observers, "Observers to try")
      ->delimiter(',')
      ->check(CLI::IsMember(words<models::ObserverKind>()))
      ->capture_default_str();
  command->add_option("--out", flags->directory, "Also write a CSV file");
  command->callback([flags, observers, &context] { sweep_and_print(*flags, *observers, context); });
}

}  // namespace systole::sim
