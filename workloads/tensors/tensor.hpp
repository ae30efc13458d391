// An array of numbers with its type and shape, as files hold it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "workloads/network/layer.hpp"

namespace systole::workloads {

enum class ElementType : std::uint8_t { int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64 };

std::size_t element_size(ElementType type);
std::string_view element_name(ElementType type);  // "int8"
bool is_integer(ElementType type);

/// Elements in C order, little endian. An empty shape is a scalar.
struct Tensor {
  ElementType type = ElementType::int8;
  Shape shape;
  std::vector<std::byte> bytes;

  bool operator==(const Tensor&) const = default;
};

/// Bytes of an array of this type and shape. Throws models::UserError when they do not fit 63 bits, models::ModelError
/// for a negative size.
std::size_t byte_count(ElementType type, const Shape& shape);

template <class T>
concept Element = std::is_arithmetic_v<T> && sizeof(T) <= 8;

template <Element T>
constexpr ElementType element_type_of() {
  if (std::is_floating_point_v<T>) return sizeof(T) == 4 ? ElementType::float32 : ElementType::float64;
  const int size = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 2 : sizeof(T) == 4 ? 4 : 6;
  return static_cast<ElementType>(size + (std::is_signed_v<T> ? 0 : 1));
}

/// Throws models::ModelError when there are more or fewer bytes than the shape needs.
Tensor make_tensor(ElementType type, Shape shape, std::span<const std::byte> bytes);

/// As many values as the shape has elements; a ModelError otherwise. bool becomes uint8.
template <Element T>
Tensor make_tensor(Shape shape, std::span<const T> values) {
  return make_tensor(element_type_of<T>(), std::move(shape), std::as_bytes(values));
}

/// The elements as integers. Throws models::UserError for floats and for what 64 bits with a sign do not hold.
std::vector<std::int64_t> integers(const Tensor& tensor);
/// The elements as real numbers; integers of more than 53 bits are rounded.
std::vector<double> reals(const Tensor& tensor);

}  // namespace systole::workloads
