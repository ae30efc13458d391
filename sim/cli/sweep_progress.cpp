#include "sim/cli/sweep_progress.hpp"

#include <fmt/format.h>

#include <cmath>

#include "reports/number_format.hpp"
#include "sim/sweep/metric_text.hpp"

namespace systole::sim {

std::string time_left(double seconds) {
  constexpr std::int64_t kMinute = 60;
  constexpr std::int64_t kHour = 3600;
  const auto whole = static_cast<std::int64_t>(std::ceil(seconds));
  if (whole < kMinute) return fmt::format("{} s", whole);
  if (whole < kHour) return fmt::format("{} min {} s", whole / kMinute, whole % kMinute);
  return fmt::format("{} h {} min", whole / kHour, whole % kHour / kMinute);
}

SweepProgress::SweepProgress(std::ostream& err, const Space& space, const SweepTally& tally, std::uint64_t most,
                             bool quiet)
    : plan_{space.plan()},
      tally_{tally},
      most_{most},
      begin_{std::chrono::steady_clock::now()},
      progress_{err, plan_.name, quiet} {}

void SweepProgress::update() {
  // Analytic points come faster than a clock is worth.
  constexpr std::uint64_t kEvery = 64;
  if (plan_.detail == Detail::analytic && tally_.points() % kEvery != 0) return;
  progress_.update(tally_.points(), std::max(most_, tally_.points()), [this] { return more(); });
}

std::string SweepProgress::more() const {
  std::string text;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  if (tally_.fresh() > 0) {
    const double rate = static_cast<double>(tally_.fresh()) / seconds;
    text += fmt::format(", {:.3g}/s", rate);
    if (most_ > tally_.points())
      text += fmt::format(", {} left", time_left(static_cast<double>(most_ - tally_.points()) / rate));
  }
  if (tally_.failed() > 0)
    text += fmt::format(", {} failed", reports::grouped(static_cast<std::int64_t>(tally_.failed())));
  std::string best;
  for (std::size_t i = 0; i < plan_.objectives.size(); ++i)
    if (const auto& found = tally_.best()[i])
      best +=
          fmt::format("{}{} {}", best.empty() ? "; best " : ", ", name_of(plan_.objectives[i], plan_.workload_names()),
                      metric_text(*plan_.objectives[i].metric, found->value));
  return text + best;
}

}  // namespace systole::sim
