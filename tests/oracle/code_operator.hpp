// Operators on codes beside those of ONNX Runtime: both against real arithmetic, and against each other.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "tests/oracle/codes.hpp"
#include "tests/oracle/onnx_runtime.hpp"

namespace systole::tests {

/// One use of an operator, with output "y".
struct CodeOperator {
  OnnxCase onnx;
  models::QuantParams y;
  CodeVector ours;
  std::vector<double> steps;  // the real result in steps of `y`, without its zero point
  double error = 0;           // of ONNX Runtime's arithmetic in float32, in steps, where the result is a code
};

/// Where the output's zero point is added decides ties: an odd one turns the even neighbour into the other.
enum class ZeroPointAdded { before_rounding, after_rounding };

inline std::int64_t code_of_steps(double steps, const models::QuantParams& y, ZeroPointAdded added) {
  const double code = added == ZeroPointAdded::before_rounding ? std::nearbyint(steps + y.zero_point)
                                                               : std::nearbyint(steps) + y.zero_point;
  return static_cast<std::int64_t>(std::clamp<double>(code, y.format.lowest(), y.format.highest()));
}

struct CodeComparison {
  Agreement agreement;      // of our codes with ONNX Runtime's
  Agreement ours;           // with the real result's code, the zero point added after rounding
  Agreement theirs_before;  // ONNX Runtime's with the real result's code, by where the zero point is added
  Agreement theirs_after;
  double our_distance = 0;   // largest from the real result, clamped to the codes
  double their_excess = -1;  // largest distance beyond 1/2 and the case's error: below 0
};

/// Checks that both are as near to the real results as they can be: ours to half a step, theirs but for float32.
inline CodeComparison checked_comparison(const std::vector<CodeOperator>& operators) {
  std::vector<OnnxCase> models;
  for (const auto& op : operators) models.push_back(op.onnx);
  const auto results = run_onnx(models);
  CodeComparison comparison;
  for (std::size_t i = 0; i < operators.size(); ++i) {
    const CodeOperator& op = operators[i];
    const std::vector<std::int64_t> theirs = workloads::integers(results[i].at("y"));
    REQUIRE(theirs.size() == op.steps.size());
    REQUIRE(op.ours.size() == op.steps.size());
    for (std::size_t e = 0; e < theirs.size(); ++e) {
      const double real =
          std::clamp<double>(op.steps[e] + op.y.zero_point, op.y.format.lowest(), op.y.format.highest());
      const double ours = op.ours[e];
      const std::int64_t before = code_of_steps(op.steps[e], op.y, ZeroPointAdded::before_rounding);
      const std::int64_t after = code_of_steps(op.steps[e], op.y, ZeroPointAdded::after_rounding);
      comparison.agreement.add(op.ours[e], theirs[e]);
      comparison.ours.add(op.ours[e], after);
      comparison.theirs_before.add(theirs[e], before);
      comparison.theirs_after.add(theirs[e], after);
      comparison.our_distance = std::max(comparison.our_distance, std::abs(ours - real));
      comparison.their_excess =
          std::max(comparison.their_excess, std::abs(static_cast<double>(theirs[e]) - real) - 0.5 - op.error);
    }
  }
  CHECK(comparison.our_distance <= 0.5 + 1e-9);
  CHECK(comparison.their_excess <= 0);
  CHECK(comparison.agreement.worst <= 1);
  return comparison;
}

}  // namespace systole::tests
