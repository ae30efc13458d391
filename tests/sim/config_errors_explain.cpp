#include <set>
#include <sstream>

#include "tests/sim/config_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

const std::string kDirectory = "tests/sim/data/bad_configs";

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::istringstream text{file_text(path)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    lines.push_back(line);
  }
  return lines;
}

/// NAME.yaml is a bad config; NAME.set holds overrides, one a line, that are bad for good_config.yaml.
std::set<std::string> cases() {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(source_directory() / kDirectory)) {
    if (entry.path().extension() == ".yaml" || entry.path().extension() == ".set") {
      names.insert(entry.path().stem().string());
    }
  }
  return names;
}

std::string message_of(const std::string& path, const std::vector<std::string>& overrides) {
  try {
    sim::load_chip(path, overrides);
  } catch (const models::UserError& error) {
    return std::string{error.what()} + "\n";
  }
  return "no error\n";
}

}  // namespace

TEST_CASE("every bad config is refused with a message that is worth reading", "[CFG][D2]") {
  const WorkingDirectory here{source_directory() / kDirectory};
  const std::set<std::string> names = cases();
  CHECK(names.size() >= 45);
  for (const std::string& name : names) {
    const std::string set_file = name + ".set";
    const bool is_override = std::filesystem::exists(set_file);
    const std::string message =
        is_override ? message_of("../good_config.yaml", lines_of(set_file)) : message_of(name + ".yaml", {});
    CAPTURE(name);
    CHECK(message.find(": error[C") != std::string::npos);
    check_golden(kDirectory + "/" + name + ".txt", message);
  }
}

TEST_CASE("a file that cannot be read is named as the user wrote it", "[CFG]") {
  const WorkingDirectory here{source_directory() / kDirectory};
  CHECK(message_of("no_such_file.yaml", {}) ==
        "no_such_file.yaml: error[C001]: no such file\n"
        "      | check the path; relative paths start at the working directory\n");
  CHECK(message_of("..", {}) ==
        "..: error[C001]: is a directory\n"
        "      | name a file in it\n");
}

TEST_CASE("every code that a config can fail with is documented", "[CFG]") {
  const std::string page = file_text(source_directory() / "docs/errors.md");
  for (const auto& entry : std::filesystem::directory_iterator(source_directory() / kDirectory)) {
    if (entry.path().extension() == ".txt") {
      const std::string text = file_text(entry.path());
      const std::string code = text.substr(text.find("error[") + 6, 4);
      INFO(entry.path());
      CHECK(page.find("| " + code + " |") != std::string::npos);
    }
  }
}
