#include <bit>

#include "tests/workloads/npz_support.hpp"

using namespace systole::workloads;

namespace {

std::string written_header(const Shape& shape) {
  const Tensor tensor{ElementType::float32, shape, std::vector<std::byte>(byte_count(ElementType::float32, shape))};
  const std::string file = npy_file(tensor);
  return file.substr(0, file.size() - tensor.bytes.size());
}

std::string padded(const std::string& text, std::size_t size) {
  return text + std::string(size - text.size() - 1, ' ') + "\n";
}

}  // namespace

TEST_CASE("an array is written byte for byte as numpy writes it", "[npz]") {
  const std::vector<std::int16_t> values{0, 1, 2, -1, -2, 256};
  const std::string head{"\x93NUMPY\x01\x00v\x00{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }", 70 - 1};
  CHECK(npy_file(make_tensor<std::int16_t>({2, 3}, values)) ==
        padded(head, 128) + from_hex("000001000200fffffeff0001"));
  const std::uint8_t one = 1;
  const std::string scalar{"\x93NUMPY\x01\x00v\x00{'descr': '|u1', 'fortran_order': False, 'shape': (), }", 65};
  CHECK(npy_file(make_tensor<std::uint8_t>({}, {&one, 1})) == padded(scalar, 128) + "\x01");
}

TEST_CASE("a header keeps room for the first axis to grow as numpy does", "[npz]") {
  // Lengths by numpy 1.24: 117 characters fit 128 bytes with the growth, one more and an exact fit do not.
  CHECK(written_header(Shape(13, 1)).size() == 128);
  CHECK(written_header(Shape(14, 1)).size() == 128);
  Shape exact(14, 1);
  exact.back() = 100;
  CHECK(written_header(exact).size() == 192);
  CHECK(written_header(Shape(16, 1)).size() == 192);
  Shape first(13, 1);
  first.front() = 100;  // digits that are there need no room
  CHECK(written_header(first).size() == 128);
}

TEST_CASE("an array of one axis is written with the comma of a tuple", "[npz]") {
  CHECK_THAT(written_header({5}), Catch::Contains("'shape': (5,), }"));
}

TEST_CASE("headers of versions 1, 2 and 3 are read", "[npz]") {
  const std::string header = dictionary("'<i2'", "False", "(2,)");
  const std::string data = from_hex("01000200");
  const std::vector<std::int64_t> expected{1, 2};
  CHECK(integers(parse_npy(npy_text(header, data))) == expected);
  for (const char version : {'\x02', '\x03'}) {
    const std::string file =
        std::string{"\x93NUMPY"} + version + '\0' + little_endian(header.size(), 4) + header + data;
    CHECK(integers(parse_npy(file)) == expected);
  }
}

TEST_CASE("a long header of version 2 is read", "[npz]") {
  const std::string header = dictionary("'|i1'", "False", "(1,)") + std::string(70000, ' ') + "\n";
  const std::string file =
      std::string{"\x93NUMPY\x02\0", 8} + little_endian(header.size(), 4) + header + std::string{"\x05"};
  CHECK(integers(parse_npy(file)) == std::vector<std::int64_t>{5});
}

TEST_CASE("the header's keys may come in any order and spacing", "[npz]") {
  CHECK(parse_npy(npy_text(R"({"shape":( 2 ,1 ),"fortran_order":False,"descr":"|u1"})", "ab")).shape == Shape{2, 1});
  CHECK(parse_npy(npy_text("  { 'shape' : () , 'descr' : '<f8' ,\n'fortran_order':True } \n", std::string(8, '\0')))
            .shape.empty());
}

TEST_CASE("big-endian arrays are turned round", "[npz]") {
  const auto parsed = [](const char* descr, const char* hex) {
    return parse_npy(npy_text(dictionary(descr, "False", "(2,)"), from_hex(hex)));
  };
  CHECK(integers(parsed("'>i2'", "0102fffe")) == std::vector<std::int64_t>{0x102, -2});
  CHECK(integers(parsed("'>u4'", "00000001ffffffff")) == std::vector<std::int64_t>{1, 0xFFFFFFFF});
  CHECK(integers(parsed("'>i8'", "0000000000000003fffffffffffffffd")) == std::vector<std::int64_t>{3, -3});
  CHECK(reals(parsed("'>f4'", "3f000000c0800000")) == std::vector<double>{0.5, -4});
  CHECK(reals(parsed("'>f8'", "3fe0000000000000c010000000000000")) == std::vector<double>{0.5, -4});
}

TEST_CASE("arrays in Fortran order are turned into C order", "[npz]") {
  const auto parsed = [](const char* shape, const std::string& data) {
    return integers(parse_npy(npy_text(dictionary("'|i1'", "True", shape), data)));
  };
  const std::string six = from_hex("000102030405");
  CHECK(parsed("(2, 3)", six) == std::vector<std::int64_t>{0, 2, 4, 1, 3, 5});
  CHECK(parsed("(3, 1, 2)", six) == std::vector<std::int64_t>{0, 3, 1, 4, 2, 5});
  CHECK(parsed("(6,)", six) == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5});
  CHECK(parsed("(2, 2, 2)", six + from_hex("0607")) == std::vector<std::int64_t>{0, 4, 2, 6, 1, 5, 3, 7});
  CHECK(parsed("(0, 3)", "").empty());
  const Tensor both = parse_npy(npy_text(dictionary("'>i2'", "True", "(2, 2)"), from_hex("0001000200030004")));
  CHECK(integers(both) == std::vector<std::int64_t>{1, 3, 2, 4});
}

TEST_CASE("booleans are read as bytes", "[npz]") {
  const Tensor flags = parse_npy(npy_text(dictionary("'|b1'", "False", "(2,)"), from_hex("0001")));
  CHECK(flags.type == ElementType::uint8);
  CHECK(integers(flags) == std::vector<std::int64_t>{0, 1});
}
