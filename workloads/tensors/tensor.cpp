#include "workloads/tensors/tensor.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <string>

#include "models/errors.hpp"

namespace systole::workloads {

namespace {

// Bytes are little endian as in files: they are copied from and to numbers as they are.
static_assert(std::endian::native == std::endian::little);

template <class T, class Out>
void convert(const Tensor& tensor, std::vector<Out>& out) {
  out.resize(tensor.bytes.size() / sizeof(T));
  for (std::size_t i = 0; i < out.size(); ++i) {
    T value;
    std::memcpy(&value, tensor.bytes.data() + i * sizeof(T), sizeof(T));
    if constexpr (std::is_same_v<T, std::uint64_t> && std::is_same_v<Out, std::int64_t>) {
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        throw models::UserError("the integer " + std::to_string(value) + " is too large; at most 2^63 - 1");
    }
    out[i] = static_cast<Out>(value);  // NOLINT(bugprone-signed-char-misuse): int8 is a number here
  }
}

template <class Out>
std::vector<Out> converted(const Tensor& tensor) {
  std::vector<Out> out;
  switch (tensor.type) {
    case ElementType::int8:
      convert<std::int8_t>(tensor, out);
      break;
    case ElementType::uint8:
      convert<std::uint8_t>(tensor, out);
      break;
    case ElementType::int16:
      convert<std::int16_t>(tensor, out);
      break;
    case ElementType::uint16:
      convert<std::uint16_t>(tensor, out);
      break;
    case ElementType::int32:
      convert<std::int32_t>(tensor, out);
      break;
    case ElementType::uint32:
      convert<std::uint32_t>(tensor, out);
      break;
    case ElementType::int64:
      convert<std::int64_t>(tensor, out);
      break;
    case ElementType::uint64:
      convert<std::uint64_t>(tensor, out);
      break;
    case ElementType::float32:
      convert<float>(tensor, out);
      break;
    case ElementType::float64:
      convert<double>(tensor, out);
      break;
  }
  return out;
}

}  // namespace

std::size_t element_size(ElementType type) {
  constexpr std::array<std::size_t, 10> kSizes{1, 1, 2, 2, 4, 4, 8, 8, 4, 8};
  return kSizes[static_cast<std::size_t>(type)];
}

std::string_view element_name(ElementType type) {
  constexpr std::array<std::string_view, 10> kNames{"int8",   "uint8", "int16",  "uint16",  "int32",
                                                    "uint32", "int64", "uint64", "float32", "float64"};
  return kNames[static_cast<std::size_t>(type)];
}

bool is_integer(ElementType type) {
  return type != ElementType::float32 && type != ElementType::float64;
}

std::size_t byte_count(ElementType type, const Shape& shape) {
  if (std::any_of(shape.begin(), shape.end(), [](std::int64_t size) { return size < 0; }))
    throw models::ModelError("an array has a negative size: " + to_string(shape));
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
  auto bytes = static_cast<std::int64_t>(element_size(type));
  for (const std::int64_t size : shape)
    if (__builtin_mul_overflow(bytes, size, &bytes))
      throw models::UserError("its shape " + to_string(shape) + " of " + std::string{element_name(type)} +
                              " needs more than 2^63 bytes");
  return static_cast<std::size_t>(bytes);
}

Tensor make_tensor(ElementType type, Shape shape, std::span<const std::byte> bytes) {
  if (byte_count(type, shape) != bytes.size())
    throw models::ModelError("an array of " + to_string(shape) + " " + std::string{element_name(type)} + " is given " +
                             std::to_string(bytes.size()) + " bytes");
  return {type, std::move(shape), {bytes.begin(), bytes.end()}};
}

std::vector<std::int64_t> integers(const Tensor& tensor) {
  if (!is_integer(tensor.type))
    throw models::UserError("found " + std::string{element_name(tensor.type)} + " elements, needs integers");
  return converted<std::int64_t>(tensor);
}

std::vector<double> reals(const Tensor& tensor) {
  return converted<double>(tensor);
}

}  // namespace systole::workloads
