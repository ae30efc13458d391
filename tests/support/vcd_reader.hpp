// A small, strict reader of Value Change Dumps (IEEE 1364-2005 §18.2), written without a look at our writer: it refuses
// what a viewer might forgive, and on request what only we promise.
#pragma once

#include <algorithm>
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
  bool unknown = false;  // x

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

  /// What `path` has at `time`. \throws std::out_of_range before the first one.
  const VcdChange& last_change(const std::string& path, std::int64_t time) const {
    const auto& all = changes(path);
    const auto next =
        std::upper_bound(all.begin(), all.end(), time, [](std::int64_t t, const VcdChange& c) { return t < c.time; });
    if (next == all.begin()) throw std::out_of_range(path + " has no value yet");
    return *(next - 1);
  }
  /// Its value. \throws std::out_of_range before the first one, and where it is x.
  std::uint64_t at(const std::string& path, std::int64_t time) const {
    const VcdChange& change = last_change(path, time);
    if (change.unknown) throw std::out_of_range(path + " is x");
    return change.value;
  }
  /// The value in two's complement of the `bits` that begin with bit `low`; 0: of all bits.
  std::int64_t signed_at(const std::string& path, std::int64_t time, std::size_t bits = 0, std::size_t low = 0) const {
    const std::size_t width = bits == 0 ? variables.at(path).bits : bits;
    const std::size_t above = 64 - low - width;
    return static_cast<std::int64_t>(at(path, time) << above) >> (above + low);
  }
  bool known_at(const std::string& path, std::int64_t time) const { return !last_change(path, time).unknown; }
};

/// Of another tool's files, the standard is all that is asked for: several names may share an identifier, and a value
/// may be written that does not change.
enum class VcdOrigin { ours, foreign };

class VcdReader {
 public:
  explicit VcdReader(std::istream& in, VcdOrigin origin = VcdOrigin::ours) : in_{in}, origin_{origin} {}

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
    } else if (origin_ == VcdOrigin::ours || (keyword != "$date" && keyword != "$comment")) {
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
    auto& paths = paths_[words[2]];
    if (!paths.empty() && origin_ == VcdOrigin::ours) fail("identifier " + words[2] + " is used twice");
    paths.push_back(path);
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
    const auto paths = paths_.find(id);
    if (paths == paths_.end()) fail("identifier " + id + " is not declared");
    if (vcd_.times.empty()) fail("a value before the first time");
    for (const auto& path : paths->second) change_path(path, digits);
  }

  void change_path(const std::string& path, const std::string& digits) {
    auto& variable = vcd_.variables.at(path);
    if (digits.empty() || digits.size() > variable.bits) fail("the width of " + path);
    const bool unknown = !digits.empty() && digits.find_first_not_of('x') == std::string::npos;
    if (!unknown && digits.find_first_not_of("01") != std::string::npos) fail("the value " + digits);
    const VcdChange now{vcd_.times.back(), unknown ? 0 : std::stoull(digits, nullptr, 2), unknown};
    if (!variable.changes.empty()) {
      const VcdChange& before = variable.changes.back();
      if (before.time == now.time) fail(path + " changes twice");
      if (before.value == now.value && before.unknown == now.unknown) {
        if (origin_ == VcdOrigin::foreign) return;
        fail(path + " does not change");
      }
    }
    variable.changes.push_back(now);
  }

  std::istream& in_;
  VcdOrigin origin_;
  Vcd vcd_;
  std::vector<std::string> scopes_;
  std::map<std::string, std::vector<std::string>> paths_;  // by identifier
  bool body_ = false;
  bool dumping_ = false;
};

/// \throws std::runtime_error for anything that the standard does not allow, and for a change that changes nothing.
inline Vcd read_vcd(std::istream& in, VcdOrigin origin = VcdOrigin::ours) {
  return VcdReader{in, origin}.read();
}

}  // namespace systole::tests
