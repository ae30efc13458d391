// `systole accuracy accumulators` and `systole accuracy requantize`.
#include <fmt/format.h>

#include "reports/number_format.hpp"
#include "reports/output_file.hpp"
#include "sim/accuracy/accuracy_report.hpp"
#include "sim/accuracy/arithmetic_sweep.hpp"
#include "sim/cli/accuracy_flags.hpp"
#include "sim/cli/accuracy_verbs.hpp"
#include "sim/cli/listing.hpp"
#include "sim/cli/terminal.hpp"

namespace systole::sim {

namespace {

using reports::Align;

struct AccumulatorFlags : AccuracyFlags {
  std::vector<int> bits{16, 18, 20, 24, 32};
  std::vector<std::string> policies{"saturate", "wrap"};

  std::vector<models::Accumulator> accumulators() const {
    std::vector<models::Accumulator> all;
    for (const int width : bits)
      for (const std::string& policy : policies) all.push_back({width, from_word<models::Overflow>(policy)});
    return all;
  }
};

std::string share(const std::optional<double>& value) {
  return value ? reports::percent(*value) : "-";
}

Listing listing_of(const std::vector<AccumulatorPoint>& points) {
  Listing listing{{{"bits"}, {"overflow", Align::left}, {"top-1"}, {"same answer"}, {"output dB"}, {"overflows"}}, {}};
  for (const AccumulatorPoint& point : points)
    listing.rows.push_back({std::to_string(point.accumulator.bits), word(point.accumulator.overflow),
                            share(point.accuracy.top1), reports::percent(point.accuracy.agreement),
                            decibels(point.accuracy.output.sqnr_db), reports::grouped(point.overflowed_steps)});
  return listing;
}

Listing listing_of(const std::vector<RequantizePoint>& points) {
  Listing listing{{{"requantize", Align::left},
                   {"top-1"},
                   {"same answer"},
                   {"output dB"},
                   {"codes"},
                   {"different"},
                   {"share"},
                   {"most steps"}},
                  {}};
  for (const RequantizePoint& point : points)
    listing.rows.push_back({word(point.mode), share(point.accuracy.top1), reports::percent(point.accuracy.agreement),
                            decibels(point.accuracy.output.sqnr_db), reports::grouped(point.codes),
                            reports::grouped(point.different),
                            fmt::format("{:.3g}%", 100 * static_cast<double>(point.different) /
                                                       static_cast<double>(std::max<std::int64_t>(point.codes, 1))),
                            std::to_string(point.most)});
  return listing;
}

/// `sweep` of setup and scales; its points as a CSV file where one is asked for, and as a table.
template <class Sweep, class Csv>
void sweep_and_print(AccuracyFlags& flags, CommandContext& context, const Sweep& sweep, const Csv& csv) {
  const AccuracySetup setup = load(flags, context);
  const Scales scales = scales_with_progress(setup, flags, context);
  const auto points = [&] {
    Progress progress{context.err, "points", flags.quiet};
    flags.accuracy.progress = [&](std::size_t done, std::size_t of) { progress.update(done, of); };
    return sweep(setup, scales);
  }();
  if (!flags.directory.empty()) {
    reports::OutputFile file{flags.directory};
    file.stream() << csv(points);
    file.close();
  }
  if (flags.json || !flags.quiet) print(listing_of(points), flags.json, context.out);
  const NetworkAccuracy& first = points.front().accuracy;
  if (!flags.quiet && !flags.json && first.top1_real)
    context.out << fmt::format("\n{} samples; in real numbers {} are right\n", reports::grouped(first.samples),
                               reports::percent(*first.top1_real));
}

}  // namespace

void add_accumulators(CLI::App& accuracy, CommandContext& context) {
  CLI::App* command = accuracy.add_subcommand(
      "accumulators", "The network's answers with accumulators of several widths that saturate or wrap");
  auto flags = std::make_shared<AccumulatorFlags>();
  add_setup_options(*command, *flags);
  add_accuracy_options(*command, *flags);
  command->add_option("--accumulators", flags->bits, "Widths in bits")
      ->delimiter(',')
      ->check(CLI::Range(8, 48))
      ->capture_default_str();
  command->add_option("--overflow", flags->policies, "Policies")
      ->delimiter(',')
      ->check(CLI::IsMember(words<models::Overflow>()))
      ->capture_default_str();
  command->add_option("--out", flags->directory, "Also write a CSV file");
  command->callback([flags, &context] {
    sweep_and_print(
        *flags, context,
        [&](const AccuracySetup& setup, const Scales& scales) {
          return accumulator_sweep(setup, scales, flags->accumulators(), flags->accuracy);
        },
        accumulators_csv);
  });
}

void add_requantize(CLI::App& accuracy, CommandContext& context) {
  CLI::App* command = accuracy.add_subcommand(
      "requantize", "The network's codes and answers with every way to requantise, beside float64_half_even's");
  auto flags = std::make_shared<AccuracyFlags>();
  add_setup_options(*command, *flags);
  add_accuracy_options(*command, *flags);
  command->add_option("--out", flags->directory, "Also write a CSV file");
  command->callback([flags, &context] {
    sweep_and_print(
        *flags, context,
        [&](const AccuracySetup& setup, const Scales& scales) {
          return requantize_sweep(setup, scales, flags->accuracy);
        },
        requantize_csv);
  });
}

}  // namespace systole::sim
