// Compiled with OpenMP (CMakeLists.txt), whose threads Debian's oneDNN uses as well: two sets of them would compete.
#include "models/onednn/parallel_parts.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <mutex>

#include "models/onednn/openmp.hpp"

namespace systole::models {

void run_parts(std::size_t count, std::size_t grain, const std::function<void(std::size_t, std::size_t)>& part) {
  const auto threads = static_cast<std::size_t>(std::max(1, omp_get_max_threads()));
  const std::size_t parts = std::min(threads, count / std::max<std::size_t>(1, grain));
  if (parts <= 1) {
    if (count > 0) part(0, count);
    return;
  }
  std::exception_ptr failure;
  std::mutex mutex;
  const auto number = static_cast<std::int64_t>(parts);
#pragma omp parallel for schedule(static, 1)
  for (std::int64_t i = 0; i < number; ++i) {
    const auto index = static_cast<std::size_t>(i);
    try {
      part(count * index / parts, count * (index + 1) / parts);
    } catch (...) {
      const std::lock_guard lock{mutex};
      if (!failure) failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace systole::models
