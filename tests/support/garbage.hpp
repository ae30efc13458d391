// Texts damaged at random, the same for the same generator: what readers are fed with.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace systole::tests {

/// Texts that break parsers: YAML's indicators, numbers at the edges, bytes that are no text.
inline const std::vector<std::string>& splinters() {
  static const std::vector<std::string> list{"[",
                                             "]",
                                             "{",
                                             "}",
                                             ":",
                                             ": ",
                                             "- ",
                                             "? ",
                                             "\n",
                                             "\n\n",
                                             "\t",
                                             "  ",
                                             "#",
                                             "&a ",
                                             "*a",
                                             "!t ",
                                             "!!",
                                             "|",
                                             ">",
                                             "|-\n",
                                             "'",
                                             "\"",
                                             "\\",
                                             "%",
                                             "@",
                                             "`",
                                             "---",
                                             "...\n",
                                             "\r\n",
                                             "\r",
                                             "~",
                                             "null",
                                             "0",
                                             "-1",
                                             "1e99",
                                             ".inf",
                                             ".nan",
                                             "0x",
                                             "08",
                                             ",",
                                             ",,",
                                             "<<: ",
                                             "é",
                                             "值",
                                             "\xEF\xBB\xBF",
                                             "\xFF",
                                             "\x04",
                                             "\x7F",
                                             "%YAML 1.2\n",
                                             "%TAG ! !",
                                             "=",
                                             "\xC2\x85",
                                             "9223372036854775807",
                                             "9223372036854775808",
                                             "99999999999999999999 GiB",
                                             "0.00000000000000000001 B",
                                             "\"\\x00\"",
                                             "\"\\ud800\"",
                                             "\"\\U00110000\"",
                                             "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
                                             "{a: {a: {a: {a: "};
  return list;
}

/// Draws by remainder: the standard's distributions differ between libraries, and this corpus must not.
inline std::size_t below(std::mt19937_64& random, std::size_t limit) {
  return limit == 0 ? 0 : random() % limit;
}

inline std::string mutated(std::string text, std::mt19937_64& random) {
  const std::size_t edits = 1 + below(random, 4);
  for (std::size_t i = 0; i < edits; ++i) {
    const std::size_t at = below(random, text.size());
    const std::size_t length = std::min(text.size() - at, 1 + below(random, 24));
    switch (below(random, 6)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, splinters()[below(random, splinters().size())]);
        break;
      case 2:
        text.replace(at, length, splinters()[below(random, splinters().size())]);
        break;
      case 3:
        text.insert(below(random, text.size()), text.substr(at, length));
        break;
      case 4:
        text.resize(at);
        break;
      default:
        text.insert(at, 1, static_cast<char>(below(random, 256)));
    }
  }
  return text;
}

}  // namespace systole::tests
