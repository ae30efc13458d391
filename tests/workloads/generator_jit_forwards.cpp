#include "tests/workloads/network_support.hpp"
#include "workloads/generators/jit.hpp"

using namespace systole::workloads;

namespace {

std::int64_t forwards(std::int64_t steps, JitOptions::Solver solver, bool guidance) {
  JitOptions options;
  options.steps = steps;
  options.solver = solver;
  options.guidance = guidance;
  return jit_forwards(options);
}

}  // namespace

TEST_CASE("50 Heun steps are 99 evaluations, 198 with guidance", "[generator][J27]") {
  CHECK(forwards(50, JitOptions::Solver::heun, false) == 99);
  CHECK(forwards(50, JitOptions::Solver::heun, true) == 198);
  CHECK(forwards(1, JitOptions::Solver::heun, false) == 1);
}

TEST_CASE("an Euler step is one evaluation", "[generator][J27]") {
  CHECK(forwards(50, JitOptions::Solver::euler, false) == 50);
  CHECK(forwards(50, JitOptions::Solver::euler, true) == 100);
}

TEST_CASE("options out of range are refused", "[generator][J27]") {
  CHECK_THAT(user_error([] { forwards(0, JitOptions::Solver::heun, true); }), Catch::Contains("steps is 0"));
  CHECK_THROWS_AS(forwards(4097, JitOptions::Solver::heun, true), systole::models::UserError);
  JitOptions options;
  options.batch = 0;
  CHECK_THAT(user_error([&] { generate_jit(options); }), Catch::Contains("batch is 0"));
  options = {};
  options.model = "XL/2";
  CHECK_THAT(user_error([&] { generate_jit(options); }), Catch::Contains("'XL/2'") && Catch::Contains("B/16"));
}
