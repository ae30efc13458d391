#include "workloads/tensors/tensor.hpp"

#include <array>
#include <limits>
#include <string>

#include "models/errors.hpp"

namespace systole::workloads {

namespace {

template <class T, class Out>
void convert(const Tensor& tensor, std::vector<Out>& out) {
  out.resize(tensor.bytes.size() / sizeof(T));
  for (std::size_t i = 0; i < out.size(); ++i) {
    T value;
    std::memcpy(&value, tensor.bytes.data() + i * sizeof(T), sizeof(T));
    if constexpr (std::is_same_v<T, std::uint64_t> && std::is_same_v<Out, std::int64_t>) {
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        throw models::UserError("the integer " + std::to_string(value) + " is too large");
    }
    out[i] = static_cast<Out>(value);
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

std::vector<std::int64_t> integers(const Tensor& tensor) {
  if (!is_integer(tensor.type))
    throw models::UserError("found " + std::string{element_name(tensor.type)} + " elements, needs integers");
  return converted<std::int64_t>(tensor);
}

std::vector<double> reals(const Tensor& tensor) {
  return converted<double>(tensor);
}

}  // namespace systole::workloads
