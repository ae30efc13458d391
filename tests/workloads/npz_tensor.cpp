#include <cmath>
#include <limits>

#include "tests/workloads/npz_support.hpp"

using namespace systole::workloads;
using systole::models::ModelError;

namespace {

template <class T>
Tensor vector_of(const std::vector<T>& values) {
  return make_tensor<T>({static_cast<std::int64_t>(values.size())}, values);
}

template <class T>
void check_integers(ElementType type) {
  const std::vector<T> values{std::numeric_limits<T>::min(), 0, 1, 77, std::numeric_limits<T>::max()};
  const Tensor tensor = vector_of<T>(values);
  CHECK(tensor.type == type);
  CHECK(is_integer(type));
  CHECK(element_size(type) == sizeof(T));
  CHECK(tensor.bytes.size() == values.size() * sizeof(T));
  CHECK(integers(tensor) == std::vector<std::int64_t>(values.begin(), values.end()));
  CHECK(reals(tensor) == std::vector<double>(values.begin(), values.end()));
}

}  // namespace

TEST_CASE("a tensor gives back the integers that it was made of", "[npz]") {
  check_integers<std::int8_t>(ElementType::int8);
  check_integers<std::uint8_t>(ElementType::uint8);
  check_integers<std::int16_t>(ElementType::int16);
  check_integers<std::uint16_t>(ElementType::uint16);
  check_integers<std::int32_t>(ElementType::int32);
  check_integers<std::uint32_t>(ElementType::uint32);
  check_integers<std::int64_t>(ElementType::int64);
}

TEST_CASE("unsigned integers of 64 bits are given up to the largest signed one", "[npz]") {
  const std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
  CHECK(integers(vector_of<std::uint64_t>({0, largest})) ==
        std::vector<std::int64_t>{0, std::numeric_limits<std::int64_t>::max()});
  CHECK(user_error([&] {
          integers(vector_of<std::uint64_t>({0, largest + 1}));
        }) == "the integer 9223372036854775808 is too large; at most 2^63 - 1");
  CHECK(reals(vector_of<std::uint64_t>({largest + 1})) == std::vector<double>{std::ldexp(1.0, 63)});
}

TEST_CASE("real numbers are not integers", "[npz]") {
  CHECK(!is_integer(ElementType::float32));
  CHECK(!is_integer(ElementType::float64));
  CHECK(reals(vector_of<float>({-0.5F, 3})) == std::vector<double>{-0.5, 3});
  CHECK(reals(vector_of<double>({0.1, 1e300})) == std::vector<double>{0.1, 1e300});
  CHECK(user_error([] { integers(vector_of<float>({1})); }) == "found float32 elements, needs integers");
}

TEST_CASE("a tensor without axes has one element, one with an axis of zero has none", "[npz]") {
  const std::int32_t seven = 7;
  CHECK(integers(make_tensor<std::int32_t>({}, {&seven, 1})) == std::vector<std::int64_t>{7});
  CHECK(integers(make_tensor<std::int32_t>({4, 0}, {})).empty());
}

TEST_CASE("a tensor with more or fewer values than its shape is a fault of ours", "[npz]") {
  const std::vector<std::int16_t> values(6);
  CHECK_NOTHROW(make_tensor<std::int16_t>({2, 3}, values));
  CHECK_THROWS_AS(make_tensor<std::int16_t>({2, 2}, values), ModelError);
  CHECK_THROWS_AS(make_tensor<std::int16_t>({7}, values), ModelError);
  CHECK_THROWS_AS(make_tensor<std::int16_t>({-2, -3}, values), ModelError);
  CHECK_THROWS_AS(make_tensor<std::int16_t>({}, {}), ModelError);
  CHECK_THROWS_AS(npy_bytes({ElementType::int16, {2, 3}, std::vector<std::byte>(11)}), ModelError);
}
