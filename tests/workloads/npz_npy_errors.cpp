#include "tests/workloads/npz_support.hpp"

using namespace systole::workloads;

namespace {

std::string error_of(const std::string& file) {
  return user_error([&] { parse_npy(file); });
}

std::string header_error(const std::string& header) {
  return error_of(npy_text(header, ""));
}

std::string type_error(const std::string& descr) {
  return header_error(dictionary(descr, "False", "(0,)"));
}

std::string shape_error(const std::string& shape) {
  return header_error(dictionary("'<i2'", "False", shape));
}

}  // namespace

TEST_CASE("what does not begin as an array is an error", "[npz]") {
  for (const std::string file : {"", "\x93NUM", "PK\x03\x04 and more"})
    CHECK(error_of(file) == "it does not begin as a .npy array does");
}

TEST_CASE("an unknown version is an error with the known ones", "[npz]") {
  std::string file = npy_text(dictionary("'|i1'", "False", "(0,)"), "");
  CHECK(parse_npy(file).bytes.empty());
  for (const auto& [major, minor] : {std::pair{0, 0}, {1, 1}, {4, 0}}) {
    file[6] = static_cast<char>(major);
    file[7] = static_cast<char>(minor);
    CHECK(error_of(file) == "its .npy version is " + std::to_string(major) + "." + std::to_string(minor) +
                                "; known are 1.0, 2.0 and 3.0");
  }
}

TEST_CASE("an array that ends within its header is an error wherever it ends", "[npz]") {
  const std::string header = dictionary("'|i1'", "False", "(0,)");
  const std::string second = std::string{"\x93NUMPY\x02\0", 8} + little_endian(header.size(), 4) + header;
  for (const std::string& file : {npy_text(header, ""), second})
    for (std::size_t size = 6; size < file.size(); ++size)
      CHECK(error_of(file.substr(0, size)) == "it ends within its header, after " + std::to_string(size) + " bytes");
  CHECK_THAT(error_of(std::string{"\x93NUMPY\x02\0\xFF\xFF\xFF\xFF{", 13}), Catch::Contains("after 13 bytes"));
}

TEST_CASE("a header that is no dictionary of the three keys is an error", "[npz]") {
  const std::string good = dictionary("'|i1'", "False", "(0,)");
  CHECK(header_error("") == "its header has no '{' before the dictionary");
  CHECK(header_error("{}") == "its header has not all of 'descr', 'fortran_order' and 'shape'");
  CHECK(header_error("{'descr': '|i1', 'shape': (0,)}") ==
        "its header has not all of 'descr', 'fortran_order' and 'shape'");
  CHECK(header_error("{'descr': '|i1', 'descr': '|i1'}") == "its header has the unknown or repeated key 'descr'");
  CHECK(header_error("{'colour': 'red'}") == "its header has the unknown or repeated key 'colour'");
  CHECK(header_error("{'descr' '|i1'}") == "its header has no ':' before a value");
  CHECK(header_error("{'descr': '|i1' 'shape': (0,)}") == "its header has no ',' or '}' after the value of 'descr'");
  CHECK(header_error("{descr: '|i1'}") == "its header has no quotes around a key at byte 1");
  CHECK(header_error("{'descr: }") == "its header has no quotes at the end of a key");
  CHECK(header_error(good + " import os") == "its header has text behind its dictionary");
  CHECK(header_error(good + std::string(1, '\0')) == "its header has text behind its dictionary");
  CHECK(header_error(good.substr(0, good.size() - 1)) ==
        "its header has no quotes around a key at byte " + std::to_string(good.size() - 1));
  CHECK(header_error(dictionary("'|i1'", "Maybe", "(0,)")) ==
        "its header has a 'fortran_order' that is neither True nor False");
}

TEST_CASE("elements of other types are an error with the known ones", "[npz]") {
  for (const char* type :
       {"|O", "|S5", "<U8", "<c8", "<c16", "<f2", "<f16", "<M8[s]", "|V3", "i2", "<", "", "<i3", "?"})
    CHECK(type_error("'" + std::string{type} + "'") ==
          "its elements are of type '" + std::string{type} +
              "'; known are bool, integers of 1 to 8 bytes, float32 and float64");
  CHECK(type_error("[('x', '<i4'), ('y', '<f4')]") ==
        "its header has no quotes around its type, which can be no structure, at byte 10");
}

TEST_CASE("a shape that is no tuple of sizes is an error", "[npz]") {
  CHECK(shape_error("3") == "its header has no '(' before the shape");
  CHECK(shape_error("(3)") == "its header has a 'shape' that is a number, not a tuple");
  CHECK(shape_error("(3 4)") == "its header has no ',' between the sizes of 'shape'");
  CHECK(shape_error("(-1,)") == "its header has the size -1 in 'shape'");
  CHECK(shape_error("(2.5,)") == "its header has no ',' between the sizes of 'shape'");
  CHECK(shape_error("(,)") == "its header has something in 'shape' that is no integer");
  CHECK(shape_error("(x,)") == "its header has something in 'shape' that is no integer");
  CHECK(shape_error("(9223372036854775808,)") == "its header has a size above 2^63 - 1 in 'shape'");
  std::string ones;
  for (int axis = 0; axis < 33; ++axis) ones += "1,";
  CHECK(shape_error("(" + ones + ")") == "its header has more than 32 axes");
}

TEST_CASE("data shorter or longer than the shape says is an error with both sizes", "[npz]") {
  const std::string header = dictionary("'<i2'", "False", "(2, 3)");
  CHECK(error_of(npy_text(header, std::string(11, 'x'))) ==
        "its shape 2x3 of int16 needs 12 bytes, but 11 follow its header");
  CHECK(error_of(npy_text(header, std::string(13, 'x'))) ==
        "its shape 2x3 of int16 needs 12 bytes, but 13 follow its header");
  CHECK(error_of(npy_text(dictionary("'<i2'", "False", "()"), "")) ==
        "its shape scalar of int16 needs 2 bytes, but 0 follow its header");
  CHECK(error_of(npy_text(dictionary("'<i2'", "False", "(0, 7)"), "x")) ==
        "its shape 0x7 of int16 needs 0 bytes, but 1 follow its header");
}

TEST_CASE("an absurd shape is an error before anything is allocated", "[npz]") {
  CHECK(shape_error("(1000000000000000000,)") ==
        "its shape 1000000000000000000 of int16 needs 2000000000000000000 bytes, but 0 follow its header");
  CHECK(shape_error("(4294967296, 4294967296)") ==
        "its shape 4294967296x4294967296 of int16 needs more than 2^63 bytes");
  CHECK(shape_error("(9223372036854775807,)") == "its shape 9223372036854775807 of int16 needs more than 2^63 bytes");
  // 2^64 bytes too many would be none in 64 bits.
  CHECK_THAT(error_of(npy_text(dictionary("'<i2'", "False", "(4611686018427387904, 4)"), "")),
             Catch::Contains("more than 2^63 bytes"));
}
