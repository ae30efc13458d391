// Synthetic signals of EdgeINT8-ArchKit: noisy sines of 2, 5, 8, 11 and 14 Hz, one frequency a class, 128 points over
// one second with both ends (linspace(0, 1, 128)).
//
// Sample i has class c = i mod 5; its point j is sin(2 pi (2 + 3 c) j / 127) + noise · n(128 i + j), rounded to
// float32. Normal numbers come in pairs, n(2 p) and n(2 p + 1), from words 2 p and 2 p + 1 of Philox4x64-10 (Salmon et
// al., SC 2011) by Random123's form of Box and Muller's transform; the words are those of
// numpy.random.Philox(key=seed). So a sample depends on its index and the seed alone. Logarithm and sine are the C
// library's; a float32 differs between libraries only where the double lies within their error of a rounding boundary,
// and with the defaults none does (tests/workloads/data_signals.cpp has the distance): the same bytes on every machine.
//
// The signals shipped in workloads/zoo/ are of the same kind, but of numpy's default generator.
#pragma once

#include <cstdint>

#include "workloads/data/labelled.hpp"

namespace systole::workloads {

inline constexpr std::int64_t kSignalPoints = 128;
inline constexpr std::int64_t kSignalClasses = 5;

struct SignalOptions {
  std::int64_t samples = 5000;
  double noise = 0.3;  // standard deviation
  std::uint64_t seed = 42;
};

struct SignalSplit {
  LabelledSamples training;  // the first 80 %, rounded down
  LabelledSamples test;
};

/// Both parts have the shape [N, 1, 128]. Throws models::UserError for fewer than 5 or more than a million samples, and
/// for noise that is negative, not finite or above 1,000.
SignalSplit make_signals(const SignalOptions& options = {});

}  // namespace systole::workloads
