// The last step of a layer: sums that lie with their channels last become codes, with their channels last or turned to
// channels first on the way.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/numerics/post_process_sums.hpp"

namespace systole::models {

/// [count][channels] sums of neighbouring pixels, and their codes: [count][channels], or [channels] planes that begin
/// `plane` elements apart.
struct SumPixels {
  std::size_t count = 0;
  std::size_t channels = 1;
  const std::int32_t* sums = nullptr;
  std::int16_t* codes = nullptr;
  std::size_t plane = 0;  // 0: channels last
};

/// The pixels' first channel is `first` of post's. In the threads that oneDNN uses.
void write_codes(const PostProcessSums& post, std::size_t first, const SumPixels& pixels);

}  // namespace systole::models
