#include "workloads/document/document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include "workloads/document/source.hpp"
#include "workloads/document/text.hpp"

namespace systole::workloads {
namespace {

constexpr std::size_t kDeepest = 32;

Spot spot(const YAML::Mark& mark) {
  return {mark.line, mark.column};
}

[[noreturn]] void fail(const char* code, Place place, std::string message, std::string hint) {
  throw DocumentError{{code, std::move(place), std::move(message), std::move(hint)}};
}

/// Builds the tree from yaml-cpp's events and refuses what our files must not hold.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(const Source& source) : source_{source} {}

  bool started() const { return started_; }
  Node take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (started_ && source_.rest_of_line(spot(mark)).substr(0, 3) != "---") {
      fail("C002", source_.place(spot(mark)), "not valid YAML: this belongs neither to the list nor to the map above",
           "keys and items of one level start in the same column");
    }
    if (started_) {
      fail("C011", source_.place(spot(mark), 3), "a second YAML document starts here",
           "one file describes one thing: remove the '---' or split the file");
    }
    started_ = true;
  }
  void OnDocumentEnd() override {}
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { fail_alias(mark); }
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    fail("C011", source_.place(spot(mark), name.size() + 1), fmt::format("the anchor '&{}' is not supported", name),
         "write the value out wherever it is needed");
  }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    if (expects_key()) {
      fail("C006", source_.place(spot(mark)), "a key is missing before ':'", "write 'key: value'");
    }
    Node node;
    node.place = source_.place(spot(mark));
    add(std::move(node));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) override {
    reject_tag(mark, tag);
    Node node;
    node.type = Node::Type::scalar;
    node.text = value;
    node.quoted = tag == "!";
    const std::size_t extent = source_.scalar_extent(spot(mark), value);
    node.place = source_.place(spot(mark), extent);
    if (extent == 0) {
      fail("C002", node.place, "the closing quote of this text is missing", "every quote comes in a pair");
    }
    if (expects_key()) {
      start_field(node);
    } else {
      add(std::move(node));
    }
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, Node::Type::sequence);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, YAML::EmitterStyle::value) override {
    open(mark, tag, Node::Type::map);
  }
  void OnMapEnd() override { close(); }

  [[noreturn]] void fail_alias(const YAML::Mark& mark) const {
    const std::string_view rest = source_.rest_of_line(spot(mark));
    fail("C011", source_.place(spot(mark), rest.find_first_of(" ,]}")),
         fmt::format("the alias '{}' is not supported", rest.substr(0, rest.find_first_of(" ,]}"))),
         "write the value out; a text that starts with '*' needs quotes");
  }

 private:
  struct Frame {
    Node node;
    bool has_key = false;
    std::string key;
    Place key_place;
  };

  bool expects_key() const {
    return !stack_.empty() && stack_.back().node.type == Node::Type::map && !stack_.back().has_key;
  }

  void reject_tag(const YAML::Mark& mark, const std::string& tag) const {
    const std::string_view rest = source_.rest_of_line(spot(mark));
    const bool written = !rest.empty() && rest.front() == '!';
    if (written || !(tag.empty() || tag == "?" || tag == "!")) {
      fail("C011", source_.place(spot(mark), rest.find(' ')),
           fmt::format("the tag '{}' is not supported", rest.substr(0, rest.find(' '))),
           "remove it: what a value means follows from its key");
    }
  }

  void start_field(const Node& key) {
    Frame& frame = stack_.back();
    if (const Node* first = frame.node.find(key.text)) {
      fail("C003", key.place, fmt::format("the key '{}' appears twice", abbreviate(key.text)),
           fmt::format("it is already on line {}: keep one of the two", first->key_place.line));
    }
    frame.has_key = true;
    frame.key = key.text;
    frame.key_place = key.place;
  }

  void open(const YAML::Mark& mark, const std::string& tag, Node::Type type) {
    reject_tag(mark, tag);
    if (expects_key()) {
      // yaml-cpp 0.7 takes an unclosed bracket inside another one for a key.
      if (!source_.bracket_closes(spot(mark))) {
        fail("C002", source_.place(spot(mark)), "the bracket that opens here is never closed",
             "every '[' needs a ']' and every '{' a '}'");
      }
      fail("C006", source_.place(spot(mark)), "a list or a map stands where a key is expected", "a key is one word");
    }
    if (stack_.size() == kDeepest) {
      fail("C011", source_.place(spot(mark)), fmt::format("nested deeper than {} levels", kDeepest),
           "no key of ours needs that: is a bracket missing?");
    }
    Frame frame;
    frame.node.type = type;
    frame.node.place = source_.place(spot(mark));
    stack_.push_back(std::move(frame));
  }

  void close() {
    Node node = std::move(stack_.back().node);
    stack_.pop_back();
    add(std::move(node));
  }

  void add(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& parent = stack_.back();
    if (parent.node.type == Node::Type::sequence) {
      parent.node.items.push_back(std::move(node));
      return;
    }
    if (node.type == Node::Type::null) {
      node.place = parent.key_place;
    }
    node.key_place = std::move(parent.key_place);
    parent.node.fields.emplace_back(std::move(parent.key), std::move(node));
    parent.has_key = false;
  }

  const Source& source_;
  Node root_;
  std::vector<Frame> stack_;
  bool started_ = false;
};

