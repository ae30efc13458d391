#include "models/onednn/one_thread.hpp"

// Of OpenMP's run time, which Debian's oneDNN is built with; its header belongs to the compiler, and clang-tidy's has
// none.
extern "C" {
void omp_set_num_threads(int threads);
int omp_get_max_threads();
}

namespace systole::models {

OneThread::OneThread() : before_{omp_get_max_threads()} {
  omp_set_num_threads(1);
}

OneThread::~OneThread() {
  omp_set_num_threads(before_);
}

}  // namespace systole::models
