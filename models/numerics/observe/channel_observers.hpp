// One observer a channel.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "models/numerics/observe/observer.hpp"
#include "models/numerics/quantize/channel_layout.hpp"

namespace systole::models {

class ChannelObservers {
 public:
  /// Channels draw independently where they have to choose samples.
  ChannelObservers(const ObserverOptions& options, std::size_t channels);

  /// One sample of every channel. Throws ModelError if the layout does not fit the values or the channels.
  void observe(std::span<const float> values, const ChannelLayout& layout);

  std::vector<Range> ranges() const;

 private:
  std::vector<std::unique_ptr<Observer>> observers_;
  std::vector<float> gathered_;  // one channel's values
};

}  // namespace systole::models
