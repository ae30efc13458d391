#include "workloads/tensors/npy.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <numeric>
#include <optional>
#include <string_view>

#include "models/errors.hpp"

namespace systole::workloads {

namespace {

using models::UserError;

constexpr std::string_view kMagic{"\x93NUMPY", 6};
constexpr std::size_t kMostAxes = 32;

/// Type codes without byte order, by ElementType.
constexpr std::array<std::string_view, 10> kCodes{"i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"};

struct Header {
  ElementType type = ElementType::int8;
  bool big_endian = false;
  bool fortran_order = false;
  Shape shape;
};

/// Reads the Python literal {'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }.
class HeaderParser {
 public:
  explicit HeaderParser(std::string_view text) : text_{text} {}

  Header parse() {
    Header header;
    bool descr = false;
    bool order = false;
    bool shape = false;
    expect('{');
    while (!accept('}')) {
      const std::string_view key = quoted();
      expect(':');
      if (key == "descr" && !descr) {
        descr = true;
        parse_type(quoted(), header);
      } else if (key == "fortran_order" && !order) {
        order = true;
        header.fortran_order = boolean();
      } else if (key == "shape" && !shape) {
        shape = true;
        header.shape = tuple();
      } else {
        fail("an unknown or repeated key '" + std::string{key} + "'");
      }
      if (!accept(',') && peek() != '}') fail("no ',' or '}' after a value");
    }
    if (peek() != '\0') fail("text behind it");
    if (!descr || !order || !shape) fail("no 'descr', 'fortran_order' or 'shape'");
    return header;
  }

 private:
  [[noreturn]] static void fail(const std::string& what) { throw UserError("its header has " + what); }

  char peek() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail(std::string{"no '"} + c + "' where one must be");
  }
  std::string_view quoted() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') fail("a value that is not text, as of a structured type");
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail("text without an end");
    const std::string_view found = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return found;
  }
  bool boolean() {
    peek();
    for (const std::string_view word : {std::string_view{"True"}, std::string_view{"False"}}) {
      if (text_.substr(at_, word.size()) != word) continue;
      at_ += word.size();
      return word == "True";
    }
    fail("a 'fortran_order' that is neither True nor False");
  }
  Shape tuple() {
    Shape shape;
    expect('(');
    while (!accept(')')) {
      peek();
      std::int64_t size = 0;
      const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), size);
      if (error != std::errc{} || size < 0) fail("a 'shape' that is no list of sizes");
      at_ = static_cast<std::size_t>(end - text_.data());
      shape.push_back(size);
      if (shape.size() > kMostAxes) fail("more than 32 axes");
      if (!accept(',') && peek() != ')') fail("no ',' or ')' after a size");
    }
    return shape;
  }
  static void parse_type(std::string_view descr, Header& header) {
    const std::string_view code = descr.size() > 1 ? descr.substr(1) : std::string_view{};
    const auto found = std::find(kCodes.begin(), kCodes.end(), code);
    header.big_endian = !descr.empty() && descr[0] == '>';
    if (descr == "|b1") {
      header.type = ElementType::uint8;
    } else if (found != kCodes.end() && std::string_view{"<>=|"}.find(descr[0]) != std::string_view::npos) {
      header.type = static_cast<ElementType>(found - kCodes.begin());
    } else {
      throw UserError("its elements are of type '" + std::string{descr.substr(0, 40)} +
                      "'; known are integers of 1 to 8 bytes, float32, float64 and bool");
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// Elements of a shape, if their bytes are exactly `bytes`.
std::optional<std::size_t> elements_in(const Shape& shape, std::size_t size, std::size_t bytes) {
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) {
    if (bytes != 0) return std::nullopt;
    return 0;
  }
  std::size_t count = 1;
  for (const std::int64_t axis : shape) {
    if (static_cast<std::size_t>(axis) > bytes / count) return std::nullopt;
    count *= static_cast<std::size_t>(axis);
  }
  if (count != bytes / size || bytes % size != 0) return std::nullopt;
  return count;
}

/// Fortran order: the first axis is the fastest.
void to_c_order(Tensor& tensor, std::size_t count) {
  const std::size_t size = element_size(tensor.type);
  const std::vector<std::byte> from = tensor.bytes;
  std::vector<std::size_t> index(tensor.shape.size());
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t to = 0;
    for (std::size_t axis = 0; axis < index.size(); ++axis)
      to = to * static_cast<std::size_t>(tensor.shape[axis]) + index[axis];
    std::memcpy(tensor.bytes.data() + to * size, from.data() + i * size, size);
    for (std::size_t axis = 0; axis < index.size(); ++axis) {
      if (++index[axis] < static_cast<std::size_t>(tensor.shape[axis])) break;
      index[axis] = 0;
    }
  }
}

}  // namespace

Tensor parse_npy(std::span<const std::byte> file) {
  const std::string_view text{reinterpret_cast<const char*>(file.data()), file.size()};
  if (text.size() < 10 || text.substr(0, kMagic.size()) != kMagic) throw UserError("it is no .npy array");
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(text[at])); };
  const std::size_t version = byte(6);
  if (version < 1 || version > 3)
    throw UserError("its .npy version is " + std::to_string(version) + "; known are 1 to 3");
  const std::size_t prefix = version == 1 ? 10 : 12;
  if (text.size() < prefix) throw UserError("it ends within its header");
  std::size_t length = byte(8) | byte(9) << 8U;
  if (version > 1) length |= byte(10) << 16U | byte(11) << 24U;
  if (length > text.size() - prefix) throw UserError("it ends within its header");
  const Header header = HeaderParser{text.substr(prefix, length)}.parse();

  const auto data = file.subspan(prefix + length);
  const std::size_t size = element_size(header.type);
  const auto count = elements_in(header.shape, size, data.size());
  if (!count)
    throw UserError("its shape " + to_string(header.shape) + " of " + std::string{element_name(header.type)} +
                    " does not fit its " + std::to_string(data.size()) + " bytes");
  Tensor tensor{header.type, header.shape, {data.begin(), data.end()}};
  if (header.big_endian)
    for (std::size_t i = 0; i < *count; ++i)
      std::reverse(tensor.bytes.begin() + static_cast<std::ptrdiff_t>(i * size),
                   tensor.bytes.begin() + static_cast<std::ptrdiff_t>((i + 1) * size));
  if (header.fortran_order && header.shape.size() > 1) to_c_order(tensor, *count);
  return tensor;
}

std::vector<std::byte> npy_bytes(const Tensor& tensor) {
  const bool single = element_size(tensor.type) == 1;
  std::string header = std::string{"{'descr': '"} + (single ? '|' : '<') +
                       std::string{kCodes[static_cast<std::size_t>(tensor.type)]} +
                       "', 'fortran_order': False, 'shape': (";
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) header += (i > 0 ? ", " : "") + std::to_string(tensor.shape[i]);
  header += tensor.shape.size() == 1 ? ",), }" : "), }";
  constexpr std::size_t kPrefix = 10;
  constexpr std::size_t kAlignment = 64;
  header.append(kAlignment - 1 - (kPrefix + header.size()) % kAlignment, ' ');
  header += '\n';
  std::string file{kMagic};
  file += {'\x01', '\x00', static_cast<char>(header.size() & 0xFFU), static_cast<char>(header.size() >> 8U)};
  file += header;
  std::vector<std::byte> bytes(file.size());
  std::memcpy(bytes.data(), file.data(), file.size());
  bytes.insert(bytes.end(), tensor.bytes.begin(), tensor.bytes.end());
  return bytes;
}

}  // namespace systole::workloads
