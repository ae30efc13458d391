#include "models/numerics/observe/channel_observers.hpp"

#include <string>

#include "models/errors.hpp"

namespace systole::models {

ChannelObservers::ChannelObservers(const ObserverOptions& options, std::size_t channels) {
  observers_.reserve(channels);
  ObserverOptions of_channel = options;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    of_channel.seed = options.seed + channel * 0x9E3779B97F4A7C15U;  // as SplitMix64 tells its streams apart
    observers_.push_back(make_observer(of_channel));
  }
}

void ChannelObservers::observe(std::span<const float> values, const ChannelLayout& layout) {
  if (layout.channels != observers_.size() || layout.size() != values.size())
    throw ModelError{"observer: " + std::to_string(values.size()) + " values in " + std::to_string(layout.channels) +
                     " channels do not fit " + std::to_string(observers_.size()) + " observers"};
  for (std::size_t channel = 0; channel < layout.channels; ++channel) {
    gathered_.clear();
    for (std::size_t outer = 0; outer < layout.outer; ++outer) {
      const auto run = values.subspan(layout.offset(outer, channel), layout.inner);
      gathered_.insert(gathered_.end(), run.begin(), run.end());
    }
    observers_[channel]->observe(gathered_);
  }
}

std::vector<Range> ChannelObservers::ranges() const {
  std::vector<Range> ranges;
  ranges.reserve(observers_.size());
  for (const auto& observer : observers_) ranges.push_back(observer->range());
  return ranges;
}

}  // namespace systole::models
