#include "models/numerics/observe/observer.hpp"

#include <string>

#include "models/errors.hpp"
#include "models/numerics/observe/range_rules.hpp"
#include "models/numerics/observe/running_range.hpp"
#include "models/numerics/observe/sample_store.hpp"

namespace systole::models {

namespace {

/// What needs no more of the values than their extremes and their number.
class ExtremesObserver : public Observer {
 public:
  using Rule = Range (*)(const RunningRange&, const ObserverOptions&);
  ExtremesObserver(const ObserverOptions& options, Rule rule) : options_{options}, rule_{rule} {}

  void observe(std::span<const float> values) override { seen_.add(values); }
  Range range() const override { return rule_(seen_, options_); }

 private:
  ObserverOptions options_;
  Rule rule_;
  RunningRange seen_;
};

class MovingAverageObserver : public Observer {
 public:
  explicit MovingAverageObserver(const ObserverOptions& options) : rate_{options.ema_rate} {}

  void observe(std::span<const float> values) override {
    if (values.empty()) return;
    RunningRange sample;
    sample.add(values);
    if (average_.count == 0) {
      average_ = sample;
      return;
    }
    average_.low = rate_ * average_.low + (1 - rate_) * sample.low;
    average_.high = rate_ * average_.high + (1 - rate_) * sample.high;
  }
  Range range() const override { return average_.range(); }

 private:
  double rate_;
  RunningRange average_;  // its count is the first sample's
};

class StoringObserver : public Observer {
 public:
  using Rule = Range (*)(const SampleStore&, const ObserverOptions&);
  StoringObserver(const ObserverOptions& options, Rule rule)
      : options_{options}, rule_{rule}, store_{options.max_samples, options.seed} {}

  void observe(std::span<const float> values) override { store_.add(values); }
  Range range() const override {
    const Range all = store_.range().range();  // throws if there is none
    return all == Range{0, 0} ? all : rule_(store_, options_);
  }

 private:
  ObserverOptions options_;
  Rule rule_;
  SampleStore store_;
};

bool searches_entropy(ObserverKind kind) {
  return kind == ObserverKind::kl || kind == ObserverKind::kl_jit_asis || kind == ObserverKind::kl_sparsebit_asis;
}

void require(bool holds, const std::string& what) {
  if (!holds) throw ModelError{"observer: " + what};
}

void check(const ObserverOptions& options) {
  require(options.alpha >= 0 && options.alpha < 0.5, "alpha is 0 or more and less than 0.5");
  require(options.ema_rate >= 0 && options.ema_rate < 1, "ema_rate is 0 or more and less than 1");
  require(options.mse_candidates >= 1 && options.mse_candidates <= 100, "mse_candidates are 1 to 100");
  require(options.bins >= 64 && options.bins <= 65536 && options.bins % 2 == 0, "bins are even and 64 to 65,536");
  require(options.max_samples >= 1, "max_samples is 1 or more");
  choose_params(Range{-1, 1}, options.rule);  // throws what is wrong with the rule
  if (searches_entropy(options.kind)) require(options.rule.format.bits <= 12, "kl takes codes of at most 12 bits");
  if (options.kind == ObserverKind::kl_jit_asis) require(options.bins >= 255, "kl_jit_asis takes 255 bins or more");
  if (options.kind == ObserverKind::kl_sparsebit_asis)
    require((1 << options.rule.format.bits) <= options.bins / 2, "kl_sparsebit_asis takes 2^bits bins a side");
}

}  // namespace

std::unique_ptr<Observer> make_observer(const ObserverOptions& options) {
  check(options);
  switch (options.kind) {
    case ObserverKind::minmax:
      return std::make_unique<ExtremesObserver>(options, minmax_range);
    case ObserverKind::percentile:
      return std::make_unique<StoringObserver>(options, percentile_range);
    case ObserverKind::moving_average:
      return std::make_unique<MovingAverageObserver>(options);
    case ObserverKind::mse:
      return std::make_unique<StoringObserver>(options, mse_range);
    case ObserverKind::kl:
      return std::make_unique<StoringObserver>(options, kl_range);
    case ObserverKind::kl_jit_asis:
      return std::make_unique<StoringObserver>(options, kl_jit_range);
    case ObserverKind::kl_sparsebit_asis:
      return std::make_unique<StoringObserver>(options, kl_sparsebit_range);
    case ObserverKind::aciq_gauss:
      return std::make_unique<ExtremesObserver>(options, aciq_gauss_range);
    case ObserverKind::aciq_laplace:
      return std::make_unique<StoringObserver>(options, aciq_laplace_range);
  }
  throw ModelError{"observer: no such kind"};
}

}  // namespace systole::models
