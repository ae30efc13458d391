#include "tests/workloads/network_support.hpp"
#include "workloads/readers/scalesim_csv.hpp"

using namespace systole::workloads;

namespace {

const std::string kHeader =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n";

Diagnostic file_error(const std::string& text) {
  return diagnostic([&] { parse_scalesim_csv(text, "net.csv", "net"); });
}

Diagnostic row_error(const std::string& row) {
  return file_error(kHeader + "ok, 8, 8, 3, 3, 4, 5, 1,\n" + row);
}

}  // namespace

TEST_CASE("an empty topology is an error that shows the two headers", "[reader][D1]") {
  for (const char* text : {"", "\n\n", "\xEF\xBB\xBF", ",,,\n  \n"}) {
    const Diagnostic error = file_error(text);
    CHECK(error.code == "S001");
    CHECK_THAT(error.hint, Catch::Contains("IFMAP Height") && Catch::Contains("M, N, K"));
  }
}

TEST_CASE("a topology without a header is an error and loses no layer silently", "[reader][D1]") {
  CHECK(file_error("Conv1, 224, 224, 7, 7, 3, 64, 2,\nConv2, 8, 8, 3, 3, 4, 5, 1,\n").code == "S002");
  CHECK(file_error("name;ifmap height;ifmap width\n").code == "S002");
  CHECK(file_error("Layer,M,N\n1,2,3\n").code == "S002");
}

TEST_CASE("columns in another order are an error at the column", "[reader][D1]") {
  const Diagnostic error = file_error(
      "Layer name, IFMAP Height, IFMAP Width, Channels, Filter Height, Filter Width, Num Filter, Strides,\n");
  CHECK(error.code == "S002");
  CHECK(error.place.column == 40);
  CHECK(error.message == "column 4 of the header is 'Channels'");
}

TEST_CASE("a row with the wrong number of fields is an error with its line", "[reader][D1][T13]") {
  const Diagnostic error = row_error("short, 8, 8, 3, 3, 4, 5,\n");
  CHECK(error.code == "S003");
  CHECK(error.place.line == 3);
  CHECK(error.message == "the row has 7 fields");
  CHECK(row_error("long, 8, 8, 3, 3, 4, 5, 1, 9,\n").code == "S003");
  CHECK(file_error("Layer,M,N,K\na,1,2\n").code == "S003");
}

TEST_CASE("a field that is not an integer is an error at the field", "[reader][D1]") {
  const Diagnostic error = row_error("a, 8, 8, three, 3, 4, 5, 1,\n");
  CHECK(error.code == "S004");
  CHECK(error.place.line == 3);
  CHECK(error.place.column == 10);
  CHECK(error.message == "the filter height is 'three', which is not an integer");
  for (const char* bad : {"3.0", "+3", "0x3", "1e1", "3 3", ""}) {
    CHECK(row_error(std::string{"a, 8, 8, "} + bad + ", 3, 4, 5, 1,\n").code == "S004");
  }
}

TEST_CASE("zero, negative and absurd sizes are errors", "[reader][D1]") {
  for (const char* bad : {"0", "-3", "00", "1000000001", "99999999999999999999999999"}) {
    const Diagnostic error = row_error(std::string{"a, 8, 8, 3, 3, "} + bad + ", 5, 1,\n");
    CHECK(error.code == "S005");
    CHECK_THAT(error.message, Catch::Contains(bad));
  }
}

TEST_CASE("a filter larger than its ifmap is an error that explains the missing padding", "[reader][D1][T12]") {
  const Diagnostic error = row_error("a, 8, 2, 3, 3, 4, 5, 1,\n");
  CHECK(error.code == "S006");
  CHECK(error.message == "the filter (3) is larger than the ifmap (2)");
  CHECK_THAT(error.hint, Catch::Contains("padding"));
}

TEST_CASE("a layer beyond all limits is an error with its line", "[reader][D1]") {
  const Diagnostic error = row_error("a, 1000000000, 1000000000, 3, 3, 4, 5, 1,\n");
  CHECK(error.code == "S007");
  CHECK(error.place.line == 3);
  CHECK(file_error("Layer,M,N,K\na,1000000000,1000000000,1000000000\n").code == "S007");
}

TEST_CASE("a topology with a header only is an error", "[reader][D1]") {
  CHECK(file_error(kHeader).code == "S008");
}

TEST_CASE("a row without a name is an error", "[reader][D1]") {
  CHECK(row_error(", 8, 8, 3, 3, 4, 5, 1,\n").code == "S009");
}

TEST_CASE("a binary file is refused as such", "[reader][D1]") {
  CHECK_THAT(file_error(std::string{"PK\x03\x04\0\0", 6}).code, Catch::StartsWith("C"));
}
