// Loops in the threads that oneDNN uses: what stands before and after its primitives must not take one thread where
// they take all.
#pragma once

#include <cstddef>
#include <functional>

namespace systole::models {

/// for_each_part() behind its template.
void run_parts(std::size_t count, std::size_t grain, const std::function<void(std::size_t, std::size_t)>& part);

/// Calls part(begin, end) for parts of [0, count) of at least `grain` each, or for all of it, on as many threads as the
/// calling thread's oneDNN primitives would have: one while OneThread lives. An exception of a part is thrown on after
/// all have ended. Does not allocate.
template <class Part>
void for_each_part(std::size_t count, std::size_t grain, const Part& part) {
  run_parts(count, grain, std::cref(part));
}

}  // namespace systole::models
