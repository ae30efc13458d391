#include "models/onednn/one_thread.hpp"

#include "models/errors.hpp"

// Of OpenMP's run time, which Debian's oneDNN is built with; its header belongs to the compiler, and clang-tidy's has
// none.
extern "C" {
void omp_set_num_threads(int threads);
int omp_get_max_threads();
}

namespace systole::models {

ThreadLimit::ThreadLimit(int threads) : before_{omp_get_max_threads()} {
  if (threads < 1) throw ModelError("ThreadLimit: no threads");
  omp_set_num_threads(threads);
}

ThreadLimit::~ThreadLimit() {
  omp_set_num_threads(before_);
}

}  // namespace systole::models
