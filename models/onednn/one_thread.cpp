#include "models/onednn/one_thread.hpp"

#include "models/errors.hpp"
#include "models/onednn/openmp.hpp"

namespace systole::models {

ThreadLimit::ThreadLimit(int threads) : before_{omp_get_max_threads()} {
  if (threads < 1) throw ModelError("ThreadLimit: no threads");
  omp_set_num_threads(threads);
}

ThreadLimit::~ThreadLimit() {
  omp_set_num_threads(before_);
}

}  // namespace systole::models
