// An error in a user's text, with its place: the one shape in which every reader complains.
//
//   configs/accelerators/edge.yaml:7:5: error[C004]: unknown key 'array.colums'
//       7 |     colums: 16
//         |     ^~~~~~ did you mean 'cols'?  (known: rows, cols, dataflow, ...)
#pragma once

#include <string>
#include <vector>

#include "models/errors.hpp"

namespace systole::workloads {

/// Place of a token: `line` and `column` count from 1; 0 = unknown (then only the origin is printed).
struct Place {
  std::string origin;  // file as the user wrote it, or "--set"
  int line = 0;
  int column = 0;
  int length = 1;           // characters to underline
  std::string source_line;  // text of that line, may be empty
};

struct Diagnostic {
  std::string code;  // "C004"; docs/errors.md explains each
  Place place;
  std::string message;  // what is wrong, with the value found
  std::string hint;     // what is allowed, and a suggestion
};

/// The whole text of a diagnostic, without a trailing newline.
std::string render(const Diagnostic& diagnostic);

class DocumentError : public models::UserError {
 public:
  explicit DocumentError(Diagnostic diagnostic);
  const Diagnostic& diagnostic() const { return diagnostic_; }

 private:
  Diagnostic diagnostic_;
};

/// The candidate nearest to `word` by edit distance, or "" when none is near enough to be meant.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace systole::workloads