/// YAML forbids tabs in indentation, and yaml-cpp takes some of them for text.
void reject_tab_indentation(const Source& source) {
  for (std::size_t i = 0; i < source.lines().size(); ++i) {
    const std::string& line = source.lines()[i];
    const std::size_t text = line.find_first_not_of(" \t");
    const std::size_t tab = line.find('\t');
    if (text != std::string::npos && tab < text) {
      const Spot spot{static_cast<int>(i), static_cast<int>(tab)};
      fail("C002", source.place(spot), "a tab is used for indentation", "YAML indents with spaces only");
    }
  }
}

/// What the parser's own words mean to someone who has not read its source.
std::string syntax_hint(const std::string& message) {
  constexpr std::pair<std::string_view, std::string_view> kHints[] = {
      {"illegal map value", "a ':' too many, or a text with ': ' inside that needs quotes"},
      {"illegal map key", "check the indentation of this line"},
      {"illegal block entry", "'- item' starts a list on a line of its own; write [a, b] on one line"},
      {"end of map not found", "keys of one section start in the same column, each with ': ' behind it"},
      {"end of map flow not found", "a '}' or a ',' is missing"},
      {"end of sequence flow not found", "a ']' or a ',' is missing"},
      {"end of sequence not found", "items of one list start in the same column"},
      {"illegal flow end", "a '}' or ']' without its opening bracket"},
      {"illegal EOF in scalar", "a closing quote is missing"},
      {"unknown token", "a text that starts with this character needs quotes"},
      {"unknown escape character", "write '\\\\' for a backslash, or use single quotes"}};
  for (const auto& [words, hint] : kHints) {
    if (message.find(words) != std::string::npos) {
      return std::string{hint};
    }
  }
  return "check brackets, quotes and indentation around here";
}

}  // namespace

Node::Node() = default;
Node::Node(const Node&) = default;
Node::Node(Node&&) noexcept = default;
Node& Node::operator=(const Node&) = default;
Node& Node::operator=(Node&&) noexcept = default;
Node::~Node() = default;

const Node* Node::find(std::string_view key) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [key](const auto& field) { return field.first == key; });
  return found == fields.end() ? nullptr : &found->second;
}

Node* Node::find(std::string_view key) {
  return const_cast<Node*>(std::as_const(*this).find(key));
}

Node parse_document(const std::string& text, const std::string& origin) {
  check_text(text, origin);
  const Source source{text, origin};
  reject_tab_indentation(source);
  TreeBuilder builder{source};
  try {
    std::istringstream stream{source.joined()};
    YAML::Parser parser{stream};
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    const std::string_view rest = source.rest_of_line(spot(error.mark));
    if (!rest.empty() && rest.front() == '*') {
      builder.fail_alias(error.mark);
    }
    fail("C002", source.place(spot(error.mark)), fmt::format("not valid YAML: {}", error.msg), syntax_hint(error.msg));
  }
  if (!builder.started()) {
    Place place;
    place.origin = origin;
    fail("C012", place, "there is nothing in it", "the file is empty or holds comments only");
  }
  return builder.take_root();
}

std::string read_text_file(const std::string& path) {
  Place place;
  place.origin = path;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    fail("C001", place, "is a directory", "name a file in it");
  }
  if (!std::filesystem::exists(path, ignored)) {
    fail("C001", place, "no such file", "check the path; relative paths start at the working directory");
  }
  std::ifstream file{path, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
  if (!file && !file.eof()) {
    fail("C001", place, "cannot be read", "check its permissions");
  }
  return text;
}

Node read_document(const std::string& path) {
  return parse_document(read_text_file(path), path);
}

}  // namespace systole::workloads
