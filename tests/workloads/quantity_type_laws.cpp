#include <catch2/catch.hpp>
#include <type_traits>

#include "models/units.hpp"

using namespace systole::models;

namespace {

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Subtractable = requires(A a, B b) {
  a - b;
};
template <class A, class B>
concept Multipliable = requires(A a, B b) {
  a* b;
};
template <class A, class B>
concept Comparable = requires(A a, B b) {
  a < b;
};
template <class A, class B>
concept Equatable = requires(A a, B b) {
  a == b;
};
template <class A, class B>
concept Assignable = requires(A a, B b) {
  a += b;
};

}  // namespace

TEST_CASE("quantities of one unit add up and compare", "[CFG]") {
  STATIC_REQUIRE(Addable<Bytes, Bytes>);
  STATIC_REQUIRE(Subtractable<Cycles, Cycles>);
  STATIC_REQUIRE(Comparable<Picoseconds, Picoseconds>);
  STATIC_REQUIRE(Multipliable<Bytes, std::int64_t>);
  STATIC_REQUIRE(Multipliable<std::int64_t, Bytes>);
  STATIC_REQUIRE(Bytes{2} + Bytes{3} == Bytes{5});
}

TEST_CASE("quantities of different units do not mix", "[CFG]") {
  STATIC_REQUIRE_FALSE(Addable<Bytes, Cycles>);
  STATIC_REQUIRE_FALSE(Subtractable<Bytes, Cycles>);
  STATIC_REQUIRE_FALSE(Comparable<Bytes, Cycles>);
  STATIC_REQUIRE_FALSE(Equatable<Hertz, Picoseconds>);
  STATIC_REQUIRE_FALSE(Assignable<BytesPerSecond, Bytes>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Bytes, Cycles>);
}

TEST_CASE("quantities and bare numbers do not mix silently", "[CFG]") {
  STATIC_REQUIRE_FALSE(Addable<Bytes, std::int64_t>);
  STATIC_REQUIRE_FALSE(Addable<std::int64_t, Cycles>);
  STATIC_REQUIRE_FALSE(Comparable<Bytes, std::int64_t>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<std::int64_t, Bytes>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Bytes, std::int64_t>);
}

TEST_CASE("two quantities have no product", "[CFG]") {
  STATIC_REQUIRE_FALSE(Multipliable<Bytes, Bytes>);
  STATIC_REQUIRE_FALSE(Multipliable<Bytes, Cycles>);
}
