#include "models/numerics/observe/entropy_threshold.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "models/errors.hpp"

namespace systole::models {

namespace {

constexpr double kEmpty = 1e-4;  // what an empty bin counts, in values

double times_log(double count) {
  return count > 0 ? count * std::log(count) : 0;
}

/// A histogram summed up, so that a candidate costs a step a level and not one a bin.
class Sums {
 public:
  explicit Sums(std::span<const double> histogram)
      : histogram_{histogram},
        counts_(histogram.size() + 1),
        filled_(histogram.size() + 1),
        logs_(histogram.size() + 1) {
    for (std::size_t bin = 0; bin < histogram.size(); ++bin) {
      counts_[bin + 1] = counts_[bin] + histogram[bin];
      filled_[bin + 1] = filled_[bin] + (histogram[bin] > 0 ? 1 : 0);
      logs_[bin + 1] = logs_[bin] + times_log(histogram[bin]);
    }
  }

  /// sum p log(p/q) with p = P/all and q = Q/kept, of which only the sums over bins of P log P and P log Q are needed.
  double divergence(std::size_t candidate, std::size_t levels) const {
    const double all = counts_.back();
    const double tail = all - counts_[candidate];
    const double last = histogram_[candidate - 1];
    double kept = counts_[candidate];
    double of_q = 0;
    double spread = 0;  // Q in the bins of a level that are not empty
    for (std::size_t level = 0; level < levels; ++level) {
      const std::size_t from = level * candidate / levels;
      const std::size_t to = (level + 1) * candidate / levels;
      const double count = counts_[to] - counts_[from];
      if (count <= 0) continue;
      spread = count / (filled_[to] - filled_[from]);
      of_q += count * std::log(spread);
    }
    if (tail > 0) {
      if (last <= 0) kept += kEmpty;
      of_q += tail * std::log(last > 0 ? spread : kEmpty);
    }
    const double of_p = logs_[candidate - 1] + times_log(last + tail);
    return (of_p - of_q) / all - std::log(all) + std::log(kept);
  }

 private:
  std::span<const double> histogram_;
  std::vector<double> counts_;
  std::vector<double> filled_;  // bins that are not empty
  std::vector<double> logs_;
};

double sum(std::span<const double> values) {
  double total = 0;
  for (const double value : values) total += value;
  return total;
}

/// Of counts that add up to anything; bins that are empty in P add nothing.
double divergence(std::span<const double> p, std::span<const double> q) {
  const double of_p = sum(p);
  const double of_q = sum(q);
  double total = 0;
  for (std::size_t bin = 0; bin < p.size(); ++bin)
    if (p[bin] > 0) total += p[bin] / of_p * std::log(p[bin] / of_p / (q[bin] / of_q));
  return total;
}

/// `counts` in `levels` levels of as many bins, the last with the remainder, each spread over the bins that P fills.
/// `last_end` is where the last level's spreading ends.
void spread_levels(std::span<const double> counts, std::span<const double> p, std::size_t levels, std::size_t last_end,
                   std::span<double> q) {
  const std::size_t merged = counts.size() / levels;
  for (std::size_t level = 0; level < levels; ++level) {
    const bool is_last = level + 1 == levels;
    const std::size_t from = level * merged;
    const std::size_t to = is_last ? last_end : from + merged;
    const double count = sum(counts.subspan(from, (is_last ? counts.size() : to) - from));
    double filled = 0;
    for (std::size_t bin = from; bin < to; ++bin) filled += p[bin] != 0 ? 1 : 0;
    for (std::size_t bin = from; bin < to; ++bin) q[bin] = p[bin] != 0 ? count / filled : 0;
  }
}

void check(std::size_t bins, std::size_t levels) {
  if (levels < 1 || levels > bins)
    throw ModelError{"no threshold for " + std::to_string(levels) + " levels in " + std::to_string(bins) + " bins"};
}

}  // namespace

std::size_t entropy_threshold(std::span<const double> histogram, std::size_t levels, std::size_t step) {
  check(histogram.size(), levels);
  if (step < 1) throw ModelError{"entropy_threshold: steps of 0 bins"};
  const Sums sums{histogram};
  double least = std::numeric_limits<double>::infinity();
  std::size_t best = histogram.size();
  const auto try_candidate = [&](std::size_t candidate) {
    const double found = sums.divergence(candidate, levels);
    if (!(found < least)) return;
    least = found;
    best = candidate;
  };
  for (std::size_t candidate = levels; candidate < histogram.size(); candidate += step) try_candidate(candidate);
  try_candidate(histogram.size());
  return best;
}

std::size_t entropy_threshold_jit(std::span<const double> histogram, std::size_t levels) {
  check(histogram.size(), levels);
  double least = std::numeric_limits<double>::infinity();
  std::size_t best = histogram.size();
  std::vector<double> p;
  std::vector<double> q(histogram.size());
  // No divergence is negative, so that 0 ends the search.
  for (std::size_t candidate = levels; candidate <= histogram.size() && least > 0; ++candidate) {
    p.assign(histogram.begin(), histogram.begin() + static_cast<std::ptrdiff_t>(candidate));
    p.back() += sum(histogram.subspan(candidate));
    const std::span<double> of_candidate{q.data(), candidate};
    spread_levels(p, p, levels, candidate, of_candidate);
    const double found = divergence(p, of_candidate);
    if (!(found < least)) continue;
    least = found;
    best = candidate;
  }
  return best;
}

std::size_t entropy_threshold_sparsebit(std::span<const double> histogram, std::size_t levels) {
  const std::size_t zero_bin = histogram.size() / 2;
  if (levels % 2 == 0 || levels >= zero_bin)
    throw ModelError{"Sparsebit's threshold takes an odd number of levels below half its bins, not " +
                     std::to_string(levels)};
  const std::size_t first = levels / 2;
  std::vector<double> divergences(zero_bin + 1 - first);
  std::vector<double> q(histogram.size());
  for (std::size_t half = first; half < zero_bin; ++half) {
    const std::size_t start = zero_bin - half;
    const std::size_t size = 2 * half + 1;
    const std::span<const double> slice = histogram.subspan(start, size);
    std::vector<double> p(slice.begin(), slice.end());
    p.front() += sum(histogram.first(start));
    p.back() = sum(histogram.subspan(start + size));  // in place of the bin's own count
    const std::span<double> of_candidate{q.data(), size};
    of_candidate.back() = 0;
    spread_levels(slice, p, levels, size - 1, of_candidate);  // the last bin is forgotten
    for (std::size_t bin = 0; bin < size; ++bin) {
      if (p[bin] == 0) p[bin] = kEmpty;
      if (of_candidate[bin] == 0) of_candidate[bin] = kEmpty;
    }
    const std::size_t slot = half >= levels ? half - levels : half + divergences.size() - levels;
    divergences[slot] = divergence(p, of_candidate);
  }
  std::size_t best = 0;
  for (std::size_t slot = 1; slot < divergences.size(); ++slot)
    if (divergences[slot] < divergences[best]) best = slot;
  return best;
}

}  // namespace systole::models
