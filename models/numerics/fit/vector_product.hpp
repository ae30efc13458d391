// A vector times a matrix, in doubles and in one order of additions on every machine: a library's sgemm is faster, but
// its sums, and with them the weights that AdaRound chooses, change with the number of threads.
#pragma once

#include <span>

namespace systole::models {

/// out[j] += sum over i of vector[i] · matrix[i][j], i ascending; the matrix has vector.size() rows of out.size()
/// values. Throws ModelError if it does not.
void add_product(std::span<const double> vector, std::span<const double> matrix, std::span<double> out);

}  // namespace systole::models
