#include "tests/support/temporary_directory.hpp"
#include "tests/workloads/document_support.hpp"

using namespace systole::tests;

namespace {

std::string code(const std::string& text) {
  return document_error(text).code;
}

}  // namespace

TEST_CASE("a key that appears twice is an error at its second place", "[CFG]") {
  const auto error = document_error("a: 1\nb: {c: 1, c: 2}\n");
  CHECK(error.code == "C003");
  CHECK(error.place.line == 2);
  CHECK(error.place.column == 11);
  CHECK_THAT(error.hint, Catch::Contains("line 2"));
}

TEST_CASE("the same key in two sections is no duplicate", "[CFG]") {
  CHECK_NOTHROW(systole::workloads::parse_document("a: {c: 1}\nb: {c: 2}\n", "a.yaml"));
}

TEST_CASE("anchors, aliases and tags are errors", "[CFG]") {
  CHECK(code("a: &x 1\n") == "C011");
  CHECK(code("a: &x {b: 1}\n") == "C011");
  CHECK(code("a: *x\n") == "C011");
  CHECK(code("a: !!int 1\n") == "C011");
  CHECK(code("a: ! 1\n") == "C011");
  CHECK(code("!mine\na: 1\n") == "C011");
}

TEST_CASE("a second document is an error", "[CFG]") {
  CHECK(code("a: 1\n---\nb: 2\n") == "C011");
  CHECK(code("a: 1\n---\n") == "C011");
  CHECK_NOTHROW(systole::workloads::parse_document("---\na: 1\n...\n", "a.yaml"));
}

TEST_CASE("nesting is accepted to depth 32 and refused beyond", "[CFG]") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK_NOTHROW(systole::workloads::parse_document(nested(32), "a.yaml"));
  CHECK(code(nested(33)) == "C011");
  CHECK(code(nested(100000)) == "C011");
}

TEST_CASE("a list or a map as a key is an error", "[CFG]") {
  CHECK(code("? [a, b]\n: 1\n") == "C006");
  CHECK(code("{a: 1}: 2\n") == "C006");
  CHECK(code(": 1\n") == "C006");
}

TEST_CASE("broken YAML is an error with its place", "[CFG]") {
  CHECK(code("a: [1, 2\n") == "C002");
  CHECK(code("a: [1, [2\n") == "C002");
  CHECK(code("a: \"x\n") == "C002");
  CHECK(code("a: 'x\nb: 1\n") == "C002");
  CHECK(code("a: b: c\n") == "C002");
  CHECK(code("- a\nb: 1\n") == "C002");
  CHECK(code("a: @x\n") == "C002");
  CHECK(document_error("a:\n  b: 1\n c: 2\n").place.line == 3);
}

TEST_CASE("a tab in indentation is an error, a tab elsewhere is not", "[CFG]") {
  CHECK(code("a:\n\tb: 1\n") == "C002");
  CHECK(code("a:\n  \tb: 1\n") == "C002");
  CHECK(systole::workloads::parse_document("a:\t1\t# x\n\t\n", "a.yaml").find("a")->text == "1");
}

TEST_CASE("bytes that are no text are an error and are not printed", "[CFG]") {
  using namespace std::string_literals;
  CHECK(code("a: \0b"s) == "C012");
  CHECK(code("a: \x04") == "C012");
  CHECK(code("a: \x1b[31m") == "C012");
  for (const std::string bad :
       {"\xFF", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xC3", "\x80"}) {
    const auto error = document_error("a: " + bad);
    CHECK(error.code == "C012");
    CHECK(error.place.column == 4);
    CHECK(error.place.source_line.empty());
  }
}

TEST_CASE("an empty document is an error", "[CFG]") {
  CHECK(code("") == "C012");
  CHECK(code("\n\n") == "C012");
  CHECK(code("# only a comment\n") == "C012");
}

TEST_CASE("a file that is missing or a directory is an error with the path as given", "[CFG]") {
  const TemporaryDirectory directory;
  const std::string missing = (directory / "none.yaml").string();
  const auto error = diagnostic_of([&] { systole::workloads::read_document(missing); });
  CHECK(error.code == "C001");
  CHECK(error.place.origin == missing);
  CHECK(diagnostic_of([&] { systole::workloads::read_document(directory.path().string()); }).code == "C001");
}

TEST_CASE("a file is read with its path as the origin of places", "[CFG]") {
  const TemporaryDirectory directory;
  const std::string path = (directory / "a.yaml").string();
  write_text(path, "a: 1\n");
  CHECK(systole::workloads::read_document(path).find("a")->place.origin == path);
  CHECK(systole::workloads::read_text_file(path) == "a: 1\n");
}
