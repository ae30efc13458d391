// A small, strict reader of Value Change Dumps (IEEE 1364-2005 §18.2), written without a look at our writer: it refuses
// what a viewer might forgive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace systole::tests {

struct VcdChange {
  std::int64_t time = 0;
  std::uint64_t value = 0;

  bool operator==(const VcdChange&) const = default;
};

struct VcdVariable {
  std::string type;  // wire, reg …
  std::size_t bits = 0;
  std::vector<VcdChange> changes;  // the first is the initial value
};

struct Vcd {
  std::string version;
  std::string timescale;                         // "1ps"
  std::map<std::string, VcdVariable> variables;  // by path: "accelerator.load.busy"
  std::vector<std::int64_t> times;               // every time stamp, in order

  const std::vector<VcdChange>& changes(const std::string& path) const { return variables.at(path).changes; }

  /// The value that `path` has at `time`. \throws std::out_of_range before the first one.
  std::uint64_t at(const std::string& path, std::int64_t time) const {
    const VcdChange* last = nullptr;
    for (const auto& change : changes(path)) {
      if (change.time <= time) last = &change;
    }
    if (last == nullptr) throw std::out_of_range(path + " has no value yet");
    return last->value;
  }
};

class VcdReader {
 public:
  explicit VcdReader(std::istream& in) : in_{in} {}

  Vcd read() {
    std::string token;
    while (in_ >> token) {
      if (!body_) {
        header(token);
      } else {
        body(token);
      }
    }
    if (!body_) fail("no $enddefinitions");
    if (dumping_) fail("$dumpvars without $end");
    return vcd_;
  }

 private:
  [[noreturn]] static void fail(const std::string& what) { throw std::runtime_error("VCD: " + what); }

  std::vector<std::string> until_end() {
    std::vector<std::string> words;
    for (std::string word; in_ >> word;) {
      if (word == "$end") return words;
      words.push_back(word);
    }
    fail("a declaration without $end");
  }

  void header(const std::string& keyword) {
    const auto words = until_end();
    if (keyword == "$scope") {
      if (words.size() != 2) fail("$scope needs a type and a name");
      scopes_.push_back(words[1]);
    } else if (keyword == "$upscope") {
      if (scopes_.empty()) fail("$upscope without a scope");
      scopes_.pop_back();
    } else if (keyword == "$var") {
      declare(words);
    } else if (keyword == "$enddefinitions") {
      if (!scopes_.empty()) fail("a scope is open at $enddefinitions");
      body_ = true;
    } else if (keyword == "$version" || keyword == "$timescale") {
      auto& text = keyword == "$version" ? vcd_.version : vcd_.timescale;
      for (const auto& word : words) text += word;
    } else {
      fail("unknown declaration " + keyword);
    }
  }

  void declare(const std::vector<std::string>& words) {
    if (words.size() < 4 || words.size() > 5) fail("$var needs type, size, identifier, name and perhaps a range");
    std::string path;
    for (const auto& scope : scopes_) path += scope + ".";
    path += words[3];
    const auto bits = static_cast<std::size_t>(std::stoul(words[1]));
    std::string range = "[";
    range += std::to_string(bits - 1) + ":0]";
    if (words.size() == 5 && words[4] != range) fail("the range of " + path);
    if (!vcd_.variables.emplace(path, VcdVariable{words[0], bits, {}}).second) fail(path + " is declared twice");
    if (!paths_.emplace(words[2], path).second) fail("identifier " + words[2] + " is used twice");
  }

  void body(const std::string& token) {
    if (token[0] == '#') {
      const auto time = std::stoll(token.substr(1));
      if (!vcd_.times.empty() && time <= vcd_.times.back()) fail("time does not advance at " + token);
      vcd_.times.push_back(time);
    } else if (token == "$dumpvars") {
      dumping_ = true;
    } else if (token == "$end") {
      if (!dumping_) fail("$end without $dumpvars");
      dumping_ = false;
      for (const auto& [path, variable] : vcd_.variables) {
        if (variable.changes.empty()) fail(path + " has no initial value");
      }
    } else if (token[0] == 'b') {
      std::string id;
      in_ >> id;
      change(id, token.substr(1));
    } else {
      change(token.substr(1), token.substr(0, 1));
    }
  }

  void change(const std::string& id, const std::string& digits) {
    const auto path = paths_.find(id);
    if (path == paths_.end()) fail("identifier " + id + " is not declared");
    if (vcd_.times.empty()) fail("a value before the first time");
    auto& variable = vcd_.variables.at(path->second);
    if (digits.empty() || digits.size() > variable.bits) fail("the width of " + path->second);
    if (digits.find_first_not_of("01") != std::string::npos) fail("the value " + digits);
    const auto time = vcd_.times.back();
    if (!variable.changes.empty() && variable.changes.back().time == time) fail(path->second + " changes twice");
    const auto value = std::stoull(digits, nullptr, 2);
    if (!variable.changes.empty() && variable.changes.back().value == value) fail(path->second + " does not change");
    variable.changes.push_back({time, value});
  }

  std::istream& in_;
  Vcd vcd_;
  std::vector<std::string> scopes_;
  std::map<std::string, std::string> paths_;  // by identifier
  bool body_ = false;
  bool dumping_ = false;
};

/// \throws std::runtime_error for anything that the standard does not allow, and for a change that changes nothing.
inline Vcd read_vcd(std::istream& in) {
  return VcdReader{in}.read();
}

}  // namespace systole::tests
