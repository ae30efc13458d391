// Of OpenMP's run time, which Debian's oneDNN is built with. Its own header belongs to the compiler, and clang-tidy's
// has none.
#pragma once

extern "C" {
void omp_set_num_threads(int threads);
int omp_get_max_threads();
}
