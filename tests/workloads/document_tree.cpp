#include "tests/workloads/document_support.hpp"

using systole::workloads::Node;
using systole::workloads::parse_document;

TEST_CASE("a document becomes a tree of maps, lists and scalars in file order", "[CFG]") {
  const Node root = parse_document("b: 1\na: {x: [p, q]}\nc:\n  - r\n", "a.yaml");
  REQUIRE(root.type == Node::Type::map);
  REQUIRE(root.fields.size() == 3);
  CHECK(root.fields[0].first == "b");
  CHECK(root.fields[1].first == "a");
  const Node* list = root.find("a")->find("x");
  REQUIRE(list != nullptr);
  REQUIRE(list->type == Node::Type::sequence);
  CHECK(list->items.at(1).text == "q");
  CHECK(root.find("c")->items.at(0).text == "r");
  CHECK(root.find("d") == nullptr);
}

TEST_CASE("scalars stay as they are written", "[CFG]") {
  const Node root = parse_document("a: 010\nb: yes\nc: 1e3\nd: \"16\"\ne: 'it''s'\nf: ~\ng:\n", "a.yaml");
  CHECK(root.find("a")->text == "010");
  CHECK(root.find("b")->text == "yes");
  CHECK(root.find("c")->text == "1e3");
  CHECK_FALSE(root.find("c")->quoted);
  CHECK(root.find("d")->text == "16");
  CHECK(root.find("d")->quoted);
  CHECK(root.find("e")->text == "it's");
  CHECK(root.find("f")->type == Node::Type::null);
  CHECK(root.find("g")->type == Node::Type::null);
}

TEST_CASE("values and keys know their places in characters", "[CFG]") {
  const Node root = parse_document("名前: 値\nb:   \"x y\" # c\n", "dir/a.yaml");
  const Node* first = root.find("名前");
  REQUIRE(first != nullptr);
  CHECK(first->place.origin == "dir/a.yaml");
  CHECK(first->key_place.column == 1);
  CHECK(first->key_place.length == 2);
  CHECK(first->place.column == 5);
  const Node* second = root.find("b");
  CHECK(second->place.line == 2);
  CHECK(second->place.column == 6);
  CHECK(second->place.length == 5);
  CHECK(second->place.source_line == "b:   \"x y\" # c");
}

TEST_CASE("line ends of every system and a byte order mark are read alike", "[CFG]") {
  for (const std::string text : {"a: 1\nb: 2\n", "a: 1\r\nb: 2\r\n", "a: 1\rb: 2\r",
                                 "\xEF\xBB\xBF"
                                 "a: 1\nb: 2"}) {
    const Node root = parse_document(text, "a.yaml");
    REQUIRE(root.fields.size() == 2);
    CHECK(root.fields[0].first == "a");
    CHECK(root.fields[0].second.place.column == 4);
    CHECK(root.fields[1].second.text == "2");
    CHECK(root.fields[1].second.place.line == 2);
  }
}

TEST_CASE("a key without a value has its place at the key", "[CFG]") {
  const Node root = parse_document("a:\n\n\nb: 1\n", "a.yaml");
  CHECK(root.find("a")->place.line == 1);
}
