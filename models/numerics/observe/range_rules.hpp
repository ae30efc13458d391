// How each kind of observer gets from what it has seen to a range. Values that are all 0 never come here.
#pragma once

#include "models/numerics/observe/observer.hpp"
#include "models/numerics/observe/running_range.hpp"
#include "models/numerics/observe/sample_store.hpp"

namespace systole::models {

Range minmax_range(const RunningRange& seen, const ObserverOptions& options);

/// By options.percentile_form. Sparsebit's: the least and greatest that remain, 0 for a sign that does not occur.
Range percentile_range(const SampleStore& store, const ObserverOptions& options);

/// Of the ranges (1 - i/100) · [min, max] the one whose codes, by options.rule, have the least squared error; the
/// widest among equals.
Range mse_range(const SampleStore& store, const ObserverOptions& options);

/// [-t, t] within [min, max], t by entropy_threshold() of 2^(b-1) levels; for affine codes of values of one sign, 2^b
/// levels. At least options.bins bins over the magnitudes, and at least 16 a level.
Range kl_range(const SampleStore& store, const ObserverOptions& options);
/// [-t, t]: 255 levels, whatever the codes.
Range kl_jit_range(const SampleStore& store, const ObserverOptions& options);
/// [-t, t], or [0, t] if no value is negative: 2^b - 1 levels.
Range kl_sparsebit_range(const SampleStore& store, const ObserverOptions& options);

/// [-t, t], t = alpha(b) deviations; for affine codes of values of one sign only their side, with alpha(b + 1), as if
/// the steps of the other side were there too. Extremes alone give the deviation, so that one value, or many of the
/// same, have none: [min, max] then.
Range aciq_gauss_range(const RunningRange& seen, const ObserverOptions& options);
Range aciq_laplace_range(const SampleStore& store, const ObserverOptions& options);

}  // namespace systole::models
