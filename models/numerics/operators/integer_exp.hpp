// exp by an integer polynomial of second degree and a shift: i-exp of I-BERT (Kim et al., ICML 2021, section 3.5).
//
// x = p - z ln2 with p in (-ln2, 0], and exp(x) = 2^-z exp(p), where exp(p) is nearly a (p + b)² + c. Between -20 and 0
// the paper's polynomial is off by 2.2e-3 at most (at -0.1376) and by 8.9e-5 on average; that of its published code
// (a p² + 0.96963238 p + 1) by 1.92e-3. In integers p's constants are whole steps, and each is off by up to one.
#pragma once

#include <cstdint>

#include "models/numerics/operators/code_table.hpp"

namespace systole::models {

/// a (p + b)² + c
struct ExpPolynomial {
  double a = 0.3585;
  double b = 1.353;
  double c = 0.344;
};

/// Of the code published with the paper, completed to a square.
inline constexpr ExpPolynomial kIBertCodePolynomial{0.35815147, 0.96963238 / (2 * 0.35815147),
                                                    1 - 0.96963238 * 0.96963238 / (4 * 0.35815147)};

/// The approximation in real numbers, for x <= 0.
double polynomial_exp(double x, const ExpPolynomial& polynomial = {});

/// The symmetric form, whose constants are floors of steps of S: q_ln2 = ln2/S, q_b = b/S, q_c = c/(a S²). For q <= 0:
/// z = floor(-q / q_ln2), p = q + z q_ln2, result ((p + q_b)² + q_c) >> z in units of a S². In 64 bits.
class SymmetricExp {
 public:
  /// Throws ModelError unless 1e-6 <= scale <= ln2: coarser steps have no ln2, of finer ones sums would overflow.
  explicit SymmetricExp(double scale, const ExpPolynomial& polynomial = {});

  /// q above 0 counts as 0.
  std::int64_t operator()(std::int64_t q) const;
  /// Real value of one step of the result: a S².
  double scale() const { return scale_; }

 private:
  std::int64_t ln2_;
  std::int64_t b_;
  std::int64_t c_;
  double scale_;
};

/// The affine form (DARTSQ) as a table of codes: q_ln2 = round(ln2/S + Z), z = floor(-(q - Z) / (q_ln2 - Z)), p is
/// q + z (q_ln2 - Z), clamped to codes, and the result round(((p - Z + q_b)² + q_c) 2^-z a S²/S') + Z', clamped after
/// the shift: before it the polynomial is far above any code. Throws ModelError for unusable parameters, where ln2 is
/// beyond the input's highest code or less than one step, and for scales outside [1e-6, ln2].
CodeTable affine_exp(const QuantParams& input, const QuantParams& output, const ExpPolynomial& polynomial = {});

}  // namespace systole::models
