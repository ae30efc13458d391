#include "tests/workloads/document_support.hpp"

using systole::workloads::Diagnostic;
using systole::workloads::Place;
using systole::workloads::render;

TEST_CASE("a diagnostic shows place, code, message, source line, caret and hint", "[CFG]") {
  const Place place{"configs/edge.yaml", 7, 5, 6, "    colums: 16"};
  CHECK(render({"C004", place, "unknown key 'array.colums'", "did you mean 'cols'?"}) ==
        "configs/edge.yaml:7:5: error[C004]: unknown key 'array.colums'\n"
        "    7 |     colums: 16\n"
        "      |     ^~~~~~ did you mean 'cols'?");
}

TEST_CASE("a diagnostic without a line shows its origin only", "[CFG]") {
  CHECK(render({"C001", {"a.yaml", 0, 0, 1, ""}, "no such file", "check the path"}) ==
        "a.yaml: error[C001]: no such file\n"
        "      | check the path");
  CHECK(render({"C001", {"a.yaml", 0, 0, 1, ""}, "no such file", ""}) == "a.yaml: error[C001]: no such file");
}

TEST_CASE("a diagnostic of an override points into the override", "[CFG]") {
  CHECK(render({"C004", {"--set", 0, 7, 4, "array.rosw=3"}, "unknown key", "hint"}) ==
        "--set: error[C004]: unknown key\n"
        "      | array.rosw=3\n"
        "      |       ^~~~ hint");
}

TEST_CASE("tabs do not misplace the caret", "[CFG]") {
  CHECK(render({"C009", {"a.yaml", 1, 4, 2, "a:\t12"}, "m", ""}) ==
        "a.yaml:1:4: error[C009]: m\n"
        "    1 | a:    12\n"
        "      |       ^~");
}

TEST_CASE("wide characters do not misplace the caret", "[CFG]") {
  CHECK(render({"C009", {"a.yaml", 1, 5, 1, "值值: 1"}, "m", ""}) ==
        "a.yaml:1:5: error[C009]: m\n"
        "    1 | 值值: 1\n"
        "      |       ^");
}

TEST_CASE("a long source line is cut around its column", "[CFG]") {
  const std::string line = std::string(200, 'a') + "X" + std::string(200, 'b');
  const std::string text = render({"C009", {"a.yaml", 1, 201, 1, line}, "m", "hint"});
  CHECK(text == "a.yaml:1:201: error[C009]: m\n    1 | ..." + std::string(50, 'a') + "X" + std::string(49, 'b') +
                    "...\n      | " + std::string(53, ' ') + "^ hint");
}

TEST_CASE("a caret stays within reach of a line that is shorter than its column", "[CFG]") {
  CHECK(render({"C002", {"a.yaml", 1, 99, 40, "ab"}, "m", ""}) ==
        "a.yaml:1:99: error[C002]: m\n"
        "    1 | ab\n"
        "      |   ^");
}
