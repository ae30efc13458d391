#include "workloads/tensors/npy_header.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

#include "models/errors.hpp"

namespace systole::workloads {

namespace {

using models::UserError;

constexpr std::string_view kMagic{"\x93NUMPY", 6};
constexpr std::size_t kPrefix = kMagic.size() + 4;  // magic, two bytes of version, two of length
constexpr std::size_t kMostAxes = 32;               // of numpy 1; numpy 2 has 64
constexpr std::string_view kSpace = " \t\r\n";

/// Type codes without byte order, by ElementType.
constexpr std::array<std::string_view, 10> kCodes{"i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"};

/// Reads the Python literal {'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }.
class DictionaryParser {
 public:
  explicit DictionaryParser(std::string_view text) : text_{text} {}

  NpyHeader parse() {
    bool descr = false;
    bool order = false;
    bool shape = false;
    expect('{', "the dictionary");
    while (!accept('}')) {
      const std::string_view key = quoted("a key");
      expect(':', "a value");
      if (key == "descr" && !descr) {
        descr = true;
        set_type(quoted("its type, which can be no structure,"));
      } else if (key == "fortran_order" && !order) {
        order = true;
        header_.fortran_order = boolean();
      } else if (key == "shape" && !shape) {
        shape = true;
        header_.shape = tuple();
      } else {
        fail("the unknown or repeated key '" + std::string{key.substr(0, 40)} + "'");
      }
      if (!accept(',') && peek() != '}') fail("no ',' or '}' after the value of '" + std::string{key} + "'");
    }
    skip_space();
    if (at_ != text_.size()) fail("text behind its dictionary");
    if (!descr || !order || !shape) fail("not all of 'descr', 'fortran_order' and 'shape'");
    return header_;
  }

 private:
  [[noreturn]] static void fail(const std::string& what) { throw UserError("its header has " + what); }

  void skip_space() { at_ = std::min(text_.find_first_not_of(kSpace, at_), text_.size()); }
  char peek() {
    skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c, std::string_view before) {
    if (!accept(c)) fail(std::string{"no '"} + c + "' before " + std::string{before});
  }
  std::string_view quoted(std::string_view what) {
    const char quote = peek();
    if (quote != '\'' && quote != '"')
      fail("no quotes around " + std::string{what} + " at byte " + std::to_string(at_));
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail("no quotes at the end of " + std::string{what});
    const std::string_view found = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return found;
  }
  bool boolean() {
    skip_space();
    for (const std::string_view word : {std::string_view{"True"}, std::string_view{"False"}}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return word == "True";
    }
    fail("a 'fortran_order' that is neither True nor False");
  }
  /// (), (2,) or (2, 3): Python needs the comma of a tuple of one.
  Shape tuple() {
    Shape shape;
    bool comma = true;
    expect('(', "the shape");
    while (!accept(')')) {
      if (!comma) fail("no ',' between the sizes of 'shape'");
      shape.push_back(size());
      if (shape.size() > kMostAxes) fail("more than " + std::to_string(kMostAxes) + " axes");
      comma = accept(',');
    }
    if (shape.size() == 1 && !comma) fail("a 'shape' that is a number, not a tuple");
    return shape;
  }
  std::int64_t size() {
    skip_space();
    std::int64_t size = 0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), size);
    if (error == std::errc::result_out_of_range) fail("a size above 2^63 - 1 in 'shape'");
    if (error != std::errc{}) fail("something in 'shape' that is no integer");
    if (size < 0) fail("the size " + std::to_string(size) + " in 'shape'");
    at_ = static_cast<std::size_t>(end - text_.data());
    return size;
  }
  void set_type(std::string_view descr) {
    const std::string_view code = descr.empty() ? descr : descr.substr(1);
    const auto found = std::find(kCodes.begin(), kCodes.end(), code);
    const bool ordered = !descr.empty() && std::string_view{"<>=|"}.find(descr[0]) != std::string_view::npos;
    if (descr == "|b1") {
      header_.type = ElementType::uint8;
    } else if (ordered && found != kCodes.end()) {
      header_.type = static_cast<ElementType>(found - kCodes.begin());
      header_.big_endian = descr[0] == '>';
    } else {
      throw UserError("its elements are of type '" + std::string{descr.substr(0, 40)} +
                      "'; known are bool, integers of 1 to 8 bytes, float32 and float64");
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  NpyHeader header_;
};

std::string shape_text(const Shape& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace

NpyHeader parse_npy_header(std::string_view file) {
  if (!file.starts_with(kMagic)) throw UserError("it does not begin as a .npy array does");
  if (file.size() < kPrefix)
    throw UserError("it ends within its header, after " + std::to_string(file.size()) + " bytes");
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(file[at])); };
  const std::size_t major = byte(6);
  const std::size_t minor = byte(7);
  if (major < 1 || major > 3 || minor != 0)
    throw UserError("its .npy version is " + std::to_string(major) + "." + std::to_string(minor) +
                    "; known are 1.0, 2.0 and 3.0");
  const std::size_t prefix = major == 1 ? kPrefix : kPrefix + 2;
  std::size_t length = byte(8) | byte(9) << 8U;
  if (major > 1 && file.size() >= prefix) length |= byte(10) << 16U | byte(11) << 24U;
  if (file.size() < prefix + length)
    throw UserError("it ends within its header, after " + std::to_string(file.size()) + " bytes");
  NpyHeader header = DictionaryParser{file.substr(prefix, length)}.parse();
  header.size = prefix + length;
  return header;
}

std::string npy_header(ElementType type, const Shape& shape) {
  if (shape.size() > kMostAxes) throw models::ModelError("an array has more axes than numpy reads");
  std::string text = std::string{"{'descr': '"} + (element_size(type) == 1 ? '|' : '<') +
                     std::string{kCodes.at(static_cast<std::size_t>(type))} +
                     "', 'fortran_order': False, 'shape': " + shape_text(shape) + ", }";
  // numpy leaves room for the first axis to grow to this many digits in place.
  constexpr std::size_t kGrowthDigits = 21;
  if (!shape.empty()) text.append(kGrowthDigits - std::to_string(shape[0]).size(), ' ');
  // A header that would just fit gets another 64 bytes: numpy's formula, kept for equal bytes.
  constexpr std::size_t kAlignment = 64;
  text.append(kAlignment - (kPrefix + text.size() + 1) % kAlignment, ' ');
  text += '\n';
  const std::string lengths{'\x01', '\x00', static_cast<char>(text.size() & 0xFFU),
                            static_cast<char>(text.size() >> 8U)};
  return std::string{kMagic} + lengths + text;
}

}  // namespace systole::workloads
