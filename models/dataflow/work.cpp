#include "models/dataflow/work.hpp"

namespace systole::models {

Work gemm_work(std::int64_t m, std::int64_t k, std::int64_t n, std::int64_t groups) {
  Work work;
  work.groups = groups;
  work.rows = plain_axis(m);
  work.channels = k;
  work.n = n;
  return work;
}

}  // namespace systole::models
