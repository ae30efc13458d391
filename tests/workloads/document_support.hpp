// Errors of documents, for tests.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "workloads/document/document.hpp"

namespace systole::tests {

/// The diagnostic that `action` throws.
template <class Action>
workloads::Diagnostic diagnostic_of(Action action) {
  try {
    action();
  } catch (const workloads::DocumentError& error) {
    CHECK(error.what() == workloads::render(error.diagnostic()));
    return error.diagnostic();
  }
  FAIL("no error was thrown");
  return {};
}

inline workloads::Diagnostic document_error(const std::string& text) {
  return diagnostic_of([&] { workloads::parse_document(text, "a.yaml"); });
}

/// The value of `key: text`.
inline workloads::Node value_node(const std::string& text) {
  return workloads::parse_document("key: " + text, "a.yaml").fields.at(0).second;
}

}  // namespace systole::tests
